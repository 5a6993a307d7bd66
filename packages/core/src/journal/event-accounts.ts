import type { AccountId } from '../account/account.ts';
import type { DeskEvent } from './desk-event.ts';

/** The first of the accounts that an event is about: by whose clock it is told. */
export function firstAccountOf(event: DeskEvent): AccountId | undefined {
  if (event.type === 'orders-journaled') return event.orders[0]?.accountId;
  if ('orderId' in event && 'accountId' in event) return event.accountId;
  return accountsOf(event)[0];
}

/** The accounts that an event says something about, in which something may be sent because of it. */
export function accountsOf(event: DeskEvent): readonly AccountId[] {
  switch (event.type) {
    case 'orders-journaled':
      return event.orders.map((order) => order.accountId);
    case 'outside-order-adopted':
      return [event.order.accountId];
    case 'conversions-journaled':
      return event.conversions.map((conversion) => conversion.accountId);
    case 'outside-conversion-seen':
      return [event.conversion.accountId];
    case 'basket-journaled':
      return [event.basket.accountId];
    case 'child-skipped':
      return [event.skipped.accountId];
    default:
      return 'accountId' in event && event.accountId !== undefined ? [event.accountId] : [];
  }
}
