/** Order book, details, history, trades. Everything is of the current day. */
import type { Answer, VenueOrder } from '@copydesk/sandbox';
import type { Route, SessionCall } from './call.ts';
import { badRequest, refusedAnswer, success } from './errors.ts';
import { historyRow, orderRow, tradeRow } from './rows.ts';

/** The routes that read orders and trades. */
export const ORDER_READS: readonly Route[] = [
  {
    method: 'GET',
    path: '/v2/order/retrieve-all',
    kind: 'book',
    bucket: 'orders',
    access: 'session',
    run: ({ face, ref, asOf }) => success(face.venue.orders.list(ref, asOf).map(orderRow)),
  },
  {
    method: 'GET',
    path: '/v2/order/details',
    kind: 'book',
    bucket: 'order-details',
    access: 'session',
    run: (call) => {
      const order = orderAsked(call);
      return order === undefined ? unknownOrder() : success(orderRow(order));
    },
  },
  {
    method: 'GET',
    path: '/v2/order/history',
    kind: 'book',
    bucket: 'order-history',
    access: 'session',
    run: history,
  },
  {
    method: 'GET',
    path: '/v2/order/trades/get-trades-for-day',
    kind: 'trades',
    bucket: 'trades',
    access: 'session',
    run: ({ face, ref, asOf }) => success(face.venue.orders.trades(ref, undefined, asOf).map(tradeRow)),
  },
  {
    method: 'GET',
    path: '/v2/order/trades',
    kind: 'trades',
    bucket: 'order-trades',
    access: 'session',
    run: (call) => {
      const order = orderAsked(call);
      if (order === undefined) return unknownOrder();
      return success(call.face.venue.orders.trades(call.ref, order.orderId, call.asOf).map(tradeRow));
    },
  },
];

function orderAsked({ face, ref, query, asOf }: SessionCall): VenueOrder | undefined {
  return face.venue.orders.find(ref, query.get('order_id') ?? '', asOf);
}

function unknownOrder(): Answer {
  return refusedAnswer({ reason: 'not-found', what: 'order' }, 'other');
}

/** By order id the states of one order; by tag those of every order that carries it. */
function history(call: SessionCall): Answer {
  const { face, ref, query, asOf } = call;
  const tag = query.get('tag');
  if (!query.has('order_id') && tag === null) {
    return badRequest('UDAPI100059', 'Order id or tag is required');
  }
  const asked = orderAsked(call);
  const orders =
    tag === null ? (asked === undefined ? [] : [asked]) : face.venue.orders.tagged(ref, tag, asOf);
  const rows = orders.flatMap((order) =>
    (face.venue.orders.history(ref, order.orderId, asOf) ?? []).map((row) => historyRow(order, row)),
  );
  return rows.length === 0 ? unknownOrder() : success(rows);
}
