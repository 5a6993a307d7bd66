/** Live prices on a real socket, from a market that the test plays. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VirtualClock } from '@copydesk/adapter-testkit';
import { type MarketAck, type MarketDataMessage, SOCKET_MESSAGES } from '@copydesk/api-contract';
import {
  type Environment,
  type InstrumentId,
  instantOf,
  type Price,
  PriceReader,
  type Tick,
  type ToldTick,
  type UserId,
} from '@copydesk/core';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { createLog } from '../src/process/log.ts';
import { machineClock } from '../src/process/machine-clock.ts';
import { DeskSocket, type DeskSocketParts } from '../src/socket/desk-socket.ts';
import { MarketChannel, type MarketChannelParts } from '../src/socket/market-channel.ts';
import { NamedInstruments } from '../src/socket/named-instruments.ts';
import { eventually } from './running-desk.ts';

const SHARE = 'NSE:INE002A01018' as InstrumentId;
const OPTION = 'NFO:NIFTY:2026-12-01:26000:CE' as InstrumentId;

/** Kite's number and Upstox's key of each. */
const TOKENS: Readonly<Record<string, readonly [string, string]>> = {
  [SHARE]: ['738561', 'NSE_EQ|INE002A01018'],
  [OPTION]: ['12345602', 'NSE_FO|48225'],
};

let server: Server;
let socket: DeskSocket;
let url: string;
let told: Record<Environment, Map<InstrumentId, ToldTick>>;
let readers: { readonly environment: Environment; readonly reader: PriceReader }[];
let own: Environment[];
const clients: Socket[] = [];

function tells(
  id: InstrumentId,
  price: number,
  more: Partial<Tick> = {},
  { standing = 'live', where = 'sandbox' }: { standing?: ToldTick['standing']; where?: Environment } = {},
): void {
  const tick = { instrumentId: id, mode: 'ltp', tradable: true, lastPrice: price as Price, ...more } as Tick;
  told[where].set(id, {
    tick,
    at: instantOf(0),
    standing,
    source: undefined,
    previousClose: tick.previousClose,
    closeDay: undefined,
  });
  for (const { environment, reader } of readers)
    if (environment === where && reader.wanted.has(id)) reader.mark(id);
}

/** A market of both brokers' lists that tells what the test says. */
function partsOf(): MarketChannelParts {
  const lists = {
    brokers: ['zerodha-sandbox', 'upstox-sandbox'],
    byFeedToken: (broker: string, token: string) => {
      const at = broker.startsWith('zerodha') ? 0 : 1;
      const id = Object.keys(TOKENS).find((each) => TOKENS[each]?.[at] === token);
      return id === undefined ? undefined : { id };
    },
  };
  const catalog = {
    current: lists,
    byId: (id: string) => (id in TOKENS ? { id } : undefined),
    listingFor: (id: string, broker: string) => {
      const feedToken = TOKENS[id]?.[broker.startsWith('zerodha') ? 0 : 1];
      return feedToken === undefined ? undefined : { feedToken };
    },
  };
  const brokers = lists.brokers.map((id) => ({ id, environment: 'sandbox' }));
  return {
    market: {
      read: (environment: Environment) => {
        const reader = new PriceReader({
          want: () => undefined,
          unwant: () => undefined,
          toldOf: (id) => told[environment].get(id),
        });
        readers.push({ environment, reader });
        return reader;
      },
    },
    accounts: { listFor: () => own.map((environment) => ({ environment })) },
    named: new NamedInstruments(
      { live: { catalog }, sandbox: { catalog } } as unknown as ConstructorParameters<
        typeof NamedInstruments
      >[0],
      { all: () => brokers } as unknown as ConstructorParameters<typeof NamedInstruments>[1],
    ),
    clock: machineClock,
  } as unknown as MarketChannelParts;
}

/** A connection that the test plays. */
function aConnection(id: string) {
  const hearing = new Map<string, (...said: unknown[]) => void>();
  /** How often it was asked whether it has heard everything. */
  const asked: string[] = [];
  const listener = {
    id,
    data: { caller: { user: { id: 'usr-1' as UserId } } },
    handshake: { auth: {} },
    conn: {
      transport: { writable: true },
      sendPacket: () => void asked.push(id),
      on: (event: string, heard: () => void) => hearing.set(event, heard),
    },
    on: (event: string, heard: (...said: unknown[]) => void) => hearing.set(event, heard),
  };
  return {
    listener,
    asked,
    hears: (event: string, what?: unknown) => hearing.get(event)?.(what),
  };
}

