/** Control of clients and their sessions. */
import type { Value } from '@copydesk/core';
import type { ClientSeed } from '../venue/venue-client.ts';
import type { BodyReader } from './body-reader.ts';
import { PRODUCTS } from './order-words.ts';
import { Problem } from './problem.ts';
import { type ControlAnswer, type ControlRequest, type ControlRoute, clientOf } from './route.ts';

export const CLIENT_ROUTES: readonly ControlRoute[] = [
  { method: 'POST', path: '/clients', handle: makeClient },
  {
    method: 'GET',
    path: '/clients',
    handle: ({ venue }) => ({
      body: {
        items: venue.clients.list().map(({ broker, client, name, plan, ips, ddpi, products }) => ({
          broker,
          client,
          name,
          plan,
          ips: ips ?? null,
          ddpi,
          products,
        })),
        next: null,
      },
    }),
  },
  { method: 'POST', path: '/desk', handle: moveDesk },
  {
    method: 'POST',
    path: '/sessions/expire',
    handle: (request) => ({ body: { ended: request.venue.sessions.expire(clientOf(request)) } }),
  },
];

/** A desk that joins a running sandbox says where login pages are to return to. */
function moveDesk({ venue, body }: ControlRequest): ControlAnswer {
  const publicUrl = body.need('publicUrl', body.text('publicUrl'))?.replace(/\/+$/, '');
  if (publicUrl !== undefined && !/^https?:$/.test(URL.parse(publicUrl)?.protocol ?? '')) {
    body.wrong('publicUrl', 'invalid', 'Expected an http or https address.');
  }
  body.check();
  venue.clients.moveDesk(publicUrl);
  return { body: { publicUrl: venue.clients.publicUrl } };
}

/** A living session is kept: changing a client does not log it out. */
function makeClient(request: ControlRequest): ControlAnswer {
  const { venue } = request;
  const client = upsert(request);
  const session =
    venue.sessions.of(client).find((candidate) => candidate.apiKey === client.apiKey) ??
    venue.sessions.issue(client);
  const { broker, apiKey, apiSecret } = client;
  return {
    status: 201,
    body: { broker, client: client.client, apiKey, apiSecret, accessToken: session.accessToken },
  };
}

function upsert({ venue, body }: ControlRequest) {
  const seed = readSeed(body, [...venue.brokers.keys()]);
  const known = [...(seed.holdings ?? []), ...(seed.positions ?? [])];
  for (const { instrumentId } of known) {
    if (venue.instruments.byId(instrumentId) === undefined) {
      throw new Problem(404, 'unknown-instrument', `${instrumentId} is not listed today.`);
    }
  }
  try {
    return venue.clients.upsert(seed);
  } catch (error) {
    if (error instanceof Error) throw new Problem(409, 'client-refused', error.message);
    throw error;
  }
}

function readSeed(body: BodyReader, brokers: readonly string[]): ClientSeed {
  const seed: ClientSeed = {
    broker: body.need('broker', body.oneOf('broker', brokers)),
    client: body.need('client', body.text('client')),
    name: body.text('name'),
    email: body.text('email'),
    apiKey: body.text('apiKey'),
    apiSecret: body.text('apiSecret'),
    funds: body.amount('funds') as Value | undefined,
    plan: body.text('plan'),
    ips: body.isNull('ips') ? null : body.texts('ips'),
    ddpi: body.flag('ddpi'),
    products: body.texts('products', PRODUCTS),
    redirectUrl: body.text('redirectUrl'),
    postbackUrl: body.isNull('postbackUrl') ? null : body.text('postbackUrl'),
    holdings: body.list('holdings', (item) => ({
      instrumentId: item.need('instrumentId', item.text('instrumentId')),
      quantity: item.need('quantity', item.integer('quantity', 0)),
      t1Quantity: item.integer('t1Quantity', 0),
      averagePrice: item.price('averagePrice'),
    })),
    positions: body.list('positions', (item) => ({
      instrumentId: item.need('instrumentId', item.text('instrumentId')),
      product: item.need('product', item.oneOf('product', PRODUCTS)),
      quantity: item.need('quantity', item.integer('quantity', Number.MIN_SAFE_INTEGER)),
      averagePrice: item.price('averagePrice'),
    })),
  };
  body.check();
  return seed;
}
