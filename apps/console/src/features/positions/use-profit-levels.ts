import type { Protection } from '@copydesk/api-contract';
import { type LevelChanges, type LevelKind, type Levels, loosened, NO_LEVELS } from '../../lib/levels.ts';
import { formatChange, formatMoney, minus, money, parseMoney } from '../../lib/numbers.ts';
import { protectProfit } from './protections-api.ts';
import { type LevelEdit, useLevels } from './use-levels.ts';
import type { Watched } from './watched.ts';

/** Levels of the day's profit. */
export const PROFIT: LevelKind = { of: 'profit', decimals: 2 };

/** Day stop, target and trail of a group or an account, edited in the bar. */
export function useProfitLevels(
  watched: Watched,
  protection: Protection | undefined,
  onEnd: () => void,
): LevelEdit {
  // What has acted is spent: new levels begin from nothing.
  const levels = protection === undefined || protection.triggered !== null ? NO_LEVELS : protection;
  return useLevels({
    levels,
    kind: PROFIT,
    asksFirst: (changes) => looserWords(watched.name, levels, changes),
    put: (queries, changes) => protectProfit(queries, watched, changes),
    name: `The day's levels of ${watched.name}`,
    onEnd,
  });
}

/** What a wider day stop, or none, means; null for what only tightens. */
function looserWords(name: string, levels: Levels, changes: LevelChanges): string | null {
  const how = loosened(levels, changes, 1);
  if (how === null) return null;
  const { stop } = levels;
  if (how === 'removed') {
    if (changes.stop !== null || stop === null) return `Remove the trail of ${name}.`;
    return `Remove the day stop of ${name}: nothing leaves it at ${formatMoney(money(stop))} any more.`;
  }
  const wider = parseMoney(changes.stop ?? '');
  if (stop === null || wider === null) return `Widen the trail of ${name}.`;
  const more = formatChange(minus(wider, money(stop)));
  return `Widen the day stop of ${name} from ${formatMoney(money(stop))} to ${formatMoney(wider)}: ${more} before everything is left.`;
}
