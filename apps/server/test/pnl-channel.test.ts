/** Profits on a real socket, from books that the test plays. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VirtualClock } from '@copydesk/adapter-testkit';
import { type PnlMessage, SOCKET_MESSAGES } from '@copydesk/api-contract';
import type {
  CountedPosition,
  Environment,
  InstrumentId,
  JournalEntry,
  PositionPnl,
  UserId,
} from '@copydesk/core';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { createLog } from '../src/process/log.ts';
import { machineClock } from '../src/process/machine-clock.ts';
import { DeskSocket, type DeskSocketParts } from '../src/socket/desk-socket.ts';
import { PnlChannel, type PnlChannelParts, type PnlListener } from '../src/socket/pnl-channel.ts';
import { eventually } from './running-desk.ts';

const OPTION = 'NFO:NIFTY:2026-12-01:26000:CE' as InstrumentId;

/** By account: what it holds and makes, in 1/10000 rupee. */
let books: Map<string, CountedPosition[]>;
let counts: string[];
let own: Record<string, { id: string; address: string; environment: Environment }[]>;
let tick: (environment: Environment, id: InstrumentId) => void;
let happened: (entry: Pick<JournalEntry, 'userId'>) => void;

function holds(accountId: string, pnl: bigint, more: Partial<PositionPnl> = {}): void {
  const figures = {
    lastPrice: 1_241_500,
    pnl,
    dayPnl: pnl,
    realised: 0n,
    unrealised: pnl,
    isStale: false,
    ...more,
  } as PositionPnl;
  books.set(accountId, [{ instrumentId: OPTION, product: 'D', netQuantity: 65, figures }]);
}

function partsOf(): PnlChannelParts {
  return {
    clock: machineClock,
    journal: {
      subscribe: (listener: typeof happened) => {
        happened = listener;
        return () => undefined;
      },
    },
    market: {
      listen: (listener: typeof tick) => {
        tick = listener;
        return () => undefined;
      },
    },
    accounts: { listFor: (userId: string) => own[userId] ?? [] },
    positions: { openOf: (id: string) => books.get(id) ?? [] },
    profits: {
      ofEach: (id: string) => {
        counts.push(id);
        return books.get(id) ?? [];
      },
    },
  } as unknown as PnlChannelParts;
}

beforeEach(() => {
  books = new Map();
  counts = [];
  own = {
    asha: [
      { id: 'a1', address: 'MASTER:k2', environment: 'sandbox' },
      { id: 'a2', address: 'CHILD:c1', environment: 'live' },
    ],
    ravi: [{ id: 'r1', address: 'RAVI', environment: 'sandbox' }],
  };
});

