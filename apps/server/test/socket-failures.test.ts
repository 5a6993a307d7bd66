/** What the socket does when something behind it, or before it, does not work. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instantOf, type JournalEntry } from '@copydesk/core';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog } from '../src/process/log.ts';
import { machineClock } from '../src/process/machine-clock.ts';
import { DeskSocket, type DeskSocketParts } from '../src/socket/desk-socket.ts';
import { eventually } from './running-desk.ts';

const USER = 'usr-1';
const lines: string[] = [];
let server: Server;
let socket: DeskSocket;
let url: string;
let entries: JournalEntry[];
let tell: (entry: JournalEntry) => void;
/** What an alert says; a test makes it large. */
let text: string;
const clients: Socket[] = [];

/** Alerts can be shown; every order event meets a view that throws. */
function entryOf(eventId: number, type: 'alert-raised' | 'order-sending'): JournalEntry {
  const event =
    type === 'alert-raised'
      ? { type, code: 'x', accountId: undefined, text }
      : { type, orderId: 'ord-1', accountId: 'acc-1', slice: 0 };
  return { userId: USER, eventId, at: instantOf(1_790_000_000_000), monotonicMs: 0, event } as JournalEntry;
}

function happens(type: 'alert-raised' | 'order-sending'): void {
  const entry = entryOf(entries.length + 1, type);
  entries.push(entry);
  tell(entry);
}

beforeEach(async () => {
  entries = [];
  text = 'Look.';
  lines.length = 0;
  const caller = { user: { id: USER }, access: {} };
  socket = new DeskSocket({
    journal: {
      subscribe: (listener: typeof tell) => {
        tell = listener;
        return () => undefined;
      },
      after: async (_user: string, after: number) => entries.filter(({ eventId }) => eventId > after),
      lastDurableEventId: () => entries.length,
    },
    people: {
      callerOf: (secret: string) => (secret === 'right' ? caller : undefined),
      isOpen: () => true,
    },
    phase: { isOpen: true },
    clock: machineClock,
    prices: { tellBy: () => undefined, welcome: () => undefined, close: () => undefined },
    pnl: { start: () => undefined, welcome: () => undefined, close: () => undefined },
    address: { host: '127.0.0.1', port: () => 1, publicUrl: () => 'http://localhost:1' },
    log: createLog('trace', { write: (line: string) => void lines.push(line) }),
    messages: {
      accounts: { all: () => [] },
      orders: { get: () => ({ intent: { accountId: 'acc-gone' } }) },
      orderViews: {
        of: () => {
          throw new Error('no such account');
        },
      },
    },
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

async function listen(options: Parameters<typeof io>[1] = {}, lastEventId?: number) {
  const client = io(url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: { token: 'right', ...(lastEventId === undefined ? {} : { lastEventId }) },
    ...options,
  });
  clients.push(client);
  const heard: [string, number][] = [];
  client.onAny((name: string, body: { eventId: number }) => {
    if (name !== 'beat') heard.push([name, body.eventId]);
  });
  await new Promise<void>((resolve, reject) => {
    client.once('beat', () => resolve());
    client.once('connect_error', reject);
  });
  return { client, heard };
}

it('tells resync for an event that cannot be shown, and goes on', async () => {
  const { heard } = await listen();
  const second = await listen();
  expect(() => happens('order-sending')).not.toThrow();
  happens('alert-raised');
  const expected = [
    ['resync', 1],
    ['alert', 2],
  ];
  await eventually('both', () => (heard.length === 2 && second.heard.length === 2 ? true : undefined));
  expect([heard, second.heard]).toEqual([expected, expected]);
  expect(lines.join()).toContain('An event could not be shown');
});

it('does so too while somebody catches up', async () => {
  entries.push(entryOf(1, 'alert-raised'), entryOf(2, 'order-sending'), entryOf(3, 'alert-raised'));
  const { heard, client } = await listen({}, 0);
  await eventually('all', () => (heard.length === 3 ? true : undefined));
  expect(heard).toEqual([
    ['alert', 1],
    ['resync', 2],
    ['alert', 3],
  ]);
  expect(client.connected).toBe(true);
});

it('cuts off who reads too slowly, instead of keeping everything for it', async () => {
  const { client } = await listen();
  const other = await listen();
  let ended = false;
  client.once('disconnect', () => {
    ended = true;
  });
  // Told within one turn of the event loop, so that nothing of it can leave.
  text = 'x'.repeat(1_000_000);
  for (let each = 0; each < 3; each += 1) happens('alert-raised');
  await eventually('three alerts', () => (other.heard.length === 3 ? true : undefined));
  expect(ended).toBe(false);
  for (let each = 0; each < 9; each += 1) happens('alert-raised');
  await eventually('the end', () => (ended ? true : undefined));
  expect(lines.join()).toContain('reads too slowly');
});

it('takes a poll of its own page by its cookie, and of no other page', async () => {
  const polled = (headers: Record<string, string>) =>
    listen({
      transports: ['polling'],
      auth: {},
      extraHeaders: { cookie: 'copydesk_session=right', ...headers },
    });
  await expect(polled({})).rejects.toThrow('not-signed-in');
  await expect(polled({ 'sec-fetch-site': 'cross-site' })).rejects.toThrow('not-signed-in');
  await expect(polled({ 'sec-fetch-site': 'same-site' })).rejects.toThrow('not-signed-in');
  const { client } = await polled({ 'sec-fetch-site': 'same-origin' });
  expect(client.connected).toBe(true);
});
