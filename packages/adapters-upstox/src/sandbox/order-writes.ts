/** Placing, modifying and cancelling, by v3 and by its deprecated twin v2. */
import { IST_OFFSET_MS, istDate } from '@copydesk/core';
import type { Answer, FaceContext, OrderAnswer, Refusal, VenueInstrument } from '@copydesk/sandbox';
import { jsonObject, type Route, type SessionCall } from './call.ts';
import { badRequest, failure, refusedAnswer, refusedError, success, type UpstoxError } from './errors.ts';
import { type PlaceRequest, readModify, readPlace } from './order-reading.ts';

/** The most orders of one request, slices included. 25 by the documentation of 2026-02, 10 for bulk calls since; 10 is unverified here. */
const MOST_ORDERS = 10;
const SERVICE_OPENS_MS = 5.5 * 3_600_000;
const DAY_MS = 86_400_000;

const BAD_BODY: UpstoxError = { code: 'UDAPI100038', message: 'Invalid input passed to the API' };

/** What became of one order of a request. */
export type Placed =
  | { readonly ids: readonly string[] }
  | { readonly error: UpstoxError; readonly status: number };

type Write = Pick<Route, 'method' | 'kind'> & { readonly path: string };

function route(write: Write, run: (call: SessionCall) => Answer): Route {
  return { ...write, access: 'session', bucket: 'order', orderRoute: true, weight: ordersIn, run };
}

/** The routes of the order host. */
export const ORDER_WRITES: readonly Route[] = [
  route({ method: 'POST', path: '/v3/order/place', kind: 'place' }, (call) =>
    placeAnswer(call, (ids) => success({ order_ids: ids }, latency())),
  ),
  route({ method: 'PUT', path: '/v3/order/modify', kind: 'modify' }, (call) =>
    modify(call, (id) => success({ order_id: id }, latency())),
  ),
  route({ method: 'DELETE', path: '/v3/order/cancel', kind: 'cancel' }, (call) =>
    cancel(call, (id) => success({ order_id: id }, latency())),
  ),
  route({ method: 'POST', path: '/v2/order/place', kind: 'place' }, (call) =>
    placeAnswer(call, ([id]) => success({ order_id: id }), { slicing: false }),
  ),
  route({ method: 'PUT', path: '/v2/order/modify', kind: 'modify' }, (call) =>
    modify(call, (id) => success({ order_id: id })),
  ),
  route({ method: 'DELETE', path: '/v2/order/cancel', kind: 'cancel' }, (call) =>
    cancel(call, (id) => success({ order_id: id })),
  ),
];

/** Milliseconds that the broker says it took; a figure, not a measurement. */
function latency(): { readonly metadata: { readonly latency: number } } {
  return { metadata: { latency: 1 } };
}

function placeAnswer(
  call: SessionCall,
  answer: (ids: readonly string[]) => Answer,
  { slicing = true }: { readonly slicing?: boolean } = {},
): Answer {
  const body = jsonObject(call.body);
  if (body === undefined) return failure(400, BAD_BODY);
  const placed = placeOne(call, slicing ? body : { ...body, slice: false });
  return 'ids' in placed ? answer(placed.ids) : failure(placed.status, placed.error);
}

/** Places the order of one body, in slices if it asks for them. */
export function placeOne(call: SessionCall, body: Readonly<Record<string, unknown>>): Placed {
  if (isServiceClosed(call)) {
    return { status: 423, error: refusedError({ reason: 'market-closed', segment: 'NSE' }, 'place') };
  }
  const read = readPlace(body);
  if ('fault' in read) return { status: 400, error: read.fault };
  const request = read.value;
  const { venue } = call.face;
  const instrument = venue.instruments.byKey(call.face.broker, request.instrumentKey);
  if (instrument === undefined) {
    return { status: 400, error: refusedError({ reason: 'not-found', what: 'instrument' }, 'place') };
  }
  const slices = slicesOf(request, instrument);
  if (slices.length > MOST_ORDERS) {
    return {
      status: 400,
      error: { code: 'UDAPI1118', message: `More than ${MOST_ORDERS} orders in a request` },
    };
  }
  const ids: string[] = [];
  for (const quantity of slices) {
    const answer = place(call, request, instrument, quantity);
    if (answer.kind === 'accepted') ids.push(answer.order.orderId);
    // What was taken before stays taken: the answer names it, and nothing is said of the rest.
    else if (ids.length === 0) return refusedPlacement(answer.refusal);
    else break;
  }
  return { ids };
}

