import { describe, expect, it } from 'vitest';
import { type Price } from '../../src/index.ts';
import { clientOf, fillByHand, stopMatching } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  openBench,
  placeAndSettle,
  restart,
  venueNet,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const all = (bench: DeskBench) => [bench.master, ...bench.children];
const counts = (bench: DeskBench): readonly number[] =>
  all(bench).map((account) => venueOrders(bench, account).length);

describe('I1 at most once', () => {
  it('finds the order whose answer was lost, and sends nothing twice', async () => {
    const bench = await openBench();
    bench.venue.gate.addFault({ on: 'place', fault: 'reset-after', times: 1, client: bench.master.clientId });
    const order = await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(10_000);
    expect(viewOf(bench, order.intent.orderId).status).toBe('filled');
    expect(counts(bench)).toEqual([1, 1, 1]);
  });

  it('leaves a lost order uncertain until its absence is proven, then gives the entry up', async () => {
    const bench = await openBench({ links: [{}] });
    const [child] = bench.children;
    bench.venue.gate.addFault({
      on: 'place',
      fault: '500',
      effect: false,
      times: 1,
      client: child?.clientId ?? '',
    });
    const order = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(order.children.map((one) => one.status)).toEqual(['uncertain']);
    expect(order.children[0]?.certainBy).toBeDefined();
    await bench.clock.advance(115_000);
    expect(viewOf(bench, order.intent.orderId).children[0]?.status).toBe('uncertain');
    await bench.clock.advance(10_000);
    const settled = viewOf(bench, order.intent.orderId).children[0];
    expect([settled?.status, settled?.reason?.code]).toEqual(['denied', 'too-old']);
    expect(counts(bench)).toEqual([1, 0]);
  });

  it('sends a lost exit again by itself, with the same tag, once its absence is proven', async () => {
    const bench = await openBench({ links: [{}] });
    const [child] = bench.children;
    await placeAndSettle(bench, anOrderOf(bench, 1));
    bench.venue.gate.addFault({
      on: 'place',
      fault: '500',
      effect: false,
      times: 1,
      client: child?.clientId ?? '',
    });
    await placeAndSettle(bench, anOrderOf(bench, 1, { side: 'SELL' }));
    expect(venueNet(bench, child ?? bench.master)).toBe(75);
    await bench.clock.advance(130_000);
    expect(all(bench).map((account) => venueNet(bench, account))).toEqual([0, 0]);
    expect(counts(bench)).toEqual([2, 2]);
  });

  it('does not repeat what a late book hides', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 20_000 });
    const [child] = bench.children;
    const client = child?.clientId ?? '';
    bench.venue.gate.addFault({ on: 'book', fault: 'stale', ms: 8_000, client });
    bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client });
    bench.venue.gate.addFault({ on: 'place', fault: 'reset-after', times: 1, client });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(60_000);
    expect(counts(bench)).toEqual([1, 1]);
  });

  it('sends again after a 429, for nothing was placed', async () => {
    const bench = await openBench({ links: [{}] });
    bench.venue.gate.addFault({
      on: 'place',
      fault: '429',
      times: 2,
      client: bench.children[0]?.clientId ?? '',
    });
    const order = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(order.children.map((one) => one.status)).toEqual(['filled']);
    expect(counts(bench)).toEqual([1, 1]);
  });
});

