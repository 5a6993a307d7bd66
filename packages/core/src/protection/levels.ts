/**
 * When a level is reached, and how a trailing stop follows (domain §4.15).
 *
 * Figures are whole counts of 1/10000 rupee. `direction` 1: a falling figure is bad; -1: a rising one is. Pure.
 */
import { TradingError } from '../errors/trading-error.ts';
import { type Price, printPrice } from '../money/price.ts';
import type { ProtectionLevels, ReachedBy, Trail, Trailed } from './protection.ts';

/** A level that was reached. */
export interface Reached {
  readonly by: ReachedBy;
  readonly level: number;
}

/** What a protection is judged by. */
export interface Judged {
  readonly levels: ProtectionLevels;
  readonly direction: 1 | -1;
  readonly trailed: Trailed | undefined;
}

/** Which level the figure has reached, if any: the stop before the target. */
export function reachedBy(judged: Judged, figure: number): Reached | undefined {
  const { levels, direction } = judged;
  const stop = stopOf(judged);
  if (stop !== undefined && direction * (figure - stop.level) <= 0) return stop;
  const { target } = levels;
  return target !== undefined && direction * (figure - target) >= 0
    ? { by: 'target', level: target }
    : undefined;
}

/** The stop that acts now: the nearer of the one that was set and the one that trails. */
export function stopOf({ levels, direction, trailed }: Judged): Reached | undefined {
  const { stop, trail } = levels;
  const set = stop === undefined ? undefined : ({ by: 'stop', level: stop } as const);
  if (trail === undefined || trailed === undefined) return set;
  const level = trailLevel(trail, direction, trailed);
  return set !== undefined && direction * (set.level - level) >= 0 ? set : { by: 'trail', level };
}

/** What the trail has seen after this figure. */
export function trailedBy(
  before: Trailed | undefined,
  direction: 1 | -1,
  now: Omit<Trailed, 'began'>,
): Trailed {
  if (before === undefined || before.day !== now.day) return { ...now, began: now.best };
  return direction * (now.best - before.best) > 0 ? { ...before, best: now.best } : before;
}

/** Where the trailing stop stands. */
export function trailLevel({ distance, percent, step }: Trail, direction: 1 | -1, seen: Trailed): number {
  const advance = direction * (seen.best - seen.began);
  const followed = step === undefined || step === 0 ? advance : Math.floor(advance / step) * step;
  const best = seen.began + direction * followed;
  return best - direction * (distance ?? shareOf(best, percent ?? 0));
}

/**
 * Throws `protection-wrong-side` for a level that would act at once: a stop above the price of a long, a target below it. Where no
 * figure is known, everything passes. `stopPath` is the path of the stop in the command; the target stands beside it.
 */
export function checkSides(
  { stop, target }: ProtectionLevels,
  direction: 1 | -1,
  at: { readonly figure: number | undefined; readonly stopPath: string },
): void {
  const { figure, stopPath } = at;
  if (figure === undefined) return;
  const refuse = (which: string, level: number, path: string): never => {
    const must = level >= figure ? 'be below' : 'be above';
    const facts = { which, level: printPrice(level as Price), now: printPrice(figure as Price), must };
    throw new TradingError('protection-wrong-side', facts, { path });
  };
  if (stop !== undefined && direction * (figure - stop) <= 0) refuse('stop', stop, stopPath);
  if (target !== undefined && direction * (figure - target) >= 0)
    refuse('target', target, stopPath.replace(/\w+$/, 'target'));
}

/** So many 1/10000 per cent of a price, rounded up to 1/10000 rupee: a stop is never nearer than was asked for. */
export function shareOf(price: number, percent: number): number {
  return Number((BigInt(Math.abs(price)) * BigInt(percent) + 999_999n) / 1_000_000n);
}
