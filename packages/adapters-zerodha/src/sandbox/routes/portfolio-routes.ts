/** Positions, holdings, conversion and the depository's authorisation. */
import { randomUUID } from 'node:crypto';
import type { Answer, VenueClient } from '@copydesk/sandbox';
import { instrumentNamed, oneOf, required, wholeNumber } from '../fields.ts';
import { authorisationPage, plainPage } from '../pages.ts';
import {
  type ClientRequest,
  type ClientRoute,
  KiteRefusal,
  type Route,
  type RouteRequest,
} from '../route.ts';
import { dayPositionJson, holdingsJson, netPositionJson } from '../wire/portfolio.ts';
import { productNamed } from '../wire/terms.ts';
import { inputError, refusalError, successAnswer } from '../wording.ts';

interface AuthorisationRequest {
  readonly client: VenueClient;
  readonly items: readonly { readonly isin: string; readonly quantity: number }[];
}

/** How many authorisations may wait for their person; the oldest is forgotten. */
const MOST_AUTHORISATIONS = 1_000;

function convert({ face, client, form }: ClientRequest): Answer {
  const instrument = instrumentNamed(face, required(form, 'exchange'), required(form, 'tradingsymbol'));
  const from = productNamed(required(form, 'old_product'), instrument.segment);
  const to = productNamed(required(form, 'new_product'), instrument.segment);
  if (from === undefined) throw new KiteRefusal(inputError('Invalid `old_product`.'));
  if (to === undefined) throw new KiteRefusal(inputError('Invalid `new_product`.'));
  const answer = face.venue.books.convert(client, {
    instrument,
    from,
    to,
    side: oneOf('transaction_type', required(form, 'transaction_type'), ['BUY', 'SELL'] as const),
    quantity: wholeNumber('quantity', required(form, 'quantity')),
    part: oneOf('position_type', required(form, 'position_type'), ['day', 'overnight']),
  });
  if (answer.kind === 'refused') throw new KiteRefusal(refusalError(answer.refusal));
  return successAnswer(true);
}

function summary({ face, client, ticket }: ClientRequest): Answer {
  const rows = holdingsJson(face.venue.books.holdings(client, ticket.asOf), face.broker);
  const sum = (amount: (row: Record<string, number>) => number): number =>
    rows.reduce((total, row) => total + amount(row as Record<string, number>), 0);
  const owned = (row: Record<string, number>): number => row['opening_quantity'] ?? 0;
  const invested = sum((row) => (row['average_price'] ?? 0) * owned(row));
  const current = sum((row) => (row['last_price'] ?? 0) * owned(row));
  const today = sum((row) => (row['day_change'] ?? 0) * owned(row));
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : (part / whole) * 100);
  return successAnswer({
    total_pnl: current - invested,
    total_pnl_percent: share(current - invested, invested),
    today_pnl: today,
    today_pnl_percent: share(today, current - today),
    invested_amount: invested,
    current_value: current,
  });
}

function positions({ face, client, ticket }: ClientRequest): Answer {
  const rows = face.venue.books.positions(client, ticket.asOf);
  return successAnswer({
    net: rows.map((position) => netPositionJson(position, face.broker)),
    day: rows.flatMap((position) => dayPositionJson(position, face.broker) ?? []),
  });
}

function holdings({ face, client, ticket }: ClientRequest): Answer {
  return successAnswer(holdingsJson(face.venue.books.holdings(client, ticket.asOf), face.broker));
}

const COMPACT = ['exchange', 'tradingsymbol', 'instrument_token', 't1_quantity', 'quantity'] as const;

function compactHoldings({ face, client, ticket }: ClientRequest): Answer {
  const rows = holdingsJson(face.venue.books.holdings(client, ticket.asOf), face.broker);
  return successAnswer(rows.map((row) => Object.fromEntries(COMPACT.map((name) => [name, row[name]]))));
}

/** The routes; each face remembers the authorisations that were asked for. */
export function portfolioRoutes(): readonly Route[] {
  const asked = new Map<string, AuthorisationRequest>();

  const authorise = ({ client, form }: ClientRequest): Answer => {
    const quantities = form.getAll('quantity');
    const items = form.getAll('isin').map((isin, index) => ({
      isin,
      quantity: wholeNumber('quantity', quantities[index] ?? ''),
    }));
    const [oldest] = asked.keys();
    if (asked.size >= MOST_AUTHORISATIONS && oldest !== undefined) asked.delete(oldest);
    const requestId = randomUUID().replaceAll('-', '');
    asked.set(requestId, { client, items });
    return successAnswer({ request_id: requestId });
  };
  const askedFor = ({ path }: RouteRequest): AuthorisationRequest | undefined => {
    const request = asked.get(path['requestId'] ?? '');
    return request?.client.apiKey === path['apiKey'] ? request : undefined;
  };
  const finish = (request: RouteRequest): Answer => {
    const { face, path, form } = request;
    const waiting = askedFor(request);
    if (waiting === undefined) return plainPage(404, 'This request is not known or was answered.');
    asked.delete(path['requestId'] ?? '');
    const status = form.get('status') === 'success' ? 'success' : 'error';
    if (status === 'success') {
      face.venue.books.authorise(waiting.client, waiting.items.length > 0 ? waiting.items : undefined);
    }
    const location = `${face.baseUrl()}/connect/portfolio/authorise/holdings/finish?status=${status}`;
    return { status: 302, headers: { location }, body: '' };
  };

  const read = { bucket: 'other', access: 'client' } as const satisfies Partial<ClientRoute>;
  const page = '/connect/portfolio/authorise/holdings/:apiKey/:requestId';
  return [
    { ...read, method: 'GET', path: '/portfolio/positions', kind: 'positions', run: positions },
    { ...read, method: 'PUT', path: '/portfolio/positions', kind: 'convert', run: convert },
    { ...read, method: 'GET', path: '/portfolio/holdings', kind: 'positions', run: holdings },
    { ...read, method: 'GET', path: '/portfolio/holdings/summary', kind: 'other', run: summary },
    { ...read, method: 'GET', path: '/portfolio/holdings/compact', kind: 'other', run: compactHoldings },
    {
      ...read,
      method: 'GET',
      path: '/portfolio/holdings/auctions',
      kind: 'other',
      run: () => successAnswer([]),
    },
    { ...read, method: 'POST', path: '/portfolio/holdings/authorise', kind: 'other', run: authorise },
    {
      method: 'GET',
      path: page,
      kind: 'other',
      access: 'open',
      run: (request) => {
        const waiting = askedFor(request);
        return waiting === undefined
          ? plainPage(404, 'This request is not known or was answered.')
          : authorisationPage(waiting.client, waiting.items);
      },
    },
    { method: 'POST', path: page, kind: 'other', access: 'open', run: finish },
    {
      method: 'GET',
      path: '/connect/portfolio/authorise/holdings/finish',
      kind: 'other',
      access: 'open',
      run: ({ query }) =>
        plainPage(
          200,
          query.get('status') === 'success' ? 'Holdings are authorised.' : 'Nothing was authorised.',
        ),
    },
  ];
}
