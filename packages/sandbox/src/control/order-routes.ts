/** Control of orders: the venue's record, the broker's own app, fills by hand, forced refusals. */

import type { Refusal } from '../venue/refusal.ts';
import type { Venue } from '../venue/venue.ts';
import type { ClientRef } from '../venue/venue-client.ts';
import type { VenueOrder } from '../venue/venue-order.ts';
import { ORDER_TYPES, PRODUCTS, SIDES, VALIDITIES } from './order-words.ts';
import { printOrder, printPosition } from './print.ts';
import { Problem } from './problem.ts';
import {
  type ControlAnswer,
  type ControlRequest,
  type ControlRoute,
  clientOf,
  clientsOf,
  instrumentOf,
} from './route.ts';

export const ORDER_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/orders',
    handle: (request) => {
      const orders = clientsOf(request).flatMap((ref) => request.venue.orders.list(ref));
      orders.sort((a, b) => a.placedAt - b.placedAt);
      return { body: { items: orders.map(printOrder), next: null } };
    },
  },
  {
    method: 'GET',
    path: '/positions',
    handle: (request) => {
      const items = clientsOf(request).flatMap((ref) =>
        request.venue.books.positions(ref).map((position) => printPosition(ref, position)),
      );
      return { body: { items, next: null } };
    },
  },
  { method: 'POST', path: '/orders', handle: placeOutside },
  { method: 'DELETE', path: '/orders/*', handle: cancelOutside },
  { method: 'POST', path: '/fills', handle: fillByHand },
  {
    method: 'POST',
    path: '/reject',
    handle: (request) => {
      const { body, venue } = request;
      const reason = body.need('reason', body.text('reason'));
      const at = body.oneOf('at', ['gate', 'exchange'] as const) ?? 'exchange';
      const client = clientOf(request);
      venue.orders.rejectNext(client, reason, at);
      return { body: { client: client.client, broker: client.broker, reason, at } };
    },
  },
];

function placeOutside(request: ControlRequest): ControlAnswer {
  const { venue, body } = request;
  const id = body.need('instrumentId', body.text('instrumentId'));
  const order = {
    side: body.need('side', body.oneOf('side', SIDES)),
    quantity: body.need('quantity', body.integer('quantity', 1)),
    orderType: body.need('orderType', body.oneOf('orderType', ORDER_TYPES)),
    product: body.need('product', body.oneOf('product', PRODUCTS)),
    validity: body.oneOf('validity', VALIDITIES),
    price: body.price('price'),
    triggerPrice: body.price('triggerPrice'),
    afterMarket: body.flag('afterMarket'),
    tag: body.text('tag'),
    placedBy: body.text('placedBy'),
  };
  const client = clientOf(request);
  const instrument = instrumentOf(venue, id);
  const answer = venue.orders.placeOutside(client, { ...order, instrument });
  if (answer.kind === 'refused') throw refusedProblem(answer.refusal);
  return { status: 201, body: { orderId: answer.order.orderId } };
}

function cancelOutside({ venue, rest }: ControlRequest): ControlAnswer {
  const { ref, order } = findOrder(venue, rest[0] ?? '');
  const answer = venue.orders.cancel(ref, order.orderId);
  if (answer.kind === 'refused') throw refusedProblem(answer.refusal);
  return { body: { orderId: order.orderId } };
}

function fillByHand({ venue, body }: ControlRequest): ControlAnswer {
  const orderId = body.need('orderId', body.text('orderId'));
  const quantity = body.need('quantity', body.integer('quantity', 1));
  const price = body.price('price');
  body.check();
  const { ref, order } = findOrder(venue, orderId);
  const lotSize = Math.max(1, order.instrument.lotSize);
  const { tickSize } = order.instrument;
  if (quantity % lotSize !== 0)
    body.wrong('quantity', 'lot-size', `Not a whole number of lots of ${lotSize}.`);
  if (price !== undefined && price % tickSize !== 0) body.wrong('price', 'tick-size', 'Not on the tick.');
  body.check();
  const filled = venue.orders.fill(ref.broker, orderId, quantity, price);
  if (filled === undefined) {
    throw new Problem(
      409,
      'not-working',
      `Order ${orderId} does not work in the book: it is ${order.state}.`,
    );
  }
  return { body: printOrder(filled) };
}

function findOrder(venue: Venue, orderId: string): { readonly ref: ClientRef; readonly order: VenueOrder } {
  for (const ref of venue.clients.list()) {
    const order = venue.orders.find(ref, orderId);
    if (order !== undefined) return { ref, order };
  }
  throw new Problem(404, 'unknown-order', `There is no order ${orderId} today.`);
}

/** The fields at fault, for the refusals that have one. */
const FIELDS: Readonly<Partial<Record<Refusal['reason'], string>>> = {
  lot: '/quantity',
  quantity: '/quantity',
  tick: '/price',
  price: '/price',
};

function refusedProblem(refusal: Refusal): Problem {
  const field = FIELDS[refusal.reason];
  const path = 'field' in refusal ? `/${refusal.field}` : field;
  const detail = `The venue refuses: ${refusal.reason}.`;
  const status = refusal.reason === 'final' ? 409 : 422;
  return new Problem(
    status,
    refusal.reason,
    detail,
    path === undefined ? [] : [{ path, code: refusal.reason, message: detail }],
  );
}
