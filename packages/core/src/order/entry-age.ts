/**
 * For how long an entry has been waiting to be sent (domain §4.1).
 *
 * Decides: from when its age counts. A copy's counts from its master's acceptance, however late it was decided, that of a reversal's entry
 * part from the turn (§4.3), any other from its own decision. The slices of an order follow each other: each counts from the last one before
 * it that has left, so that a lane at its broker's pace ends none of them. One that its broker puts off for longer is too old, and with it
 * all behind it, also where the first ones have filled: the market has moved, and a child that holds less than its master has a divergence
 * with a plan, as after a refused slice (§4.6); what would complete it late goes by a person's click, at a price that they see. What a change
 * adds to an order counts from when it was added. Pure.
 */
import type { SkipReason } from '../guard/skip-reason.ts';
import type { Instant } from '../ports/clock.ts';
import type { Order, Slice } from './order.ts';

/** An entry that has not been sent for so long is never sent: the market has moved. An exit has no age. */
export const MAX_ENTRY_AGE_MS = 5_000;

/** Why the slice is never sent any more; undefined while it may be. */
export function tooOldToEnter(order: Order, slice: Slice, now: Instant): SkipReason | undefined {
  return beyondAge(now - countsFrom(order, slice));
}

/** Why nothing of that age is sent; undefined while it may be. */
export function beyondAge(ageMs: number): SkipReason | undefined {
  return ageMs > MAX_ENTRY_AGE_MS ? { code: 'too-old', limit: MAX_ENTRY_AGE_MS, figure: ageMs } : undefined;
}

function countsFrom(order: Order, slice: Slice): Instant {
  const others = order.slices.filter((other) => other !== slice);
  return Math.max(slice.addedAt, ...others.map(({ sentAt }) => sentAt ?? 0)) as Instant;
}
