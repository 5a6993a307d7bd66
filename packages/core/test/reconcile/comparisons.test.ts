/** When accounts are compared with their brokers' books, and what a difference means. */
import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import type { Account, BrokerPosition } from '../../src/index.ts';
import {
  BELOW_RESTING,
  childOf,
  clientOf,
  fullExitOf,
  outcomeOf,
  RESTING,
  RESTING_SALE,
  SELL,
  tradeByHand,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  openBench,
  placeAndSettle,
  restart,
  setPrice,
  venueOrders,
} from '../bench/desk-bench.ts';

const HOUR_MS = 3_600_000;

/** Neither orders nor trades nor the stream tell of what the account does; only its positions do. */
function hideTrading(bench: DeskBench, account: Account): void {
  const { clientId: client } = account;
  bench.venue.gate.addFault({ on: 'book', fault: 'stale', ms: HOUR_MS, client });
  bench.venue.gate.addFault({ on: 'trades', fault: 'stale', ms: HOUR_MS, client });
  bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client });
}

/** What the account's position book shows is changed on its way. */
function changePositions(
  bench: DeskBench,
  account: Account,
  change: (rows: readonly BrokerPosition[]) => readonly BrokerPosition[],
): void {
  const broker = bench.brokers.get(account.brokerId) as ReferenceBroker;
  const positions = broker.positions.bind(broker);
  broker.positions = async (session, signal) => {
    const rows = await positions(session, signal);
    return session.accountId === account.id ? change(rows) : rows;
  };
}

const copiedOf = (bench: DeskBench, account: Account): number =>
  bench.desk.positions.copied(account.id, bench.instrument.id, 'D');

function collectReductions(bench: DeskBench): readonly string[] {
  const found: string[] = [];
  bench.desk.journal.subscribe(({ event }) => {
    if (event.type === 'copied-reduced') found.push(`${event.quantity} ${event.cause}`);
  });
  return found;
}

/** A child that holds one copied lot, long enough ago for its books to be settled. */
async function holdingChild(absenceAfterMs = 5_000): Promise<{ bench: DeskBench; child: Account }> {
  const bench = await openBench({ links: [{}], absenceAfterMs });
  await placeAndSettle(bench, anOrderOf(bench, 1));
  await bench.clock.advance(absenceAfterMs + 1_000);
  return { bench, child: childOf(bench) };
}

describe('a position that only the position book shows', () => {
  it('takes from what was copied once a second read has confirmed it, and ends exits beyond it at once', async () => {
    const { bench, child } = await holdingChild();
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
    const reductions = collectReductions(bench);
    hideTrading(bench, child);
    tradeByHand(bench, child, 'SELL', 75);

    await bench.clock.advance(36_000);

    expect(reductions).toEqual(['75 position-read']);
    expect(copiedOf(bench, child)).toBe(0);
    expect(venueOrders(bench, child)[1]?.state).toBe('cancelled');
  });

  it('takes the account’s own first', async () => {
    const { bench, child } = await holdingChild();
    tradeByHand(bench, child, 'BUY', 75);
    await bench.clock.advance(7_000);
    const reductions = collectReductions(bench);
    hideTrading(bench, child);
    tradeByHand(bench, child, 'SELL', 150);

    await bench.clock.advance(40_000);

    expect(reductions).toEqual(['75 position-read']);
    expect(copiedOf(bench, child)).toBe(0);
    expect(venueNets(bench)[1]).toBe(0);
  });

  it('I4: explains no fill of a later hour', async () => {
    const { bench, child } = await holdingChild();
    const ordered = anOrderOf(bench, 1, { ...RESTING, accountId: child.id });
    await placeAndSettle(bench, ordered);
    changePositions(bench, child, (rows) =>
      rows.map((row) => ({ ...row, quantity: (row.quantity + 75) as typeof row.quantity })),
    );
    const { positions } = bench.desk;
    const net = (): number => positions.net(child.id, bench.instrument.id, 'D');
    await bench.clock.advance(120_000);
    expect(net()).toBe(150);

    setPrice(bench, BELOW_RESTING);
    await bench.clock.advance(1_000);

    expect(venueNets(bench)[1]).toBe(150);
    expect(net()).toBe(225);
  });

  it('is explained once, not twice, when its order shows later', async () => {
    const { bench, child } = await holdingChild();
    hideTrading(bench, child);
    tradeByHand(bench, child, 'SELL', 75);
    await bench.clock.advance(36_000);
    bench.venue.gate.clearFaults();

    await bench.clock.advance(40_000);

    expect(bench.desk.positions.net(child.id, bench.instrument.id, 'D')).toBe(0);
    expect(copiedOf(bench, child)).toBe(0);
  });

  it('is not believed on one stale read', async () => {
    const { bench, child } = await holdingChild();
    const reductions = collectReductions(bench);
    bench.venue.gate.addFault({
      on: 'positions',
      fault: 'stale',
      ms: HOUR_MS,
      times: 1,
      client: child.clientId,
    });

    await bench.clock.advance(70_000);

    expect(reductions).toEqual([]);
    expect(copiedOf(bench, child)).toBe(75);
  });

  it('is no flat position when its row is missing', async () => {
    const { bench, child } = await holdingChild(120_000);
    const reductions = collectReductions(bench);
    let isMissing = true;
    changePositions(bench, child, (rows) => (isMissing ? [] : rows));
    await bench.clock.advance(100_000);
    isMissing = false;
    await bench.clock.advance(120_000);

    expect(reductions).toEqual([]);
    expect(copiedOf(bench, child)).toBe(75);
  });
});

