/**
 * What a child is still to have of what its master has working, and what came to it although nobody waited for it any more. Pure; it reads the books.
 */
import type { AccountId } from '../account/account.ts';
import { filledAfterItsEnd, filledOf, livingRestOf, type Order, sizeOf } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import type { Side } from '../order/order-terms.ts';
import type { ChildKey } from './following.ts';

type Place = Omit<ChildKey, 'groupId'>;

/** What of an order of the master is counted for a child, and what is not yet; of so much as it may still fill. */
interface Counts {
  countedOf(at: Place, masterOrderId: OrderId): number;
  uncountedOf(at: Place, master: Order, mayFill?: number): number;
  keptOf(intent: Order['intent']): number;
}

/** What may come of all orders of the master on that side, as large as their broker may have them; a magnitude. */
export function toComeOf(
  orders: OrderBook,
  expectations: Pick<Counts, 'uncountedOf'>,
  at: Place,
  of: { readonly masterId: AccountId; readonly side: Side },
): number {
  return orders
    .livingAt({ ...at, accountId: of.masterId })
    .filter(({ intent }) => intent.side === of.side)
    .reduce((sum, master) => sum + expectations.uncountedOf(at, master, livingRestOf(master)), 0);
}

/** What a child's copies of an order lack of what the master has got by it; a magnitude, negative where they are ahead. */
export function behindOf(
  orders: OrderBook,
  expectations: Pick<Counts, 'countedOf'>,
  at: Place,
  master: Order,
): number {
  return Math.abs(expectations.countedOf(at, master.intent.orderId)) - enteredOf(orders, at, master);
}

/** The most that a child's copies of an order may come to of which the master has left something again: that is not for the child any more. */
export function mostOfCopies(orders: OrderBook, expectations: Counts, at: Place, master: Order): number {
  const counted = Math.abs(expectations.countedOf(at, master.intent.orderId));
  const opened = Math.max(0, filledOf(master) - master.exitQuantity);
  const kept = opened === 0 ? 0 : Math.floor((counted * expectations.keptOf(master.intent)) / opened);
  const lacks = Math.max(0, behindOf(orders, expectations, at, master) - (counted - kept));
  return enteredOf(orders, at, master) + expectations.uncountedOf(at, master) + lacks;
}

function enteredOf(orders: OrderBook, { accountId }: Place, master: Order): number {
  return orders
    .childrenOf(master)
    .filter(({ intent }) => intent.accountId === accountId && intent.part === 'entry')
    .reduce((sum, copy) => sum + filledOf(copy), 0);
}

/** Whether an entry that had ended here was found filled: it and what was sent in its place are kept as far as they were lacking. */
export function wasFoundLate(
  orders: OrderBook,
  master: Order,
  { accountId }: Pick<ChildKey, 'accountId'>,
): boolean {
  return orders
    .childrenOf(master)
    .some((one) => one.intent.accountId === accountId && filledAfterItsEnd(one));
}

/** What is left of an order of the master. What it was asked to grow by counts when its broker has taken it. */
export function confirmedRestOf(master: Order): number {
  return Math.min(master.terms.quantity, sizeOf(master)) - filledOf(master);
}
