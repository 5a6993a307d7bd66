/** What a conversion does to the two positions that it goes between: quantity and cost move, and what was copied goes along (domain §4.3). */
import type { DeskEvent } from '../journal/desk-event.ts';
import { type Instant, istDate } from '../ports/clock.ts';
import { costOf } from './converted.ts';
import { addConversion, type Position, sidesOf } from './position.ts';

/** Moves what one `position-converted` tells; `at` is when it was journaled. */
export function convertPosition(
  { from, to }: { readonly from: Position; readonly to: Position },
  event: Extract<DeskEvent, { readonly type: 'position-converted' }>,
  at: Instant,
): void {
  const { conversionId } = event;
  const side = event.quantity > 0 ? 'BUY' : 'SELL';
  const quantity = Math.abs(event.quantity);
  const carried = event.part === 'overnight';
  const sides = sidesOf(from);
  const ofToday =
    side === 'BUY'
      ? { quantity: sides.buyQuantity, value: sides.buyValue }
      : { quantity: sides.sellQuantity, value: sides.sellValue };
  const part = carried ? { quantity: Math.abs(sides.carried), value: sides.carriedValue } : ofToday;
  const value = costOf(from, part, { quantity });
  const moved = { day: istDate(at), at, side, carried, quantity, value } as const;
  addConversion(from, conversionId, { ...moved, direction: 'out' });
  addConversion(to, conversionId, { ...moved, direction: 'in' });
  from.copied -= event.copied;
  to.copied += event.copied;
  to.lastPrice ??= from.lastPrice;
  from.lastFillAt = at;
  to.lastFillAt = at;
}