describe('a reconnect', () => {
  it('is followed by a comparison: what happened in the gap is known at once', async () => {
    const { bench, child } = await holdingChild();
    const broker = bench.brokers.get(child.brokerId) as ReferenceBroker;
    broker.cutStreams();
    tradeByHand(bench, child, 'SELL', 75);
    await bench.clock.advance(1_500);

    expect(copiedOf(bench, child)).toBe(0);
  });
});

describe('an account that is read but does not agree yet', () => {
  it('I5: lets exits and cancels pass, and no entry', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 5_000 });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
    await bench.clock.advance(6_000);
    await kill(bench);
    const more = 225 as BrokerPosition['quantity'];
    changePositions(bench, bench.master, (rows) => rows.map((row) => ({ ...row, quantity: more })));
    const after = await restart(bench);
    await bench.clock.advance(200);
    const state = after.desk.accounts.stateOf(bench.master.id);
    expect([state.booksRead, state.settled]).toEqual([true, false]);

    const [resting] = after.desk.orders.livingOf(bench.master.id);
    const exit = bench.clock.drive(
      outcomeOf(after.desk.trader.exit(ANN, { ...fullExitOf(bench, bench.master), fraction: 500_000 })),
    );
    expect(await exit).toBe('done');
    expect(await bench.clock.drive(outcomeOf(after.desk.trader.place(ANN, anOrderOf(bench, 1))))).toBe(
      'account-not-settled',
    );
    if (resting !== undefined) await bench.clock.drive(after.desk.trader.cancel(ANN, resting.intent.orderId));
    await bench.clock.advance(300);
    expect(venueOrders(bench, bench.master).map((order) => order.state)).toEqual([
      'complete',
      'cancelled',
      'complete',
    ]);
  });
});

describe('polling', () => {
  it('reads an account that has nothing at stake less often', async () => {
    const bench = await openBench({ links: [{}] });
    bench.venue.clients.upsert({ ...clientOf(childOf(bench)), plan: 'no-stream' });
    await bench.clock.drive(bench.desk.accounts.endSession(childOf(bench).id, 'test'));
    await logIn(bench, bench.desk, childOf(bench));
    await bench.clock.advance(2_000);
    const readsIn = async (ms: number): Promise<number> => {
      const before = bench.venue.gate.requests(clientOf(childOf(bench))).length;
      await bench.clock.advance(ms);
      const after = bench.venue.gate.requests(clientOf(childOf(bench)));
      return after.slice(before).filter(({ path }) => path === '/orders').length;
    };

    expect(await readsIn(60_000)).toBeLessThanOrEqual(7);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(await readsIn(60_000)).toBeGreaterThanOrEqual(25);
  });

  it('learns soon of a fill in an account without a stream', async () => {
    const bench = await openBench({ links: [{}] });
    bench.venue.clients.upsert({ ...clientOf(bench.master), plan: 'no-stream' });
    await bench.clock.drive(bench.desk.accounts.endSession(bench.master.id, 'test'));
    await logIn(bench, bench.desk, bench.master);
    await bench.clock.advance(2_000);

    const id = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
    await bench.clock.advance(150);

    expect(bench.desk.orders.get(id)?.slices.map((slice) => slice.filled)).toEqual([75]);
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

describe('a cancel that was acknowledged and did nothing', () => {
  it('I2: is asked for again when the book goes on showing the order', async () => {
    const bench = await openBench({ links: [] });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    const broker = bench.brokers.get(bench.master.brokerId) as ReferenceBroker;
    const cancelOrder = broker.cancelOrder.bind(broker);
    let count = 0;
    broker.cancelOrder = async (...given) => {
      count += 1;
      return count === 1 ? { kind: 'accepted' } : cancelOrder(...given);
    };

    await bench.clock.drive(bench.desk.trader.cancel(ANN, intent.orderId));
    await bench.clock.advance(60_000);

    expect(venueOrders(bench, bench.master).map((order) => order.state)).toEqual(['cancelled']);
  });
});

describe('what was copied of a short position', () => {
  it('goes by what only the position book shows to have been bought back', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 5_000 });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
    await bench.clock.advance(6_000);
    const reductions = collectReductions(bench);
    hideTrading(bench, child);
    tradeByHand(bench, child, 'BUY', 75);

    await bench.clock.advance(36_000);

    expect(reductions).toEqual(['75 position-read']);
    expect(copiedOf(bench, child)).toBe(-75);
  });
});

describe('a position book without prices', () => {
  it('leaves the last price as it was, and is believed in its quantities', async () => {
    const { bench, child } = await holdingChild();
    const before = bench.desk.prices.of(child.id, bench.instrument.id);
    for (const account of [bench.master, child])
      changePositions(bench, account, (rows) =>
        rows.map((row) => ({ ...row, lastPrice: undefined, previousClose: undefined })),
      );
    setPrice(bench, BELOW_RESTING);
    hideTrading(bench, child);
    tradeByHand(bench, child, 'SELL', 75);
    await bench.clock.advance(36_000);

    expect(copiedOf(bench, child)).toBe(0);
    expect(bench.desk.prices.of(child.id, bench.instrument.id)).toBe(before);
  });
});
