/**
 * What each account traded on a day, and what that made.
 *
 * Decides: every order that filled is one line at its average; the gain is that of what was both bought and sold on the day,
 * per instrument and product, out of the very lines that are shown. What was only bought, or only sold, is left over and made
 * no gain yet: it is named, not valued.
 */
import type { ChildOrder, Order } from '@copydesk/api-contract';
import { type Money, money, times } from '../../lib/numbers.ts';

export interface DayTrade {
  /** The order, or the master's whose copy it is. */
  readonly order: Order;
  /** Tells lines of one order apart. */
  readonly key: string;
  readonly quantity: number;
  readonly price: Money;
  /** Price times quantity times what one unit stands for. */
  readonly value: Money;
}

export interface AccountDay {
  readonly accountId: string;
  readonly account: string;
  readonly trades: readonly DayTrade[];
  readonly bought: Money;
  readonly sold: Money;
  /** Of what was bought and sold again. */
  readonly pnl: Money;
  /** Bought less sold where they differ, signed. */
  readonly left: readonly { readonly order: Order; readonly quantity: number }[];
}

type Filled = Pick<ChildOrder, 'accountId' | 'account' | 'filledQuantity' | 'averagePrice'>;

/** One for each account that traded, in the order in which the orders name them; trades oldest first. */
export function accountDays(orders: readonly Order[]): readonly AccountDay[] {
  const byAccount = new Map<string, { account: string; trades: DayTrade[] }>();
  const add = (
    order: Order,
    key: string,
    { accountId, account, filledQuantity, averagePrice }: Filled,
  ): void => {
    if (filledQuantity === 0 || averagePrice === null) return;
    const price = money(averagePrice);
    const value = times(price, filledQuantity * (order.contractMultiplier ?? 1));
    const of = byAccount.get(accountId) ?? { account, trades: [] };
    of.trades.push({ order, key, quantity: filledQuantity, price, value });
    byAccount.set(accountId, of);
  };
  for (const order of orders.toReversed()) {
    add(order, order.id, order);
    for (const child of order.childOrders) add(order, `${order.id}/${child.childId}`, child);
  }
  return [...byAccount].map(([accountId, { account, trades }]) => ({
    accountId,
    account,
    trades,
    bought: valueOf(trades, 'BUY'),
    sold: valueOf(trades, 'SELL'),
    ...outcomeOf(trades),
  }));
}

function valueOf(trades: readonly DayTrade[], side: Order['side']): Money {
  return trades
    .filter(({ order }) => order.side === side)
    .reduce<Money>((sum, { value }) => (sum + value) as Money, 0 as Money);
}

function outcomeOf(trades: readonly DayTrade[]): Pick<AccountDay, 'pnl' | 'left'> {
  const places = Map.groupBy(trades, ({ order }) => `${order.instrumentId}/${order.product}`);
  let pnl = 0;
  const left: { order: Order; quantity: number }[] = [];
  for (const lines of places.values()) {
    const quantityOf = (side: Order['side']): number =>
      lines.filter(({ order }) => order.side === side).reduce((sum, { quantity }) => sum + quantity, 0);
    const [bought, sold] = [quantityOf('BUY'), quantityOf('SELL')];
    const matched = Math.min(bought, sold);
    pnl += share(valueOf(lines, 'SELL'), matched, sold) - share(valueOf(lines, 'BUY'), matched, bought);
    const [first] = lines;
    if (bought !== sold && first !== undefined) left.push({ order: first.order, quantity: bought - sold });
  }
  return { pnl: pnl as Money, left };
}

/** Value × part ÷ whole, rounded down to 1/10000 rupee: exact where all of it was traded back. */
function share(value: Money, part: number, whole: number): number {
  return whole === 0 ? 0 : Number((BigInt(value) * BigInt(part)) / BigInt(whole));
}
