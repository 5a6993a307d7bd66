import type { Protection } from '@copydesk/api-contract';
import {
  type LevelChanges,
  type LevelKind,
  type Levels,
  loosened,
  NO_LEVELS,
  retrailed,
  stopAtStart,
} from '../../lib/levels.ts';
import { formatChange, formatMoney, type Money, minus, money, parseMoney } from '../../lib/numbers.ts';
import { protectProfit } from './protections-api.ts';
import { type LevelEdit, useLevels } from './use-levels.ts';
import type { Watched } from './watched.ts';

/** Levels of the day's profit. */
export const PROFIT: LevelKind = { of: 'profit', decimals: 2 };

/** Day stop, target and trail of a group or an account, edited in the bar. */
export function useProfitLevels(
  watched: Watched,
  protection: Protection | undefined,
  /** What the day makes now; null while it is not known. */
  figure: Money | null,
  onEnd: () => void,
): LevelEdit {
  // What has acted is spent: new levels begin from nothing.
  const levels = protection === undefined || protection.triggered !== null ? NO_LEVELS : protection;
  return useLevels({
    levels,
    kind: PROFIT,
    resting: null,
    asksFirst: (changes) =>
      looserWords(watched.name, levels, changes, { stopNow: protection?.stopNow ?? null, figure }),
    put: (queries, changes) => protectProfit(queries, watched, changes),
    name: `The day's levels of ${watched.name}`,
    about: watched.accounts.map(({ id }) => id).join(),
    onEnd,
  });
}

interface DayNow {
  readonly stopNow: number | null;
  readonly figure: Money | null;
}

/** What a wider day stop, another trail, or none of them, means; null for what only tightens. */
function looserWords(name: string, levels: Levels, changes: LevelChanges, now: DayNow): string | null {
  const words = [...stopWords(name, levels, changes), ...trailWords(name, levels, changes, now)];
  return words.length === 0 ? null : words.join(' ');
}

function stopWords(name: string, levels: Levels, changes: LevelChanges): readonly string[] {
  const how = loosened(levels, changes, 1);
  const { stop } = levels;
  if (how === null || stop === null) return [];
  const [from, wider] = [formatMoney(money(stop)), parseMoney(changes.stop ?? '')];
  if (how === 'removed' || wider === null)
    return [`Remove the day stop of ${name}: nothing leaves it at ${from} any more.`];
  const more = formatChange(minus(wider, money(stop)));
  return [
    `Widen the day stop of ${name} from ${from} to ${formatMoney(wider)}: ${more} before everything is left.`,
  ];
}

/** Another trail forgets the best of the day: even a shorter one may stand further away than the stop does now. */
function trailWords(
  name: string,
  levels: Levels,
  changes: LevelChanges,
  { stopNow, figure }: DayNow,
): readonly string[] {
  const how = retrailed(levels, changes);
  if (how === null) return [];
  const before = amountWords(stopNow === null ? null : money(stopNow));
  if (how === 'removed') return [`Remove the trail of ${name}: its stop stands at ${before} now.`];
  const after = amountWords(stopAtStart(levels, changes, 1, figure));
  return [
    `Another trail of ${name} begins at what the day makes now: the stop stands at ${before} now, and would stand at ${after}.`,
  ];
}

function amountWords(level: Money | null): string {
  return level === null ? 'an amount that is not known' : formatMoney(level);
}
