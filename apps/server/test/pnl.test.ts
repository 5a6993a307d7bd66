/** Profits over real HTTP and a real socket: the desk's figures are those of the brokers' own position books, at both faces, to the paisa. */
import { type AccountPnl, type PositionPnl, positionsSchema, SOCKET_MESSAGES } from '@copydesk/api-contract';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, eventually, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { contractOrder, type Venue, venueOf } from './sandbox-venue.ts';

describe("profits beside the brokers' own", () => {
  let desk: TestDesk;
  let owner: Client;
  let venue: Venue;
  let faces: { readonly zerodha: string; readonly upstox: string };
  let socket: Socket;
  /** As the socket last told them, by account. */
  const positions = new Map<string, PositionPnl>();
  const accounts = new Map<string, AccountPnl>();
  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on', ABSENCE_AFTER_MS: '2000' });
    owner = await ownerOf(desk);
    await owner.post('/api/sandbox/desk');
    venue = await venueOf(desk, owner);
    await venue.do('POST', '/market', { walking: false });
    ({ faces } = (await owner.get('/api/sandbox')).body);
    const { token } = (await owner.post('/api/tokens', { name: 'profits' })).body;
    socket = io(desk.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { token },
    });
    socket.on('pnl', (body: unknown) => {
      const told = z.parse(SOCKET_MESSAGES.pnl, body);
      for (const one of told.positions) positions.set(one.accountId, one);
      for (const one of told.accounts) accounts.set(one.account, one);
    });
  });
  afterAll(async () => {
    socket?.disconnect();
    await desk?.close();
  });

  async function asked(url: string, headers: Record<string, string>) {
    const reply = await fetch(url, { headers });
    // oxlint-disable-next-line typescript/no-explicit-any -- a test looks into whatever came
    return (await reply.json()) as any;
  }

  it('are the same through buying, selling a part, turning round, and a price that moves', async () => {
    const { order: body, instrument } = await contractOrder(owner, 4);
    const lot = instrument.lotSize as number;
    const trade = async (price: number, side: string, lots: number) => {
      await venue.do('POST', '/price', { instrumentId: instrument.id, price });
      const placed = await owner.post('/api/orders', { ...body, side, qty: lots * lot });
      expect(placed.status).toBe(202);
      await eventually('the order and its copies to fill', async () => {
        const { status, childOrders } = (await owner.get(`/api/orders/${placed.body.id}`)).body;
        const all = [status, ...childOrders.map((one: { status: string }) => one.status)];
        return all.every((one) => one === 'filled') ? true : undefined;
      });
    };
    await trade(400.05, 'BUY', 4);
    await trade(411.15, 'BUY', 1);
    await trade(430.35, 'SELL', 2);
    await trade(420.1, 'BUY', 2);
    await trade(440.65, 'SELL', 5);
    await trade(390.25, 'BUY', 3);
    await venue.do('POST', '/price', { instrumentId: instrument.id, price: 377.85 });

    const kite = await asked(`${faces.zerodha}/portfolio/positions`, {
      'X-Kite-Version': '3',
      authorization: `token ${await kiteToken()}`,
    });
    const upstox = await asked(`${faces.upstox}/v2/portfolio/short-term-positions`, {
      authorization: `Bearer ${await venue.tokenOf('upstox', 'SBC001')}`,
    });
    const [atKite] = kite.data.net;
    const [atUpstox] = upstox.data;
    const shown = await eventually('the desk to know the price', async () => {
      const { items } = z.parse(positionsSchema, (await owner.get('/api/positions')).body);
      const [own] = items;
      const child = own?.childPositions.find((each) => each.account === 'CHILD:c1');
      const know = own?.ltp === 377.85 && own.pnlFrom === 'trades' && child?.pnlFrom === 'trades';
      return know ? { own, child } : undefined;
    });

    expect(shown.own).toMatchObject({
      netQty: atKite.quantity,
      avgPrice: atKite.average_price,
      ltp: atKite.last_price,
      pnl: atKite.pnl,
      dayPnl: atKite.m2m,
      buyQty: atKite.day_buy_quantity,
      buyPrice: near(atKite.day_buy_price),
      sellQty: atKite.day_sell_quantity,
      sellPrice: near(atKite.day_sell_price),
    });
    expect(shown.child).toMatchObject({
      netQty: atUpstox.quantity,
      pnl: atUpstox.pnl,
      realisedPnL: atUpstox.realised,
      unrealisedPnL: atUpstox.unrealised,
    });
    expect(shown.own.realisedPnL).toBe(atUpstox.realised);
    expect(shown.own.pnl).not.toBe(0);

    const master = await eventually('the socket to tell the same', () => {
      const { pnl, dayPnl } = positions.get(shown.own.accountId) ?? {};
      const sum = accounts.get('MASTER:k2');
      return pnl === shown.own.pnl && dayPnl === shown.own.dayPnl && sum?.pnl === pnl ? sum : undefined;
    });
    expect(master).toMatchObject({ dayPnl: atKite.m2m, realisedPnL: atUpstox.realised, uncounted: 0 });
    // On a tick alone, with nothing in the journal.
    await venue.do('POST', '/price', { instrumentId: instrument.id, price: 378.85 });
    const moved = await eventually('the tick', () => {
      const told = positions.get(shown.own.accountId);
      return told?.ltp === 378.85 ? told : undefined;
    });
    expect(moved.pnl).toBeCloseTo((shown.own.pnl ?? Number.NaN) + moved.netQty, 4);
    expect(accounts.get('MASTER:k2')?.dayPnl).toBe(moved.dayPnl);
  });

  async function kiteToken(): Promise<string> {
    const accessToken = await venue.tokenOf('zerodha', 'SBK002');
    return `${await venue.keyOf('zerodha', 'SBK002')}:${accessToken}`;
  }
});

/** Averages are for display; brokers print theirs with more decimals than ours. */
function near(price: number) {
  return expect.closeTo(price, 3);
}
