/** Rows of a broker's book that are late, early, out of order, or say what nobody here understands. */
import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import {
  type Account,
  type BrokerOrder,
  instantOf,
  type Price,
  TAG_PREFIX,
  TradingError,
} from '../../src/index.ts';
import {
  childOf,
  clientOf,
  collectAlerts,
  outcomeOf,
  placeByHand,
  RESTING,
  tradeByHand,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  openBench,
  placeAndSettle,
  restart,
  setPrice,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';
import { workingDays } from '../day/market-hours.ts';

const LOT = 75;
const HOUR_MS = 3_600_000;

/** What the account's order book shows is changed on its way, until the function that is returned is called. */
function changeBook(
  bench: DeskBench,
  account: Account,
  change: (rows: readonly BrokerOrder[]) => readonly BrokerOrder[],
): () => void {
  const broker = bench.brokers.get(account.brokerId) as ReferenceBroker;
  const orders = broker.orders.bind(broker);
  broker.orders = async (session, signal) => {
    const rows = await orders(session, signal);
    return session.accountId === account.id ? change(rows) : rows;
  };
  return () => Object.assign(broker, { orders });
}

/** Neither the book nor a search for a tag shows an order of the account, until the function that is returned is called. */
function hideBook(bench: DeskBench, account: Account): () => void {
  const broker = bench.brokers.get(account.brokerId) as ReferenceBroker;
  const findByClientOrderId = broker.findByClientOrderId.bind(broker);
  broker.findByClientOrderId = async () => [];
  const show = changeBook(bench, account, () => []);
  return () => {
    Object.assign(broker, { findByClientOrderId });
    show();
  };
}

/** Every row with these changes. */
const each = (changes: Partial<BrokerOrder>) => (rows: readonly BrokerOrder[]) =>
  rows.map((row) => ({ ...row, ...changes }));

function dropStream(bench: DeskBench, account: Account): void {
  bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client: account.clientId });
}

/** How the parts of the first child stand, by the order of the master's book. */
function partsOfChild(bench: DeskBench): readonly unknown[] {
  const orders = bench.desk.orders.list({ userId: ANN, accountId: bench.master.id });
  return [...orders]
    .reverse()
    .flatMap(({ intent }) => viewOf(bench, intent.orderId).children.map(({ part }) => part));
}

async function openCopying(): Promise<DeskBench> {
  return await openBench({ links: [{}], copyOutsideOrders: true });
}

describe('an order placed elsewhere that only the stream tells of', () => {
  it('is copied once though the book that is read for it does not show it', async () => {
    const bench = await openCopying();
    bench.venue.gate.addFault({ on: 'book', fault: 'stale', ms: HOUR_MS, client: bench.master.clientId });

    tradeByHand(bench, bench.master, 'BUY', LOT);
    await bench.clock.advance(1_000);
    expect(venueNets(bench)).toEqual([LOT, LOT]);

    await bench.clock.advance(60_000);
    expect(venueOrders(bench, childOf(bench))).toHaveLength(1);
  });

  it('is copied once, after a moment, though no book can be read', async () => {
    const bench = await openCopying();
    const show = changeBook(bench, bench.master, () => {
      throw new TradingError('broker-unreachable');
    });

    tradeByHand(bench, bench.master, 'BUY', LOT);
    await bench.clock.advance(1_000);
    expect(venueNets(bench)).toEqual([LOT, 0]);
    await bench.clock.advance(1_000);
    expect(venueNets(bench)).toEqual([LOT, LOT]);

    show();
    await bench.clock.advance(60_000);
    expect(venueOrders(bench, childOf(bench))).toHaveLength(1);
  });
});

