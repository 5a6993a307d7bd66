import type { DeskEvent, JournalEntry, UserId } from '@copydesk/core';
import type { DurableIntent } from './intent-store.ts';

/** Where a difference is repaired or accepted. */
const RESYNC = 'POST /api/divergences/:id/resync';

/** What an entry of the journal says about the request that caused it; undefined when none did. */
export function durableIntentOf({ userId, at, event }: JournalEntry): DurableIntent | undefined {
  const made = madeBy(event, userId);
  const mark = made === undefined || !('request' in event) ? undefined : event.request;
  return mark === undefined || made === undefined ? undefined : { userId: userId as UserId, mark, made, at };
}

function madeBy(event: DeskEvent, userId: string): DurableIntent['made'] | undefined {
  switch (event.type) {
    case 'orders-journaled':
      // A plan of several steps answers with all of them.
      return event.request?.route === RESYNC
        ? { kind: 'repair', ids: event.orders.map(({ orderId }) => orderId) }
        : idOf('order', event.orders[0]?.orderId);
    case 'difference-accepted':
      return { kind: 'repair', ids: [] };
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
    case 'kill-switch-lifted':
      return { kind: 'kill-switch', id: userId };
    case 'protection-set':
      return { kind: 'protection', scope: event.scope };
    case 'protection-defaults-set':
      return { kind: 'protection-defaults' };
    default:
      return undefined;
  }
}

function idOf(
  kind: 'order' | 'basket' | 'conversion',
  id: string | undefined,
): DurableIntent['made'] | undefined {
  return id === undefined ? undefined : { kind, id };
}
