import type { ChildPosition, Group, Position, Protection } from '@copydesk/api-contract';
import { instrumentName } from '../../lib/instrument-name.ts';
import {
  type LevelChanges,
  type LevelDraft,
  type LevelKind,
  loosened,
  retrailed,
  stopAtStart,
} from '../../lib/levels.ts';
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
import { lastNow } from './live-cells.tsx';
import { protectionAt, protectPosition } from './protections-api.ts';
import { inheritedQuantity, inherits, stopNow } from './stops.ts';
import { useLevels } from './use-levels.ts';

/** What a level of this position is: a price, in the decimals of its tick. */
export function levelKind({ tickSize }: Pick<ChildPosition, 'tickSize'>): LevelKind {
  return { of: 'price', decimals: tickSize === null ? 2 : decimalsOfTick(tickSize) };
}

interface ProtectTarget {
  readonly position: Position | ChildPosition;
  readonly group: Group | undefined;
  /** Undefined while they are not read. */
  readonly protections: readonly Protection[] | undefined;
  readonly onEnd: () => void;
  /** What was typed already. */
  readonly begun?: Partial<LevelDraft>;
}

/** Stop, target and trail of one position, edited in its cells or asked for by name. */
export function useProtect({ position, group, protections, onEnd, begun }: ProtectTarget) {
  const name = instrumentName(position, serverNow());
  const { sl: stop, target, trail } = position;
  return useLevels({
    levels: { stop, target, trail },
    kind: levelKind(position),
    // Before anything is set, none rests.
    resting: protections === undefined ? null : (protectionAt(protections, position)?.resting ?? false),
    asksFirst: (changes) => looserWords(position, changes, group, protections),
    put: (queries, changes) => protectPosition(queries, position, changes),
    name: `The protection of ${name} in ${shortAccount(position.account)}`,
    about: aboutWords(position, group),
    onEnd,
    ...(begun === undefined ? {} : { begun }),
  });
}

/** Who holds how much of it, and who leaves with it; null once it is flat. */
function aboutWords(position: Position | ChildPosition, group: Group | undefined): string | null {
  if (position.netQty === 0) return null;
  const followers = followersOf(position, group).map((one) => `${one.account} ${inheritedQuantity(one)}`);
  return [position.netQty, ...followers].join();
}

/** What is protected, and in which accounts. */
interface Whose {
  readonly name: string;
  readonly accounts: string;
}

/** What a wider stop, another trail, none of them, or none at the broker, means; null for what only tightens. */
function looserWords(
  position: Position | ChildPosition,
  changes: LevelChanges,
  group: Group | undefined,
  protections: readonly Protection[] | undefined,
): string | null {
  const followers = followersOf(position, group);
  const accounts = [position, ...followers].map(({ account }) => shortAccount(account)).join(', ');
  const whose: Whose = { name: instrumentName(position, serverNow()), accounts };
  const words = [
    ...stopWords(position, changes, followers, whose),
    ...trailWords(position, changes, protections, whose),
    ...restingWords(changes, whose),
  ];
  return words.length === 0 ? null : words.join(' ');
}

function stopWords(
  position: ChildPosition,
  changes: LevelChanges,
  followers: readonly ChildPosition[],
  { name, accounts }: Whose,
): readonly string[] {
  const { sl: stop, target, trail, netQty, contractMultiplier: worth } = position;
  const how = loosened({ stop, target, trail }, changes, netQty > 0 ? 1 : -1);
  if (how === null || stop === null) return [];
  const wider = parseMoney(changes.stop ?? '');
  const { decimals } = levelKind(position);
  const from = formatMoney(money(stop), decimals);
  if (how === 'removed' || wider === null) return [`Remove the stop at ${from} of ${name} in ${accounts}.`];
  const copied = followers.reduce((sum, one) => sum + Math.sign(one.netQty) * inheritedQuantity(one), 0);
  const loss = ((wider - money(stop)) * (netQty + copied) * (worth ?? 0)) as Money;
  const more = worth === null ? '' : `, ${formatChange(loss)} if it fills`;
  return [`Widen the stop of ${name} from ${from} to ${formatMoney(wider, decimals)} in ${accounts}${more}.`];
}

/** It stood for when the desk cannot act. */
function restingWords({ resting }: LevelChanges, { name, accounts }: Whose): readonly string[] {
  if (resting !== false) return [];
  return [
    `Take the stop of ${name} away from the broker in ${accounts}: while Copydesk is off, nothing leaves it.`,
  ];
}

/** Another trail forgets the best price: even a shorter one may stand further away than the stop does now. */
function trailWords(
  position: ChildPosition,
  changes: LevelChanges,
  protections: readonly Protection[] | undefined,
  { name, accounts }: Whose,
): readonly string[] {
  const { sl: stop, target, trail } = position;
  const levels = { stop, target, trail };
  const how = retrailed(levels, changes);
  if (how === null) return [];
  const { decimals } = levelKind(position);
  const priced = (level: Money | null): string =>
    level === null ? 'a price that is not known' : formatMoney(level, decimals);
  const before = priced(
    protectionAt(protections, position) === undefined ? null : stopNow(position, protections),
  );
  if (how === 'removed')
    return [`Remove the trail of ${name} in ${accounts}: its stop stands at ${before} now.`];
  const last = lastNow(position);
  const after = priced(stopAtStart(levels, changes, position.netQty > 0 ? 1 : -1, last));
  return [
    `Another trail of ${name} in ${accounts} begins at the last price: the stop stands at ${before} now, and would stand at ${after}.`,
  ];
}

/** The children that a master's protection takes out with it. */
export function followersOf(
  position: Position | ChildPosition,
  group: Group | undefined,
): readonly ChildPosition[] {
  if (!('childPositions' in position)) return [];
  return position.childPositions.filter((child) => inherits(child, group));
}
