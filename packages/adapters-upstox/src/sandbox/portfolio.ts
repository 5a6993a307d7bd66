/** Positions, MTF positions, holdings, conversions. */
import type { Answer } from '@copydesk/sandbox';
import { jsonObject, type Route, type SessionCall } from './call.ts';
import { badRequest, refusedAnswer, success } from './errors.ts';
import { holdingRow, positionRow } from './rows.ts';

/** The routes of the portfolio. */
export const PORTFOLIO_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v2/portfolio/short-term-positions',
    kind: 'positions',
    bucket: 'positions',
    access: 'session',
    run: (call) => success(positionRows(call, false)),
  },
  {
    method: 'GET',
    path: '/v3/portfolio/mtf-positions',
    kind: 'positions',
    bucket: 'mtf-positions',
    access: 'session',
    run: (call) => success(positionRows(call, true)),
  },
  {
    method: 'GET',
    path: '/v2/portfolio/long-term-holdings',
    kind: 'positions',
    bucket: 'holdings',
    access: 'session',
    run: ({ face, ref, asOf }) => success(face.venue.books.holdings(ref, asOf).map(holdingRow)),
  },
  {
    method: 'PUT',
    path: '/v2/portfolio/convert-position',
    kind: 'convert',
    bucket: 'convert',
    access: 'session',
    run: convert,
  },
];

function positionRows({ face, ref, asOf }: SessionCall, mtf: boolean): readonly unknown[] {
  const positions = face.venue.books.positions(ref, asOf);
  return positions.filter((position) => (position.product === 'MTF') === mtf).map(positionRow);
}

function convert(call: SessionCall): Answer {
  const body = jsonObject(call.body) ?? {};
  const { venue, broker } = call.face;
  const instrument = venue.instruments.byKey(broker, String(body['instrument_token']));
  if (instrument === undefined) return refusedAnswer({ reason: 'not-found', what: 'instrument' }, 'other');
  const { old_product: from, new_product: to, transaction_type: side, quantity } = body;
  if ((from !== 'I' && from !== 'D') || (to !== 'I' && to !== 'D') || from === to) {
    return badRequest('UDAPI1054', 'The product is invalid');
  }
  if (side !== 'BUY' && side !== 'SELL') return badRequest('UDAPI1057', 'The transaction_type is invalid');
  if (typeof quantity !== 'number') return badRequest('UDAPI1052', 'The quantity is invalid');
  const answer = venue.books.convert(call.ref, { instrument, from, to, side, quantity });
  return answer.kind === 'accepted'
    ? success({ status: 'complete' })
    : refusedAnswer(answer.refusal, 'other');
}