beforeEach(async () => {
  told = { live: new Map(), sandbox: new Map() };
  readers = [];
  own = ['sandbox'];
  const prices = new MarketChannel(partsOf());
  socket = new DeskSocket({
    journal: { subscribe: () => () => undefined, after: async () => [], lastDurableEventId: () => 0 },
    people: { callerOf: () => ({ user: { id: 'usr-1' }, access: {} }), isOpen: () => true },
    phase: { isOpen: true },
    clock: machineClock,
    address: { host: '127.0.0.1', port: () => 1, publicUrl: () => 'http://localhost:1' },
    log: createLog('silent', { write: () => undefined }),
    messages: {},
    prices,
    pnl: { start: () => undefined, welcome: () => undefined, close: () => undefined },
  } as unknown as DeskSocketParts);
  server = createServer();
  socket.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  socket.start();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await socket.close();
});

/** Connects and keeps the prices that it hears, each checked against the contract. */
async function listen(
  auth: Record<string, unknown> = {},
): Promise<{ client: Socket; heard: MarketDataMessage[] }> {
  const client = io(url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: { token: 'right', ...auth },
  });
  clients.push(client);
  const heard: MarketDataMessage[] = [];
  client.on('marketData', (body: unknown) => heard.push(z.parse(SOCKET_MESSAGES.marketData, body)));
  await new Promise<void>((resolve, reject) => {
    client.once('connect', resolve);
    client.once('connect_error', reject);
  });
  return { client, heard };
}

const ask = (client: Socket, event: string, what: unknown): Promise<MarketAck> =>
  client.emitWithAck(event, what) as Promise<MarketAck>;

