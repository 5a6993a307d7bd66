/**
 * Intents without a recorded outcome, after a start.
 *
 * Decides: that each of them may have reached its broker. Keeps I1: nothing of them is sent before the books were asked.
 */
import type { Account } from '../account/account.ts';
import type { Journal } from '../journal/journal.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderStatus } from '../order/order-status.ts';
import type { Instant } from '../ports/clock.ts';

const LOST: ReadonlySet<OrderStatus> = new Set(['journaled', 'sending', 'uncertain']);

/** Marks every slice of the account that may have been sent as uncertain; those that were already, too, for they are searched anew. */
export function loseAnswers(
  parts: { readonly orders: OrderBook; readonly journal: Journal },
  account: Account,
  certainBy: Instant,
): void {
  for (const order of parts.orders.livingOf(account.id)) {
    const about = { orderId: order.intent.orderId, accountId: account.id };
    for (const slice of order.slices) {
      if (LOST.has(slice.status)) {
        parts.journal.record(account.userId, {
          ...about,
          slice: slice.index,
          type: 'order-outcome-lost',
          cause: 'crash',
          certainBy,
        });
      }
    }
  }
}
