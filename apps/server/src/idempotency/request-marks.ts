import type { JournalEntry, UserId } from '@copydesk/core';
import type { DurableIntent } from './intent-store.ts';

/** What an entry of the journal says about the request that caused it; undefined when none did. */
export function durableIntentOf({ userId, at, event }: JournalEntry): DurableIntent | undefined {
  if (event.type !== 'orders-journaled' && event.type !== 'order-change-journaled') return undefined;
  const { request: mark } = event;
  const orderId = event.type === 'orders-journaled' ? event.orders[0]?.orderId : event.orderId;
  return mark === undefined || orderId === undefined
    ? undefined
    : { userId: userId as UserId, mark, orderId, at };
}