describe('a crash', () => {
  it('loses nothing that was answered, and repeats nothing', async () => {
    const bench = await openBench();
    const before = await placeAndSettle(bench, anOrderOf(bench, 2));
    await kill(bench);
    const after = await restart(bench);
    await bench.clock.advance(5_000);
    const view = viewOf(after, before.intent.orderId);
    expect({ ...view, updatedAt: 0 }).toEqual({ ...before, updatedAt: 0 });
    expect(counts(bench)).toEqual([1, 1, 1]);
    expect(after.desk.groups.listFor(ANN)[0]?.armed).toBe(true);
  });

  it.each([0, 1, 3, 5, 7, 9, 11, 13, 15, 18, 21, 30])(
    '%i ms after a command leaves each account with at most one order, and an outcome',
    async (ms) => {
      const bench = await openBench({ absenceAfterMs: 10_000 });
      const placing = bench.desk.trader.place(ANN, anOrderOf(bench, 1));
      void placing.catch(() => undefined);
      await bench.clock.advance(ms);
      await kill(bench);
      await bench.clock.advance(500);
      const after = await restart(bench);
      await bench.clock.advance(60_000);
      for (const count of counts(bench)) expect(count).toBeLessThanOrEqual(1);
      for (const order of after.desk.orders.list({ userId: ANN })) {
        const view = viewOf(after, order.intent.orderId);
        for (const status of [view.status, ...view.children.map((child) => child.status)]) {
          expect(['filled', 'denied', 'skipped', 'rejected', 'cancelled']).toContain(status);
        }
        const shown = after.desk.positions.list(ANN);
        for (const account of all(bench)) {
          expect(shown.find((one) => one.accountId === account.id)?.netQuantity ?? 0).toBe(
            venueNet(bench, account),
          );
        }
      }
    },
  );

  it('between a master’s exit and its children’s still takes the children out', async () => {
    const bench = await openBench({ latencyMs: 20 });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    void bench.desk.trader.place(ANN, anOrderOf(bench, 1, { side: 'SELL' })).catch(() => undefined);
    await bench.clock.advance(30);
    await kill(bench);
    await restart(bench);
    await bench.clock.advance(200_000);
    expect(all(bench).map((account) => venueNet(bench, account))).toEqual([0, 0, 0]);
  });
});

describe('I7 isolation', () => {
  it('lets a slow, a rejecting, a logged-out and a dead child cost the others nothing', async () => {
    const bench = await openBench({ links: [{}, {}, {}, {}, {}] });
    const [slow, rejecting, out, failing, well] = bench.children;
    bench.venue.gate.addFault({ on: 'place', fault: 'delay', ms: 4_000, client: slow?.clientId ?? '' });
    bench.venue.orders.rejectNext(
      { broker: rejecting?.brokerId ?? '', client: rejecting?.clientId ?? '' },
      'margin',
      'gate',
    );
    bench.venue.sessions.expire({ broker: out?.brokerId ?? '', client: out?.clientId ?? '' });
    bench.venue.gate.addFault({ on: 'place', fault: '500', effect: false, client: failing?.clientId ?? '' });
    const id = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
    await bench.clock.advance(300);
    const statusOf = (child: typeof well) =>
      viewOf(bench, id).children.find((one) => one.accountId === child?.id)?.status;
    expect(viewOf(bench, id).status).toBe('filled');
    expect(statusOf(well)).toBe('filled');
    expect(statusOf(slow)).toBe('sending');
    expect(statusOf(rejecting)).toBe('rejected');
    expect(['denied', 'skipped']).toContain(statusOf(out));
    expect(statusOf(failing)).toBe('uncertain');
  });

  it('sends a logged-out child’s exit after its next login', async () => {
    const bench = await openBench({ links: [{}] });
    const child = bench.children[0] ?? bench.master;
    await placeAndSettle(bench, anOrderOf(bench, 1));
    bench.venue.sessions.expire({ broker: child.brokerId, client: child.clientId });
    await placeAndSettle(bench, anOrderOf(bench, 1, { side: 'SELL' }));
    expect(venueNet(bench, child)).toBe(75);
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(5_000);
    expect(venueNet(bench, child)).toBe(0);
  });
});

describe('I8 exact money', () => {
  it('shows the value of fills as the exact sum of trades at several prices, which no rounded average gives', async () => {
    const bench = await openBench({ links: [] });
    stopMatching(bench);
    await placeAndSettle(bench, anOrderOf(bench, 3, { orderType: 'LIMIT', price: 2_000_000 as Price }));
    const fills = [
      [75, 1_999_500],
      [75, 1_998_000],
      [50, 1_987_500],
      [25, 1_987_000],
    ] as const;
    for (const [quantity, price] of fills) {
      fillByHand(bench, bench.master, { place: 0, quantity, price: price as Price });
      await bench.clock.advance(1_000);
    }

    const trades = bench.venue.orders.trades(clientOf(bench.master));
    const value = trades.reduce((sum, trade) => sum + BigInt(trade.price) * BigInt(trade.quantity), 0n);
    const average = Number(value) / 225;
    expect(new Set(trades.map((trade) => trade.price)).size).toBe(fills.length);
    expect(Number.isInteger(average)).toBe(false);
    expect(bench.desk.positions.list(ANN)[0]?.buyValue).toBe(value);
  });
});
