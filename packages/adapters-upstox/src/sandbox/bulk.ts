/** Several orders in one request: placing, cancelling, leaving positions. */
import { opposite } from '@copydesk/core';
import { type Answer, isFinalState, type VenueInstrument } from '@copydesk/sandbox';
import type { Route, SessionCall } from './call.ts';
import { badRequest, errorEntry, jsonAnswer, refusedError, type UpstoxError } from './errors.ts';
import { readPlace } from './order-reading.ts';
import { placeOne } from './order-writes.ts';
import { keyOf, SEGMENT_NAME_OF } from './words.ts';

/** Lines of a request after slicing; 25 before April 2026. */
const MOST_LINES = 10;
const MOST_AT_ONCE = 50;

/** The routes of the bulk calls, which are not on the order host. */
export const BULK_ROUTES: readonly Route[] = [
  bulk('POST', '/v2/order/multi/place', 'place', placeAll),
  bulk('DELETE', '/v2/order/multi/cancel', 'cancel', cancelAll),
  bulk('POST', '/v2/order/positions/exit', 'place', exitAll),
];

function bulk(method: string, path: string, kind: Route['kind'], run: (call: SessionCall) => Answer): Route {
  return { method, path, kind, bucket: 'bulk', orderRoute: true, access: 'session', run };
}

type Line = Readonly<Record<string, unknown>>;

/** Nothing is sent when a line cannot be read. BUY lines go first. */
function placeAll(call: SessionCall): Answer {
  const lines = linesOf(call.body);
  if (lines === undefined || lines.length === 0) return badRequest('UDAPI1114', 'The request has no orders');
  if (lines.length > MOST_LINES)
    return badRequest('UDAPI1118', `More than ${MOST_LINES} orders in a request`);
  const faulty = checkLines(lines);
  if (faulty.length > 0)
    return multiAnswer([], faulty, { total: lines.length, payload_error: faulty.length });
  const bySide = [...lines].sort(
    (a, b) => Number(b['transaction_type'] === 'BUY') - Number(a['transaction_type'] === 'BUY'),
  );
  const placed: unknown[] = [];
  const failed: unknown[] = [];
  for (const line of bySide) {
    const id = String(line['correlation_id']);
    const outcome = placeOne(call, line);
    if ('error' in outcome) failed.push({ correlation_id: id, ...errorEntry(outcome.error) });
    else {
      for (const [index, orderId] of outcome.ids.entries()) {
        const correlation = outcome.ids.length === 1 ? id : `${id}_${index + 1}`;
        placed.push({ correlation_id: correlation, order_id: orderId });
      }
    }
  }
  return multiAnswer(placed, failed, { total: lines.length, payload_error: 0 });
}

function checkLines(lines: readonly Line[]): readonly unknown[] {
  const seen = new Set<unknown>();
  return lines.flatMap((line) => {
    const id = line['correlation_id'];
    const error = lineError(line, seen);
    seen.add(id);
    return error === undefined ? [] : [{ correlation_id: id ?? null, ...errorEntry(error) }];
  });
}

function lineError(line: Line, seen: ReadonlySet<unknown>): UpstoxError | undefined {
  const id = line['correlation_id'];
  if (id === undefined || id === null) return { code: 'UDAPI1115', message: 'correlation_id is required' };
  if (typeof id !== 'string' || id.length < 1 || id.length > 20) {
    return { code: 'UDAPI1116', message: 'correlation_id must have 1 to 20 characters' };
  }
  if (seen.has(id)) return { code: 'UDAPI1117', message: 'correlation_id must be unique' };
  const read = readPlace(line);
  return 'fault' in read ? read.fault : undefined;
}

function linesOf(body: string): readonly Line[] | undefined {
  try {
    const json: unknown = JSON.parse(body);
    return Array.isArray(json) ? (json as Line[]) : undefined;
  } catch {
    return undefined;
  }
}

function multiAnswer(
  data: readonly unknown[],
  errors: readonly unknown[],
  counts: { readonly total: number; readonly payload_error: number },
): Answer {
  const summary = { ...counts, success: data.length, error: errors.length - counts.payload_error };
  return manyAnswer(data, errors, summary);
}

