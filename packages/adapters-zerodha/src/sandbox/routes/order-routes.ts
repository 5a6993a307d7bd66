/** Orders and trades: place, modify, cancel and the books of the day. */
import type { Answer, VenueOrder } from '@copydesk/sandbox';
import { oneOf, optional, priceField, protectionField, wholeNumber } from '../fields.ts';
import { type ClientRequest, KiteRefusal, type Route } from '../route.ts';
import { historyJson, orderJson, tradeJson } from '../wire/orders.ts';
import { NO_ORDER, refusalError, successAnswer } from '../wording.ts';
import { place, sliceCount } from './placement.ts';

const ORDER_TYPES = ['MARKET', 'LIMIT', 'SL', 'SL-M'] as const;

/**
 * The order that a path names. An after-market order answers to `amo` while it waits and to `regular` once its session
 * has opened, although the book goes on calling it `amo` (forum 40302).
 */
function orderOf({ face, client, path }: ClientRequest): VenueOrder {
  const order = face.venue.orders.find(client, path['orderId'] ?? '');
  if (order === undefined) throw new KiteRefusal(NO_ORDER);
  const waits = order.state === 'after-market-received' || order.state === 'modify-after-market-received';
  if (path['variety'] !== (waits ? 'amo' : 'regular')) throw new KiteRefusal(NO_ORDER);
  return order;
}

function modify(request: ClientRequest): Answer {
  const { face, client, form } = request;
  const order = orderOf(request);
  const orderType = optional(form, 'order_type');
  const quantity = optional(form, 'quantity');
  const validity = optional(form, 'validity');
  const disclosed = optional(form, 'disclosed_quantity');
  const answer = face.venue.orders.modify(client, order.orderId, {
    orderType: orderType === undefined ? undefined : oneOf('order_type', orderType, ORDER_TYPES),
    quantity: quantity === undefined ? undefined : wholeNumber('quantity', quantity),
    price: priceField(form, 'price'),
    triggerPrice: priceField(form, 'trigger_price'),
    validity: validity === undefined ? undefined : oneOf('validity', validity, ['DAY', 'IOC']),
    disclosedQuantity: disclosed === undefined ? undefined : wholeNumber('disclosed_quantity', disclosed),
    marketProtection: protectionField(form),
  });
  if (answer.kind === 'refused') throw new KiteRefusal(refusalError(answer.refusal));
  return successAnswer({ order_id: order.orderId });
}

function cancel(request: ClientRequest): Answer {
  const order = orderOf(request);
  const answer = request.face.venue.orders.cancel(request.client, order.orderId);
  if (answer.kind === 'refused') throw new KiteRefusal(refusalError(answer.refusal));
  return successAnswer({ order_id: order.orderId });
}

function history({ face, client, path, ticket }: ClientRequest): Answer {
  const id = path['orderId'] ?? '';
  const order = face.venue.orders.find(client, id, ticket.asOf);
  const rows = face.venue.orders.history(client, id, ticket.asOf);
  if (order === undefined || rows === undefined) throw new KiteRefusal(NO_ORDER);
  return successAnswer(rows.map((row) => historyJson(order, row)));
}

export const orderRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/orders/:variety',
    kind: 'place',
    bucket: 'order',
    orderRoute: true,
    access: 'client',
    weight: sliceCount,
    run: place,
  },
  {
    method: 'PUT',
    path: '/orders/:variety/:orderId',
    kind: 'modify',
    bucket: 'order',
    orderRoute: true,
    access: 'client',
    run: modify,
  },
  {
    method: 'DELETE',
    path: '/orders/:variety/:orderId',
    kind: 'cancel',
    bucket: 'order',
    orderRoute: true,
    access: 'client',
    run: cancel,
  },
  {
    method: 'GET',
    path: '/orders',
    kind: 'book',
    bucket: 'other',
    access: 'client',
    run: ({ face, client, ticket }) =>
      successAnswer(face.venue.orders.list(client, ticket.asOf).map(orderJson)),
  },
  {
    method: 'GET',
    path: '/orders/:orderId',
    kind: 'book',
    bucket: 'other',
    access: 'client',
    run: history,
  },
  {
    method: 'GET',
    path: '/trades',
    kind: 'trades',
    bucket: 'other',
    access: 'client',
    run: ({ face, client, ticket }) =>
      successAnswer(face.venue.orders.trades(client, undefined, ticket.asOf).map(tradeJson)),
  },
  {
    method: 'GET',
    path: '/orders/:orderId/trades',
    kind: 'trades',
    bucket: 'other',
    access: 'client',
    run: ({ face, client, ticket, path }) =>
      successAnswer(face.venue.orders.trades(client, path['orderId'] ?? '', ticket.asOf).map(tradeJson)),
  },
];
