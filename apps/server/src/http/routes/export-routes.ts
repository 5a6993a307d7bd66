import {
  type Desk,
  istDate,
  type JournalEntry,
  type Order,
  type OrderBook,
  printPrice,
  type UserId,
  viewOrder,
} from '@copydesk/core';
import { type Cell, csvAnswer } from '../csv.ts';
import type { Handlers } from '../route-table.ts';
import type { AccountNames } from '../views/account-names.ts';
import type { OrderViews } from '../views/order-views.ts';
import { timeOf } from '../views/wire-values.ts';

const ORDER_COLUMNS = [
  'placed_at',
  'account',
  'master_order',
  'order',
  'origin',
  'side',
  'instrument',
  'product',
  'type',
  'validity',
  'quantity',
  'filled',
  'price',
  'trigger',
  'average',
  'status',
  'reason_code',
  'reason',
  'broker_said',
  'broker_orders',
  'ack_ms',
  'note',
] as const;

const TRADE_COLUMNS = [
  'at',
  'account',
  'order',
  'broker_order',
  'side',
  'instrument',
  'product',
  'quantity',
  'filled_so_far',
  'average_so_far',
] as const;

/** Prices are kept in 1/10000 rupee; four decimals say all of it. */
const EXACT = 4;

type Filled = JournalEntry & { readonly event: { readonly type: 'order-filled' } };

/** The evening's files. */
export function exportRoutes(
  desk: Desk,
  views: OrderViews,
  names: AccountNames,
): Pick<Handlers, 'exportOrders' | 'exportTrades'> {
  const { accounts, orders } = desk;
  const today = (userId: UserId): string => {
    const live = accounts.all().some((one) => one.userId === userId && one.environment === 'live');
    return istDate(desk.times.nowIn(live ? 'live' : 'sandbox'));
  };
  const placedOn = (userId: UserId, date: string): readonly Order[] => orders.list({ userId, date });
  return {
    exportOrders: ({ caller, query }) => {
      const day = query.day ?? today(caller.user.id);
      const rows = placedOn(caller.user.id, day).flatMap((order) => orderRows(order));
      return csvAnswer(`copydesk-orders-${day}.csv`, ORDER_COLUMNS, rows);
    },
    exportTrades: ({ caller, query }) => {
      const day = query.day ?? today(caller.user.id);
      // An order of an earlier day may fill on this one.
      const rows = orders
        .list({ userId: caller.user.id })
        .flatMap((master) =>
          [master, ...orders.childrenOf(master)].flatMap((order) => fillRows(order, master, day)),
        )
        .sort((a, b) => a.at - b.at || a.eventId - b.eventId);
      return csvAnswer(
        `copydesk-trades-${day}.csv`,
        TRADE_COLUMNS,
        rows.map(({ cells }) => cells),
      );
    },
  };

  /** The order, its children's, and those that got none with the reason. */
  function orderRows(order: Order): readonly (readonly Cell[])[] {
    const shown = views.of(order);
    const children = orders.childrenOf(order);
    const own = row(orders, order, shown, '');
    const copies = shown.childOrders.map((child): readonly Cell[] => {
      const made = children.find(({ intent }) => intent.orderId === child.orderId);
      if (made !== undefined) return row(orders, made, views.of(made), shown.id);
      const { side, instrumentId, product, orderType, validity } = shown;
      return [
        shown.placedAt,
        child.account,
        shown.id,
        '',
        'copy',
        side,
        instrumentId,
        product,
        orderType,
        validity,
        child.quantity,
        child.filledQuantity,
        '',
        '',
        '',
        child.status,
        ...reasonCells(child.reason),
        '',
        '',
        '',
      ];
    });
    return [own, ...copies];
  }

  /** A child's entries stand in its master's timeline. */
  function fillRows(order: Order, master: Order, day: string) {
    const { intent } = order;
    const before = new Map<number, number>();
    return master.timeline.flatMap((entry) => {
      const { event } = entry as Filled;
      if (event.type !== 'order-filled' || event.orderId !== intent.orderId) return [];
      const filled = event.filledTotal - (before.get(event.slice) ?? 0);
      before.set(event.slice, event.filledTotal);
      if (filled <= 0 || istDate(entry.at) !== day) return [];
      const cells: readonly Cell[] = [
        timeOf(entry.at),
        names.of(intent.accountId).address,
        intent.orderId,
        event.brokerOrderId,
        intent.side,
        intent.instrumentId,
        intent.product,
        filled,
        event.filledTotal,
        exact(event.averagePrice),
      ];
      return [{ at: entry.at, eventId: entry.eventId, cells }];
    });
  }
}

type Shown = ReturnType<OrderViews['of']>;

function row(book: OrderBook, order: Order, shown: Shown, masterOrder: string): readonly Cell[] {
  return [
    shown.placedAt,
    shown.account,
    masterOrder,
    shown.id,
    shown.origin,
    shown.side,
    shown.instrumentId,
    shown.product,
    shown.orderType,
    shown.validity,
    shown.quantity,
    shown.filledQuantity,
    exact(order.terms.price),
    exact(order.terms.triggerPrice),
    exact(viewOrder(book, order).averagePrice),
    shown.status,
    ...reasonCells(shown.reason),
    shown.brokerOrderIds.join(' '),
    shown.ackMs,
    shown.tag,
  ];
}

function reasonCells(reason: Shown['reason']): readonly [string, string, string] {
  return [reason?.code ?? '', reason?.text ?? '', reason?.brokerText ?? ''];
}

function exact(price: Parameters<typeof printPrice>[0] | undefined): string {
  return price === undefined ? '' : printPrice(price, EXACT);
}
