/** What a square-off has not reached: orders that should have ended, exits that did not close what they should, accounts that are away. Pure. */
import type { Unreached, UnreachedReason, WorkingOrders } from '../change/working-orders.ts';
import { isOrderFinal, type Order, statusOf } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { SquareOffJob } from './square-off-jobs.ts';

interface Parts {
  readonly orders: OrderBook;
  readonly working: WorkingOrders;
}

/** What is left of a job; an account that is away as a whole, where no order of it is known. */
export function unreachedBy({ orders, working }: Parts, job: SquareOffJob): readonly Unreached[] {
  const { accountId } = job;
  const away = working.awayBecause(accountId);
  const known = [...job.orders, ...job.exits].flatMap((id) => orders.get(id) ?? []);
  const found = known.flatMap((order): Unreached[] => {
    const reason = reasonOf(working, job, order);
    return reason === undefined ? [] : [{ accountId, orderId: order.intent.orderId, reason }];
  });
  return found.length === 0 && away !== undefined ? [{ accountId, orderId: undefined, reason: away }] : found;
}

/** Only an order that should have ended, or an exit that did not close what it should, has not been reached. */
function reasonOf(working: WorkingOrders, job: SquareOffJob, order: Order): UnreachedReason | undefined {
  const final = isOrderFinal(order);
  const isExit = job.exits.includes(order.intent.orderId);
  if (!isExit) return final ? undefined : working.livesBecause(order);
  if (final) return statusOf(order) === 'filled' ? undefined : 'exit-refused';
  return statusOf(order) === 'uncertain' ? 'uncertain' : working.awayBecause(job.accountId);
}