function manyAnswer(
  data: unknown,
  errors: readonly unknown[],
  summary: { readonly success: number },
): Answer {
  if (errors.length === 0) return jsonAnswer(200, { status: 'success', data, errors: null, summary });
  if (summary.success === 0) return jsonAnswer(400, { status: 'error', data: null, errors, summary });
  return jsonAnswer(207, { status: 'partial_success', data, errors, summary });
}

function cancelAll(call: SessionCall): Answer {
  const { orders } = call.face.venue;
  const living = orders
    .list(call.ref)
    .filter((order) => !isFinalState(order.state) && isWanted(call, order.instrument, order.tag));
  if (living.length === 0) return badRequest('UDAPI1109', 'No open or pending order available');
  if (living.length > MOST_AT_ONCE) return badRequest('UDAPI1110', 'More than 50 open orders');
  const ids: string[] = [];
  const errors: unknown[] = [];
  for (const order of living) {
    const answer = orders.cancel(call.ref, order.orderId);
    if (answer.kind === 'accepted') ids.push(order.orderId);
    else errors.push(perOrder(refusedError(answer.refusal, 'cancel'), order.orderId, order.instrument));
  }
  return idsAnswer(ids, errors);
}

/** By tag only the quantity that tagged orders of today brought; equity holdings are not covered. */
function exitAll(call: SessionCall): Answer {
  const { venue } = call.face;
  const open = venue.books
    .positions(call.ref)
    .map((position) => ({ position, quantity: exitQuantity(call, position.instrument, position.quantity) }))
    .filter(
      ({ position, quantity }) => quantity !== 0 && isWanted(call, position.instrument, undefined, false),
    )
    .sort((a, b) => a.quantity - b.quantity);
  if (open.length === 0) return badRequest('UDAPI1111', 'No open positions available');
  if (open.length > MOST_AT_ONCE) return badRequest('UDAPI1112', 'More than 50 open positions');
  const ids: string[] = [];
  const errors: unknown[] = [];
  for (const { position, quantity } of open) {
    if (!venue.market.isOpen(position.instrument.segment)) {
      const closed = {
        code: 'UDAPI1113',
        message: 'The Exit Positions API is accessible during the market hours only.',
      };
      errors.push(perOrder(closed, null, position.instrument));
      continue;
    }
    const placed = placeOne(call, {
      instrument_token: keyOf(position.instrument),
      quantity: Math.abs(quantity),
      product: position.product,
      validity: 'DAY',
      price: 0,
      trigger_price: 0,
      disclosed_quantity: 0,
      order_type: 'MARKET',
      transaction_type: opposite(quantity > 0 ? 'BUY' : 'SELL'),
      market_protection: -1,
      slice: true,
    });
    if ('ids' in placed) ids.push(...placed.ids);
    else errors.push(perOrder(placed.error, null, position.instrument));
  }
  return idsAnswer(ids, errors);
}

function exitQuantity(call: SessionCall, instrument: VenueInstrument, held: number): number {
  const tag = call.query.get('tag');
  if (tag === null) return held;
  const net = call.face.venue.orders
    .tagged(call.ref, tag)
    .filter((order) => order.instrument === instrument)
    .reduce((sum, order) => sum + (order.side === 'BUY' ? order.filledQuantity : -order.filledQuantity), 0);
  return Math.sign(net) === Math.sign(held) ? net : 0;
}

function isWanted(
  call: SessionCall,
  instrument: VenueInstrument,
  tag: string | undefined,
  byTag = true,
): boolean {
  const segment = call.query.get('segment');
  const wantedTag = call.query.get('tag');
  if (byTag && wantedTag !== null && wantedTag !== tag) return false;
  return segment === null || SEGMENT_NAME_OF[instrument.segment] === segment;
}

function perOrder(error: UpstoxError, orderId: string | null, instrument: VenueInstrument): unknown {
  return { ...errorEntry(error), order_id: orderId, instrument_key: keyOf(instrument) };
}

function idsAnswer(ids: readonly string[], errors: readonly unknown[]): Answer {
  const summary = { total: ids.length + errors.length, success: ids.length, error: errors.length };
  return manyAnswer({ order_ids: ids }, errors, summary);
}
