import type { DeskEvent, JournalEntry, UserId } from '@copydesk/core';
import type { DurableIntent } from './intent-store.ts';

/** What an entry of the journal says about the request that caused it; undefined when none did. */
export function durableIntentOf({ userId, at, event }: JournalEntry): DurableIntent | undefined {
  const made = madeBy(event, userId);
  const mark = made === undefined || !('request' in event) ? undefined : event.request;
  return mark === undefined || made === undefined ? undefined : { userId: userId as UserId, mark, made, at };
}

function madeBy(event: DeskEvent, userId: string): DurableIntent['made'] | undefined {
  switch (event.type) {
    case 'orders-journaled':
      return idOf('order', event.orders[0]?.orderId);
    case 'child-skipped':
      return idOf('order', event.skipped.masterOrderId);
    case 'order-change-journaled':
    case 'order-resolved':
      return idOf('order', event.orderId);
    case 'conversions-journaled':
      return idOf('conversion', event.conversions[0]?.conversionId);
    case 'basket-journaled':
      return idOf('basket', event.basket.basketId);
    case 'basket-cancelled':
      return idOf('basket', event.basketId);
    case 'square-off-started':
      return { kind: 'square-off', id: event.squareOffId };
    case 'kill-switch-set':
      return { kind: 'kill-switch', id: userId };
    default:
      return undefined;
  }
}

function idOf(
  kind: DurableIntent['made']['kind'],
  id: string | undefined,
): DurableIntent['made'] | undefined {
  return id === undefined ? undefined : { kind, id };
}
