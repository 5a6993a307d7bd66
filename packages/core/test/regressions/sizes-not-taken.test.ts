/** Orders whose brokers answered a change of their size and did not make it. */
import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type Account, type BrokerOrder, type Price, quantityOf, sleep } from '../../src/index.ts';
import {
  breakBefore,
  childOf,
  clientOf,
  collectAlerts,
  fillByHand,
  RESTING,
  RESTING_SALE,
  stopMatching,
  working,
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
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const LOT = 75;

/** From now on the broker of the account refuses to change its orders. */
function refuseChanges(bench: DeskBench, account: Account): void {
  const broker = bench.brokers.get(account.brokerId) as ReferenceBroker;
  const modify = broker.modifyOrder.bind(broker);
  broker.modifyOrder = async (session, ...rest) =>
    session.accountId === account.id
      ? { kind: 'refused', code: 'other', brokerText: 'being processed' }
      : modify(session, ...rest);
}

/** A master's order that rests, and a change of its lots that is on its way a second time when it can fill. */
async function askedAsItFills(lots: { readonly from: number; readonly to: number }) {
  const bench = await openBench({ links: [], latencyMs: 50 });
  stopMatching(bench);
  const { intent } = await placeAndSettle(bench, anOrderOf(bench, lots.from, RESTING));
  bench.venue.gate.addFault({ on: 'modify', fault: '429', times: 1 });
  await bench.desk.trader.modify(ANN, intent.orderId, { quantity: quantityOf(lots.to * LOT) });
  await bench.clock.advance(60);
  return { bench, intent } as const;
}

describe('a change to less that a fill overtakes', () => {
  it('I6: leaves no more in the market than was asked for', async () => {
    const { bench, intent } = await askedAsItFills({ from: 4, to: 2 });
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.advance(5_000);

    expect(working(bench, bench.master)).toBe(LOT);
    expect(viewOf(bench, intent.orderId)).toMatchObject({ quantity: 2 * LOT, filledQuantity: LOT });
  });

  it('I6: leaves no more after a crash either', async () => {
    const { bench } = await askedAsItFills({ from: 4, to: 2 });
    const mend = breakBefore(
      bench,
      (event) => event.type === 'order-change-journaled' && event.how === 'replace',
    );
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.advance(5_000);
    await kill(bench);
    mend();
    await restart(bench);
    await bench.clock.advance(20_000);

    expect(working(bench, bench.master)).toBe(LOT);
  });

  it('I6: ends a copy at the share of what its master has filled', async () => {
    const bench = await openBench({ links: [{}], latencyMs: 50 });
    stopMatching(bench);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: 2 * LOT });
    await bench.clock.advance(1_000);
    bench.venue.gate.addFault({ on: 'modify', fault: '429', times: 1 });
    bench.venue.orders.cancel(clientOf(bench.master), venueOrders(bench, bench.master)[0]?.orderId ?? '');
    await bench.clock.advance(300);
    fillByHand(bench, childOf(bench), { place: 0, quantity: LOT });
    await bench.clock.advance(5_000);

    expect(viewOf(bench, intent.orderId).status).toBe('cancelled');
    expect(working(bench, childOf(bench))).toBe(LOT);
  });
});

describe('a change to more that a fill overtakes', () => {
  it('I2: is made all the same, and no more than that', async () => {
    const { bench } = await askedAsItFills({ from: 2, to: 4 });
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.advance(5_000);

    expect(working(bench, bench.master)).toBe(3 * LOT);
  });
});

describe('a change of the size while another change is on its way', () => {
  it('I2: is made, also where that one is answered before this one is written down', async () => {
    const bench = await openBench({ links: [], latencyMs: 100 });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    const append = bench.journal.append.bind(bench.journal);
    bench.journal.append = async (...entries) => {
      await sleep(bench.clock, 50);
      await append(...entries);
    };
    void bench.desk.trader.modify(ANN, intent.orderId, { price: 990_000 as Price });
    await bench.clock.advance(240);
    void bench.desk.trader.modify(ANN, intent.orderId, { quantity: quantityOf(LOT) });
    await bench.clock.advance(5_000);

    expect(venueOrders(bench, bench.master)).toMatchObject([{ price: 990_000, quantity: LOT }]);
  });
});

describe('a copy that its broker refuses to make smaller', () => {
  it('I6: is no larger than its share when its master ends in part', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: 2 * LOT });
    await bench.clock.advance(1_000);
    refuseChanges(bench, childOf(bench));
    bench.venue.orders.cancel(clientOf(bench.master), venueOrders(bench, bench.master)[0]?.orderId ?? '');
    await bench.clock.advance(5_000);

    expect(viewOf(bench, intent.orderId).status).toBe('cancelled');
    expect(working(bench, childOf(bench))).toBe(2 * LOT);
  });

  it('I6: follows its master’s exit that is made smaller', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    refuseChanges(bench, childOf(bench));
    await bench.clock.drive(bench.desk.trader.modify(ANN, intent.orderId, { quantity: quantityOf(LOT) }));
    await bench.clock.advance(5_000);

    expect([working(bench, bench.master), working(bench, childOf(bench))]).toEqual([LOT, LOT]);
  });
});

describe('a copy of which its broker refuses to change the price', () => {
  it('I2: is told as one that did not follow, once', async () => {
    const bench = await openBench({ links: [{}] });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    refuseChanges(bench, childOf(bench));
    const alerts = collectAlerts(bench);
    for (const price of [1_010_000, 1_020_000] as Price[]) {
      await bench.clock.drive(bench.desk.trader.modify(ANN, intent.orderId, { price }));
      await bench.clock.advance(3_000);
    }

    expect(venueOrders(bench, bench.master)).toMatchObject([{ price: 1_020_000 }]);
    expect(venueOrders(bench, childOf(bench))).toMatchObject([{ price: RESTING.price }]);
    expect(alerts).toEqual(['change-not-copied']);
  });
});

describe('an order of which a slice has made way for others', () => {
  it('I6: has no more in the market than was asked for when that slice turns out to have filled more', async () => {
    const bench = await openBench({ links: [] });
    stopMatching(bench);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.advance(1_000);
    const show = await hideFillsBeyond(bench, bench.master, LOT);
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.drive(bench.desk.trader.modify(ANN, intent.orderId, { quantity: quantityOf(3 * LOT) }));
    await bench.clock.advance(2_000);
    expect(working(bench, bench.master)).toBe(2 * LOT);

    show();
    await bench.clock.advance(40_000);
    expect(working(bench, bench.master)).toBe(LOT);
  });
});

/** What the first order of the account has filled beyond `most` is neither streamed nor in its book, until what this returns is called. */
async function hideFillsBeyond(bench: DeskBench, account: Account, most: number): Promise<() => void> {
  const broker = bench.brokers.get(account.brokerId) as ReferenceBroker;
  const first = venueOrders(bench, account)[0]?.orderId;
  const orders = broker.orders.bind(broker);
  const streamFacts = broker.streamFacts.bind(broker);
  let isHidden = true;
  broker.orders = async (session, signal) => {
    const rows = await orders(session, signal);
    const hide = (row: BrokerOrder): BrokerOrder =>
      row.brokerOrderId === first ? { ...row, filledQuantity: quantityOf(most) } : row;
    return isHidden ? rows.map(hide) : rows;
  };
  broker.streamFacts = async function* (session, signal) {
    for await (const fact of streamFacts(session, signal)) if (fact.type !== 'order') yield fact;
  };
  await logIn(bench, bench.desk, account);
  await bench.clock.advance(5_000);
  return () => {
    isHidden = false;
  };
}