describe('profits on the socket', () => {
  let server: Server;
  let socket: DeskSocket;
  let url: string;
  const clients: Socket[] = [];
  beforeEach(async () => {
    socket = new DeskSocket({
      journal: { subscribe: () => () => undefined, after: async () => [], lastDurableEventId: () => 0 },
      people: { callerOf: (user: string) => ({ user: { id: user }, access: {} }), isOpen: () => true },
      phase: { isOpen: true },
      clock: machineClock,
      address: { host: '127.0.0.1', port: () => 1, publicUrl: () => 'http://localhost:1' },
      log: createLog('silent', { write: () => undefined }),
      messages: {},
      prices: { tellBy: () => undefined, welcome: () => undefined, close: () => undefined },
      pnl: new PnlChannel(partsOf()),
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

  /** Connects as a person and keeps what it hears, each message checked against the contract. */
  async function listen(user: string): Promise<PnlMessage[]> {
    const client = io(url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { token: user },
    });
    clients.push(client);
    const heard: PnlMessage[] = [];
    client.on('pnl', (body: unknown) => heard.push(z.parse(SOCKET_MESSAGES.pnl, body)));
    await new Promise<void>((resolve) => client.once('connect', resolve));
    return heard;
  }

  it('are all there at first, then what changed, and of nobody else', async () => {
    holds('a1', 14_950_000n);
    holds('a2', -5_000n, { isStale: true, dayPnl: undefined });
    holds('r1', 70_000n);
    const asha = await listen('asha');
    const ravi = await listen('ravi');
    const first = await eventually('all figures', () => asha[0]);
    await eventually('those of the other person', () => ravi[0]);
    expect(first.positions).toEqual([
      {
        accountId: 'a1',
        instrumentId: OPTION,
        product: 'D',
        netQty: 65,
        ltp: 124.15,
        pnl: 1495,
        dayPnl: 1495,
        realisedPnL: 0,
        unrealisedPnL: 1495,
        stale: false,
      },
      expect.objectContaining({ accountId: 'a2', pnl: -0.5, dayPnl: null, stale: true }),
    ]);
    expect(first.accounts).toEqual([
      {
        accountId: 'a1',
        account: 'MASTER:k2',
        pnl: 1495,
        dayPnl: 1495,
        realisedPnL: 0,
        unrealisedPnL: 1495,
        stale: false,
        uncounted: 0,
      },
      expect.objectContaining({ accountId: 'a2', pnl: -0.5, dayPnl: 0, stale: true, uncounted: 1 }),
    ]);
    holds('a1', 14_950_001n);
    holds('r1', 80_000n);
    tick('sandbox', OPTION);
    const next = await eventually('the change', () => asha[1]);
    expect(next.positions.map(({ accountId, pnl }) => [accountId, pnl])).toEqual([['a1', 1495.0001]]);
    const other = await eventually('the other person’s change', () => ravi[1]);
    expect(other.accounts.map(({ accountId, dayPnl }) => [accountId, dayPnl])).toEqual([['r1', 8]]);
    const heardOf = (heard: readonly PnlMessage[]) =>
      new Set(heard.flatMap((one) => [...one.positions, ...one.accounts]).map((one) => one.accountId));
    expect([heardOf(asha), heardOf(ravi)]).toEqual([new Set(['a1', 'a2']), new Set(['r1'])]);
  });
});

describe('the profits of one person', () => {
  const clock = new VirtualClock();

  /** A connection that the test plays, at a channel with a clock of its own. */
  function connected() {
    const said: PnlMessage[] = [];
    let end: () => void = () => undefined;
    const transport = { writable: true };
    const listener: PnlListener = {
      data: { caller: { user: { id: 'asha' as UserId } } },
      conn: { transport },
      emit: (_name: 'pnl', body: PnlMessage) => said.push(body),
      on: (_name: 'disconnect', heard: () => void) => {
        end = heard;
      },
    };
    return { listener, transport, said, end: () => end() };
  }

  it('are the newest for who was slow, count only what moved, and end with the last connection', async () => {
    holds('a1', 0n);
    holds('a2', 0n);
    const channel = new PnlChannel({ ...partsOf(), clock });
    channel.start();
    const [quick, slow] = [connected(), connected()];
    channel.welcome(quick.listener);
    channel.welcome(slow.listener);
    await clock.advance(0);
    expect(quick.said).toHaveLength(1);
    slow.transport.writable = false;
    counts = [];
    for (let pnl = 1n; pnl <= 10n; pnl += 1n) {
      holds('a1', pnl * 10_000n);
      tick('sandbox', OPTION);
      await clock.advance(250);
    }
    expect(quick.said).toHaveLength(11);
    // The live account holds the same contract, of which only the sandbox's price moved.
    expect(counts).toEqual(Array.from({ length: 10 }, () => 'a1'));
    expect(slow.said).toHaveLength(1);
    slow.transport.writable = true;
    await clock.advance(250);
    expect(slow.said[1]?.positions.map(({ pnl }) => pnl)).toEqual([10]);

    holds('a2', 20_000n);
    happened({ userId: 'asha' as UserId });
    await clock.advance(250);
    expect(quick.said.at(-1)?.accounts).toMatchObject([{ accountId: 'a2', pnl: 2 }]);
    // What no event and no price told is seen by looking again.
    holds('a2', 30_000n);
    await clock.advance(5_500);
    expect(quick.said.at(-1)?.accounts).toMatchObject([{ accountId: 'a2', pnl: 3 }]);
    expect(quick.said).toHaveLength(13);

    counts = [];
    quick.end();
    slow.end();
    await clock.advance(20_000);
    expect(counts).toEqual([]);
    channel.close();
  });
});