describe('prices on the socket', () => {
  it('come with the brokers’ words for what was subscribed to, the last one at once', async () => {
    const { client, heard } = await listen();
    tells(SHARE, 14_302_500, {
      mode: 'full',
      previousClose: 14_300_000 as Price,
      open: 14_290_000 as Price,
      volume: 5_000,
      exchangeAt: instantOf(1_795_408_963_000),
      depth: { buy: [{ price: 14_302_000 as Price, quantity: 25, orders: 2 }], sell: [] },
    });
    expect(await ask(client, 'subscribe', SHARE)).toEqual({ instruments: [SHARE], errors: [] });
    const first = await eventually('the last tick', () => heard[0]);
    expect(first).toMatchObject({
      instrument_id: SHARE,
      environment: 'sandbox',
      instrument_token: 738561,
      tradable: true,
      mode: 'full',
      last_price: 1430.25,
      ohlc: { open: 1429, high: null, low: null, close: 1430 },
      volume_traded: 5_000,
      oi: null,
      exchange_timestamp: '2026-11-23T10:12:43.000+05:30',
      depth: { buy: [{ price: 1430.2, quantity: 25, orders: 2 }], sell: [] },
      stale: false,
    });
    expect(first.change).toBeCloseTo(0.017_48, 4);
    tells(SHARE, 14_302_500, {}, { standing: 'stale' });
    expect((await eventually('that it is stale', () => heard[1])).stale).toBe(true);
  });

  it('understand today’s tokens of both brokers, and say by path what they do not know', async () => {
    const { client } = await listen();
    const ack = await ask(client, 'subscribe', ['738561', 'NSE:NOWHERE', 'NSE_FO|48225', '999']);
    expect(ack.instruments).toEqual([SHARE, OPTION]);
    expect(ack.errors.map(({ path, code }) => [path, code])).toEqual([
      ['/1', 'instrument-not-found'],
      ['/3', 'instrument-not-found'],
    ]);
    expect((await ask(client, 'subscribe', 'NSE:NOWHERE')).errors[0]?.path).toBe('');
    expect((await ask(client, 'subscribe', { all: true })).errors[0]?.code).toBe('invalid-input');
    const many = Array.from({ length: 3_001 }, () => SHARE);
    expect((await ask(client, 'subscribe', many)).errors[0]?.code).toBe('invalid-input');
  });

  it('are the newest of what changed since the last, not all that happened', async () => {
    const { client, heard } = await listen();
    await ask(client, 'subscribe', [SHARE]);
    for (let price = 1; price <= 1_000; price += 1) tells(SHARE, price * 10_000);
    await eventually('the newest', () => heard.find(({ last_price }) => last_price === 1_000));
    expect(heard.length).toBeLessThan(10);
    expect(heard.at(-1)?.last_price).toBe(1_000);
  });

  it('wait for who has not heard the last ones, and then are the newest', async () => {
    const clock = new VirtualClock();
    const channel = new MarketChannel({ ...partsOf(), clock });
    const said: [readonly string[], number][] = [];
    channel.tellBy((to, { last_price }) => said.push([to, last_price]));
    const slow = aConnection('slow');
    const quick = aConnection('quick');
    for (const { listener, hears } of [slow, quick]) {
      channel.welcome(listener);
      hears('subscribe', [SHARE]);
    }
    for (let price = 1; price <= 5; price += 1) {
      tells(SHARE, price * 10_000);
      await clock.advance(100);
      quick.hears('heartbeat');
    }
    // Written down once for both; the connection took the first one, and nothing says that it was heard.
    expect(said).toEqual([[['slow', 'quick'], 1], ...[2, 3, 4, 5].map((price) => [['quick'], price])]);
    expect(slow.asked).toHaveLength(1);
    slow.hears('heartbeat');
    slow.listener.conn.transport.writable = false;
    await clock.advance(100);
    expect(said).toHaveLength(5);
    slow.listener.conn.transport.writable = true;
    await clock.advance(100);
    expect(said.at(-1)).toEqual([['slow'], 5]);
    channel.close();
  });

  it('of more instruments than are told at once come in parts, each when the one before was heard', async () => {
    const clock = new VirtualClock();
    const parts = partsOf();
    const many = Array.from({ length: 300 }, (_, at) => `NSE:INE00000${at}` as InstrumentId);
    const named = { find: (_: Environment, name: string) => name, tokenOf: () => null };
    const channel = new MarketChannel({ ...parts, named, clock } as unknown as MarketChannelParts);
    const said: string[] = [];
    channel.tellBy((_, { instrument_id }) => said.push(instrument_id));
    const { listener, hears } = aConnection('one');
    channel.welcome(listener);
    hears('subscribe', many);
    for (const id of many) tells(id, 10_000);
    const counts: number[] = [];
    for (let part = 0; part < 4; part += 1) {
      await clock.advance(200);
      counts.push(said.length);
      hears('heartbeat');
    }
    expect(counts).toEqual([120, 240, 300, 300]);
    expect(new Set(said).size).toBe(300);
    channel.close();
  });

  it('end when nobody listens any more', async () => {
    const { client, heard } = await listen();
    await ask(client, 'subscribe', [SHARE, OPTION]);
    expect(await ask(client, 'unsubscribe', '738561')).toEqual({ instruments: [SHARE], errors: [] });
    tells(SHARE, 10_000);
    tells(OPTION, 20_000);
    await eventually('the other one', () => heard[0]);
    expect(heard.map(({ instrument_id }) => instrument_id)).toEqual([OPTION]);
    client.disconnect();
    await eventually('the end', () => (readers[0]?.reader.wanted.size === 0 ? true : undefined));
  });

  it('are of where the person has accounts; of both, of live money unless the handshake says otherwise', async () => {
    const chosen = async (environments: Environment[], auth?: Record<string, unknown>) => {
      own = environments;
      const { client } = await listen(auth);
      await ask(client, 'subscribe', SHARE);
      return readers.at(-1)?.environment;
    };
    expect(await chosen(['sandbox'])).toBe('sandbox');
    expect(await chosen(['sandbox'], { environment: 'live' })).toBe('sandbox');
    expect(await chosen(['live', 'sandbox'])).toBe('live');
    expect(await chosen(['live', 'sandbox'], { environment: 'sandbox' })).toBe('sandbox');
  });

  it('of live money and of the sandbox come side by side on one connection, each by its name, and never mix', async () => {
    own = ['live', 'sandbox'];
    const { client, heard } = await listen();
    const both = [SHARE, OPTION];
    expect(await ask(client, 'subscribe', SHARE)).toEqual({ instruments: [SHARE], errors: [] });
    const sandbox = { environment: 'sandbox', instruments: [...both, 'NSE:NOWHERE'] };
    const ack = await ask(client, 'subscribe', sandbox);
    expect(ack.instruments).toEqual(both);
    expect(ack.errors[0]?.path).toBe('/instruments/2');
    tells(SHARE, 10_000, {}, { where: 'live' });
    tells(SHARE, 20_000, {}, { standing: 'stale' });
    tells(OPTION, 30_000, {}, { where: 'live' });
    tells(OPTION, 40_000);
    const shown = () =>
      heard.map((one) => [one.environment, one.instrument_id, one.last_price, one.stale].join(' ')).sort();
    await eventually('three prices', () => (heard.length >= 3 ? true : undefined));
    expect(shown()).toEqual([
      `live ${SHARE} 1 false`,
      `sandbox ${OPTION} 4 false`,
      `sandbox ${SHARE} 2 true`,
    ]);
    await ask(client, 'unsubscribe', { environment: 'sandbox', instruments: SHARE });
    tells(SHARE, 50_000);
    tells(SHARE, 60_000, {}, { where: 'live' });
    await eventually('the one that is left', () => heard.find(({ last_price }) => last_price === 6));
    expect(heard.some(({ last_price }) => last_price === 5)).toBe(false);
    client.disconnect();
    await eventually('the end of both', () =>
      readers.every(({ reader }) => reader.wanted.size === 0) ? true : undefined,
    );
  });

  it('are not given of where the person has no account', async () => {
    const { client } = await listen();
    const ack = await ask(client, 'subscribe', { environment: 'live', instruments: SHARE });
    expect(ack).toMatchObject({ instruments: [], errors: [{ path: '/environment', code: 'no-account' }] });
    expect(readers).toHaveLength(0);
  });
});
