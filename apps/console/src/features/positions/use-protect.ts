import type { ChildPosition, Group, Position } from '@copydesk/api-contract';
import { instrumentName } from '../../lib/instrument-name.ts';
import { type LevelChanges, type LevelKind, loosened } from '../../lib/levels.ts';
import {
  decimalsOfTick,
  formatChange,
  formatMoney,
  type Money,
  money,
  parseMoney,
} from '../../lib/numbers.ts';
import { shortAccount } from '../../lib/words.ts';
import { serverNow } from '../../live/link-store.ts';
import { protectPosition } from './protections-api.ts';
import { inherits } from './stops.ts';
import { useLevels } from './use-levels.ts';

/** What a level of this position is: a price, in the decimals of its tick. */
export function levelKind({ tickSize }: Pick<ChildPosition, 'tickSize'>): LevelKind {
  return { of: 'price', decimals: tickSize === null ? 2 : decimalsOfTick(tickSize) };
}

/** Stop, target and trail of one position, edited in its cells. */
export function useProtect(position: Position | ChildPosition, group: Group | undefined, onEnd: () => void) {
  const name = instrumentName(position, serverNow());
  const { sl: stop, target, trail } = position;
  return useLevels({
    levels: { stop, target, trail },
    kind: levelKind(position),
    asksFirst: (changes) => looserWords(position, changes, group),
    put: (queries, changes) => protectPosition(queries, position, changes),
    name: `The protection of ${name} in ${shortAccount(position.account)}`,
    onEnd,
  });
}

/** What a wider stop, or none, means; null for what only tightens. */
function looserWords(
  position: Position | ChildPosition,
  changes: LevelChanges,
  group: Group | undefined,
): string | null {
  const { sl: stop, target, trail, account } = position;
  const how = loosened({ stop, target, trail }, changes, position.netQty > 0 ? 1 : -1);
  if (how === null) return null;
  const name = instrumentName(position, serverNow());
  const followers = followersOf(position, group);
  const who = [account, ...followers.map((child) => child.account)].map(shortAccount).join(', ');
  if (how === 'removed') {
    const what = changes.stop === null ? `stop at ${stop === null ? '' : formatMoney(money(stop))}` : 'trail';
    return `Remove the ${what} of ${name} in ${who}.`;
  }
  const wider = parseMoney(changes.stop ?? '');
  if (stop === null || wider === null) return `Widen the trail of ${name} in ${who}.`;
  const held = [position, ...followers].reduce((sum, { netQty }) => sum + netQty, 0);
  const worth = position.contractMultiplier;
  const more =
    worth === null ? '' : `, ${formatChange(((wider - money(stop)) * held * worth) as Money)} if it fills`;
  return `Widen the stop of ${name} from ${formatMoney(money(stop))} to ${formatMoney(wider)} in ${who}${more}.`;
}

/** The children that a master's protection takes out with it. */
export function followersOf(
  position: Position | ChildPosition,
  group: Group | undefined,
): readonly ChildPosition[] {
  if (!('childPositions' in position)) return [];
  return position.childPositions.filter((child) => inherits(child, group));
}