function refusedPlacement(refusal: Refusal): Placed {
  const status = refusedAnswer(refusal, 'place').status;
  return { status, error: refusedError(refusal, 'place') };
}

function place(
  call: SessionCall,
  request: PlaceRequest,
  instrument: VenueInstrument,
  quantity: number,
): OrderAnswer {
  return call.face.venue.orders.place(call.ref, {
    instrument,
    quantity,
    side: request.side,
    orderType: request.orderType,
    product: request.product,
    validity: request.validity,
    price: request.price,
    triggerPrice: request.triggerPrice,
    disclosedQuantity: request.disclosedQuantity,
    marketProtection: request.marketProtection,
    tag: request.tag,
    apiKey: call.session.apiKey,
  });
}

/** The freeze quantity itself is allowed in a slice. */
function slicesOf({ slice, quantity }: PlaceRequest, { freezeQuantity }: VenueInstrument): readonly number[] {
  if (!slice || freezeQuantity === undefined || freezeQuantity <= 0 || quantity <= freezeQuantity)
    return [quantity];
  const whole = Math.floor(quantity / freezeQuantity);
  const rest = quantity % freezeQuantity;
  return [...Array.from({ length: whole }, () => freezeQuantity), ...(rest === 0 ? [] : [rest])];
}

/** What the rate windows count: each slice, unless there are too many to be taken at all. */
function ordersIn(text: string, face: FaceContext): number {
  if (!text.includes('"slice":true')) return 1;
  const read = readPlace(jsonObject(text) ?? {});
  if ('fault' in read) return 1;
  const instrument = face.venue.instruments.byKey(face.broker, read.value.instrumentKey);
  const slices = instrument === undefined ? 1 : slicesOf(read.value, instrument).length;
  return slices > MOST_ORDERS ? 1 : slices;
}

function modify(call: SessionCall, answer: (id: string) => Answer): Answer {
  const body = jsonObject(call.body);
  if (body === undefined) return failure(400, BAD_BODY);
  const id = body['order_id'];
  if (typeof id !== 'string' || id === '') return badRequest('UDAPI1023', 'Order id is required', 'orderId');
  if (!/^[-a-zA-Z0-9]+$/.test(id)) return badRequest('UDAPI1010', 'Invalid order id', 'orderId');
  const { orders } = call.face.venue;
  const order = orders.find(call.ref, id);
  if (order === undefined) return refusedAnswer({ reason: 'not-found', what: 'order' }, 'modify');
  const read = readModify(body, order.side);
  if ('fault' in read) return failure(400, read.fault);
  const result = orders.modify(call.ref, id, read.value);
  return result.kind === 'accepted' ? answer(id) : refusedAnswer(result.refusal, 'modify');
}

function cancel(call: SessionCall, answer: (id: string) => Answer): Answer {
  const id = call.query.get('order_id') ?? '';
  if (id === '') return badRequest('UDAPI1023', 'Order id is required', 'orderId');
  if (!/^[-a-zA-Z0-9]+$/.test(id)) return badRequest('UDAPI1010', 'Invalid order id', 'orderId');
  const result = call.face.venue.orders.cancel(call.ref, id);
  return result.kind === 'accepted' ? answer(id) : refusedAnswer(result.refusal, 'cancel');
}

/** From midnight to 05:30 in India orders and funds are not served; only where the venue keeps hours at all. */
export function isServiceClosed({ face }: Pick<SessionCall, 'face'>): boolean {
  const { clock, market } = face.venue;
  if (market.settings.open !== 'calendar') return false;
  const midnight = Date.parse(`${istDate(clock.now())}T00:00:00Z`) - IST_OFFSET_MS;
  return (clock.now() - midnight) % DAY_MS < SERVICE_OPENS_MS;
}
