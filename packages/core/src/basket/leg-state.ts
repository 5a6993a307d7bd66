/**
 * Where one leg of a basket stands in one account.
 *
 * Decides: whether it waits, works, has filled, or cannot complete and why. Pure; it reads the books. An account is judged by its
 * own orders alone (I7): a child's leg has filled when the child has its share of it.
 */
import type { AccountId } from '../account/account.ts';
import { filledOf, isOrderFinal, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { Instant } from '../ports/clock.ts';
import type { Expectations } from '../share/expectations.ts';
import type { Basket, BasketLeg, BasketReason } from './basket.ts';

export type LegState =
  /** Nothing of it was sent in this account. */
  | { readonly kind: 'waits' }
  /** It may still fill; uncertain orders are among them. */
  | { readonly kind: 'works'; readonly orders: readonly Order[] }
  | { readonly kind: 'complete'; readonly at: Instant }
  | { readonly kind: 'failed'; readonly reason: BasketReason };

/** What is read of it. */
export interface LegBooks {
  readonly orders: OrderBook;
  readonly expectations: Pick<Expectations, 'countedOf' | 'view'>;
}

/** The leg in this account. */
export function legStateOf(books: LegBooks, basket: Basket, leg: BasketLeg, accountId: AccountId): LegState {
  const order = books.orders.get(leg.orderId);
  if (order === undefined) return { kind: 'waits' };
  return accountId === basket.intent.accountId ? ownState(order) : childState(books, order, accountId);
}

function ownState(order: Order): LegState {
  if (!isOrderFinal(order)) return { kind: 'works', orders: [order] };
  if (filledOf(order) >= order.terms.quantity) return { kind: 'complete', at: order.updatedAt };
  return { kind: 'failed', reason: reasonOf([order]) };
}

function childState(books: LegBooks, master: Order, accountId: AccountId): LegState {
  const copies = books.orders.childrenOf(master).filter(({ intent }) => intent.accountId === accountId);
  const living = copies.filter((copy) => !isOrderFinal(copy));
  if (living.length > 0) return { kind: 'works', orders: living };
  if (!master.fannedOut || master.held.some((held) => held.accountId === accountId)) return { kind: 'waits' };
  // An exit that took nothing is owed until it has gone (`exit/owed-exits.ts`); no entry of the basket waits for it.
  if (master.terms.quantity <= master.exitQuantity) return { kind: 'complete', at: latest(copies, master) };
  const entries = copies.filter(({ intent }) => intent.part === 'entry');
  const skip = master.skipped.findLast((one) => one.accountId === accountId && one.part === 'entry');
  if (skip !== undefined) return { kind: 'failed', reason: skip.reason };
  // Between the row of a fan-out and the word that this part is held.
  if (entries.length === 0) return { kind: 'waits' };
  const isFilled = entries.every((entry) => filledOf(entry) > 0 && filledOf(entry) >= entry.terms.quantity);
  return isFilled && hasShare(books, master, { accountId, entries })
    ? { kind: 'complete', at: latest(entries, master) }
    : { kind: 'failed', reason: reasonOf(entries) };
}

/** An entry that was cut meanwhile may be less than the leg's share. Where the master has left some of the leg since, the child lacks nothing by it. */
function hasShare(
  { expectations }: LegBooks,
  { intent }: Order,
  of: { readonly accountId: AccountId; readonly entries: readonly Order[] },
): boolean {
  const { instrumentId, product, side } = intent;
  const at = { accountId: of.accountId, instrumentId, product };
  const filled = of.entries.reduce((sum, entry) => sum + filledOf(entry), 0);
  const planned = of.entries.reduce((sum, entry) => sum + entry.intent.quantity, 0);
  if (filled >= Math.min(planned, Math.abs(expectations.countedOf(at, intent.orderId)))) return true;
  const share = expectations.view(at);
  return share === undefined || (side === 'BUY' ? 1 : -1) * (share.expected - share.held) <= 0;
}

function latest(orders: readonly Order[], master: Order): Instant {
  return Math.max(
    master.acceptedAt ?? master.intent.placedAt,
    ...orders.map((one) => one.updatedAt),
  ) as Instant;
}

/** Why the orders ended without filling whole: what their slices say, or that they did not fill. */
function reasonOf(orders: readonly Order[]): BasketReason {
  for (const slice of orders.flatMap((order) => order.slices)) {
    if (slice.reason !== undefined) return slice.reason;
    if (slice.refusal !== undefined) return { code: slice.refusal, brokerText: slice.brokerText };
  }
  return { code: 'leg-not-filled' };
}