describe('orders placed elsewhere that are learned at once', () => {
  it.each([
    ['when they were placed', {}],
    ['by their ids, where nobody says when', { placedAt: undefined }],
  ])('I6: are judged in the order in which they came: %s', async (_by, changes) => {
    const bench = await openCopying();
    dropStream(bench, bench.master);
    await bench.clock.advance(29_000);
    changeBook(bench, bench.master, (rows) => each(changes)(rows).toReversed());
    tradeByHand(bench, bench.master, 'BUY', 2 * LOT);
    await bench.clock.advance(10);
    tradeByHand(bench, bench.master, 'SELL', LOT);
    await bench.clock.advance(10);
    tradeByHand(bench, bench.master, 'SELL', LOT);
    await bench.clock.advance(6_000);

    expect(partsOfChild(bench)).toEqual(['entry', 'exit', 'exit']);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: are judged by when they were placed, whatever their ids', async () => {
    const bench = await openCopying();
    dropStream(bench, bench.master);
    await bench.clock.advance(29_000);
    const first = bench.clock.now();
    changeBook(bench, bench.master, (rows) =>
      rows.map((row) => ({ ...row, placedAt: instantOf(first + (row.side === 'SELL' ? 0 : 1)) })),
    );
    tradeByHand(bench, bench.master, 'BUY', LOT);
    tradeByHand(bench, bench.master, 'SELL', LOT);
    await bench.clock.advance(6_000);

    const orders = bench.desk.orders.list({ userId: ANN, accountId: bench.master.id }).toReversed();
    expect(orders.map(({ intent }) => [intent.side, intent.part])).toEqual([
      ['SELL', 'entry'],
      ['BUY', 'exit'],
    ]);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: wait for the fills of the desk’s own order that the same book does not show yet', async () => {
    const bench = await openCopying();
    dropStream(bench, bench.master);
    const show = changeBook(bench, bench.master, (rows) =>
      rows.map((row) =>
        row.clientOrderId?.startsWith(TAG_PREFIX) === true
          ? { ...row, filledQuantity: 0 as never, status: { kind: 'known', status: 'working' } }
          : row,
      ),
    );
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
    tradeByHand(bench, bench.master, 'SELL', LOT);
    bench.desk.takeFact(bench.master.id, { type: 'hint', what: 'orders' });
    await bench.clock.advance(300);
    expect(bench.desk.orders.list({ userId: ANN, accountId: bench.master.id })).toHaveLength(1);

    show();
    await bench.clock.advance(5_000);
    expect(partsOfChild(bench)).toEqual(['entry', 'exit']);
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

describe('a row that says too little', () => {
  it('is no order as long as its status means nothing here, and one as soon as it does', async () => {
    const bench = await openCopying();
    dropStream(bench, bench.master);
    const alerts = collectAlerts(bench);
    const show = changeBook(
      bench,
      bench.master,
      each({ status: { kind: 'unknown', raw: 'PENDING REVIEW' } }),
    );
    placeByHand(bench, bench.master, { ...RESTING, side: 'BUY', quantity: LOT });
    await bench.clock.advance(90_000);
    expect(alerts.filter((code) => code === 'status-unknown')).toHaveLength(1);
    expect(venueOrders(bench, childOf(bench))).toEqual([]);

    show();
    await bench.clock.advance(40_000);
    // It is an entry, and too old by now.
    expect(bench.desk.orders.list({ userId: ANN, accountId: bench.master.id })).toHaveLength(1);
    expect(bench.desk.orders.livingOf(bench.master.id)).toHaveLength(1);
  });

  it.each([
    ['last changed', {}],
    ['is learned', { updatedAt: undefined }],
  ])('of when it was placed is as old as when it %s', async (_when, changes) => {
    const bench = await openCopying();
    dropStream(bench, bench.master);
    changeBook(bench, bench.master, each({ placedAt: undefined, ...changes }));
    placeByHand(bench, bench.master, { ...RESTING, side: 'BUY', quantity: LOT });
    const at = bench.clock.now();
    await bench.clock.advance(31_000);

    const [order] = bench.desk.orders.list({ userId: ANN, accountId: bench.master.id });
    const learnedAfterMs = (order?.intent.placedAt ?? 0) - at;
    if ('updatedAt' in changes) expect(learnedAfterMs).toBeGreaterThan(10_000);
    else expect(learnedAfterMs).toBeLessThanOrEqual(0);
  });

  it('of its instrument disarms nobody, whatever its tag, and is put before a person', async () => {
    const bench = await openCopying();
    const alerts = collectAlerts(bench);
    dropStream(bench, bench.master);
    changeBook(bench, bench.master, each({ listingKey: 'nowhere' as never }));
    placeByHand(bench, bench.master, {
      ...RESTING,
      side: 'BUY',
      quantity: LOT,
      tag: `${TAG_PREFIX}SOMEBODYELSE000001`,
    });
    await bench.clock.advance(31_000);

    expect(alerts).toContain('unknown-instrument');
    expect(alerts).not.toContain('foreign-tag');
    expect(await bench.clock.drive(outcomeOf(bench.desk.trader.place(ANN, anOrderOf(bench, 1))))).toBe(
      'done',
    );
  });
});

describe('an order that ended for the desk before its broker showed it', () => {
  it('I1: is nothing to tell of when it had ended there, too, without a fill', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
    const child = childOf(bench);
    const alerts = collectAlerts(bench);
    dropStream(bench, child);
    bench.venue.gate.addFault({ on: 'place', fault: 'reset-after', times: 1, client: child.clientId });
    const show = hideBook(bench, child);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    await bench.clock.advance(15_000);
    const [copy] = viewOf(bench, intent.orderId).children;
    expect([copy?.status, copy?.reason?.code]).toEqual(['denied', 'too-old']);
    bench.venue.orders.cancel(clientOf(child), venueOrders(bench, child)[0]?.orderId ?? '');
    show();
    await bench.clock.advance(90_000);

    expect(alerts).not.toContain('late-original');
    expect(venueOrders(bench, child).map(({ state }) => state)).toEqual(['cancelled']);
    expect(viewOf(bench, intent.orderId).children.map(({ status }) => status)).toEqual(['denied']);
  });
});

describe('a stop with a limit that has filled before it was learned', () => {
  it('goes out at the market, as its trigger lies behind it', async () => {
    const bench = await openCopying();
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await kill(bench);
    const last = venueOrders(bench, bench.master)[0]?.price as Price;
    const triggerPrice = (Math.floor((last * 0.98) / 500) * 500) as Price;
    const price = (Math.floor((last * 0.9) / 500) * 500) as Price;
    placeByHand(bench, bench.master, { side: 'SELL', quantity: LOT, orderType: 'SL', triggerPrice, price });
    await bench.clock.advance(100);
    setPrice(bench, (triggerPrice - 500) as Price);
    await bench.clock.advance(10_000);
    await restart(bench);
    await bench.clock.advance(6_000);

    expect(venueOrders(bench, childOf(bench))[1]?.requestedType).toBe('MARKET');
    // At once: not as a stop that its broker refuses.
    const placed = bench.venue.gate
      .requests(clientOf(childOf(bench)))
      .filter(({ method }) => method === 'POST');
    expect(placed).toHaveLength(2);
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

describe('an order of the broker itself', () => {
  it.each([
    ['is copied before its cut-off', '14:00:00', LOT],
    ['is not copied from its cut-off on: the children’s brokers close theirs', '15:20:00', 0],
  ])('%s', async (_what, time, copied) => {
    const bench = await openBench({ links: [{}], copyOutsideOrders: true, calendar: workingDays() });
    bench.venue.market.change({ open: 'calendar' });
    bench.venue.clock.set(instantOf(Date.parse(`2026-11-23T${time}+05:30`)));
    bench.desk.timeChanged();
    dropStream(bench, bench.master);
    changeBook(bench, bench.master, each({ placedByOther: true }));
    tradeByHand(bench, bench.master, 'BUY', LOT);
    bench.desk.takeFact(bench.master.id, { type: 'hint', what: 'orders' });
    await bench.clock.advance(4_000);

    expect(venueNets(bench)).toEqual([LOT, copied]);
  });

  it('is copied where its broker closes nothing by itself', async () => {
    const bench = await openCopying();
    dropStream(bench, bench.master);
    changeBook(bench, bench.master, each({ placedByOther: true }));
    tradeByHand(bench, bench.master, 'BUY', LOT);
    bench.desk.takeFact(bench.master.id, { type: 'hint', what: 'orders' });
    await bench.clock.advance(4_000);

    expect(venueNets(bench)).toEqual([LOT, LOT]);
  });
});
