/** Whose trading a fill is, by the order that it belongs to. */
import type { Order } from '../order/order.ts';
import type { FillKind } from './ledger.ts';

/** Whose trading the fills of an order are. */
export function fillKindOf(order: Order): FillKind {
  const { origin, groupId, parentOrderId, alone } = order.intent;
  if (origin === 'copy') return 'group';
  if (alone === true) return 'own';
  // One that is not copied is the account's own trading; so is what gives a second order of one tag back.
  if (origin === 'outside' || origin === 'repair') return groupId === undefined ? 'own' : 'group';
  if (groupId !== undefined && parentOrderId === undefined) return 'group';
  return 'desk';
}
