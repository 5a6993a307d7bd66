/**
 * Which child of a master's order a person means.
 *
 * Decides: that a row is named by its id, and by its account where that has only one. Pure.
 */
import type { AccountId } from '../account/account.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { Order } from './order.ts';
import type { OrderBook } from './order-book.ts';
import { type ChildView, viewOrder } from './order-view.ts';

/** The row with this id, or the only one of the account. Throws `child-not-found`, or `child-ambiguous` with the ids to choose from. */
export function childOf(
  book: OrderBook,
  master: Order,
  named: { readonly childId: string; readonly accountId: AccountId | undefined },
): ChildView {
  const { children } = viewOrder(book, master);
  const exact = children.find((row) => row.childId === named.childId);
  if (exact !== undefined) return exact;
  const ofAccount = children.filter((row) => row.accountId === named.accountId);
  const [only, ...more] = ofAccount;
  if (only === undefined) throw new TradingError('child-not-found', { child: named.childId });
  if (more.length === 0) return only;
  throw new TradingError('child-ambiguous', {
    child: named.childId,
    ids: ofAccount.map((row) => row.childId),
  });
}
