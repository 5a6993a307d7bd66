/** Modifications whose answer was lost, and terms that somebody changed in the broker's own app. */
import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type Price, quantityOf, TradingError } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  collectAlerts,
  fullExitOf,
  outcomeOf,
  placeByHand,
  RESTING,
  RESTING_SALE,
  stopMatching,
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
} from '../bench/desk-bench.ts';

const LOWER = 950_000 as Price;

const changesAt = (bench: DeskBench): number =>
  bench.venue.gate.requests(clientOf(bench.master)).filter(({ method }) => method === 'PUT').length;

async function restingOrder(lots = 1): Promise<{ readonly bench: DeskBench; readonly id: never }> {
  const bench = await openBench({ links: [], absenceAfterMs: 20_000 });
  const { intent } = await placeAndSettle(bench, anOrderOf(bench, lots, RESTING));
  return { bench, id: intent.orderId as never };
}

describe('a modification whose answer was lost', () => {
  it('is found in the history of its order, and not asked for twice', async () => {
    const { bench, id } = await restingOrder();
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-after', times: 1 });

    await bench.clock.drive(bench.desk.trader.modify(ANN, id, { price: LOWER }));
    await bench.clock.advance(60_000);

    expect(venueOrders(bench, bench.master)[0]?.price).toBe(LOWER);
    expect(changesAt(bench)).toBe(1);
    expect(bench.desk.orders.get(id)?.slices[0]?.changeOpen).toBe(false);
  });

  it('that never arrived is asked for again, once the book had the time to show it', async () => {
    const { bench, id } = await restingOrder();
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-before', times: 1 });

    await bench.clock.drive(bench.desk.trader.modify(ANN, id, { price: LOWER }));
    await bench.clock.advance(15_000);
    expect([changesAt(bench), bench.desk.orders.get(id)?.terms.price]).toEqual([1, LOWER]);
    await bench.clock.advance(15_000);

    expect(venueOrders(bench, bench.master)[0]?.price).toBe(LOWER);
    expect(changesAt(bench)).toBe(2);
    expect(bench.desk.orders.get(id)?.slices[0]?.changeOpen).toBe(false);
  });

  it('is put before a person when it comes to nothing again and again', async () => {
    const { bench, id } = await restingOrder();
    const alerts = collectAlerts(bench);
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-before' });

    await bench.clock.drive(bench.desk.trader.modify(ANN, id, { price: LOWER }));
    await bench.clock.advance(200_000);

    expect(alerts).toEqual(['change-not-shown']);
    expect(changesAt(bench)).toBe(4);
  });

  it('I2: is looked for until its account is logged in again, and asked for once more', async () => {
    const { bench, id } = await restingOrder();
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-before', times: 1 });
    await bench.clock.drive(bench.desk.trader.modify(ANN, id, { price: LOWER }));
    await bench.clock.drive(bench.desk.accounts.endSession(bench.master.id, 'test'));
    await bench.clock.advance(60_000);
    expect([changesAt(bench), bench.desk.orders.get(id)?.slices[0]?.changeOpen]).toEqual([1, true]);

    await logIn(bench, bench.desk, bench.master);
    await bench.clock.advance(60_000);

    expect(venueOrders(bench, bench.master)[0]?.price).toBe(LOWER);
    expect(bench.desk.orders.get(id)?.slices[0]?.changeOpen).toBe(false);
  });

  it('I2: is looked for however long the history of its order cannot be read', async () => {
    const { bench, id } = await restingOrder();
    const broker = bench.brokers.get(bench.master.brokerId) as ReferenceBroker;
    const orderHistory = broker.orderHistory.bind(broker);
    broker.orderHistory = () => Promise.reject(new TradingError('broker-unreachable'));
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-before', times: 1 });
    await bench.clock.drive(bench.desk.trader.modify(ANN, id, { price: LOWER }));
    await bench.clock.advance(60_000);
    expect([changesAt(bench), bench.desk.orders.get(id)?.slices[0]?.changeOpen]).toEqual([1, true]);

    broker.orderHistory = orderHistory;
    await bench.clock.advance(10_000);

    expect(venueOrders(bench, bench.master)[0]?.price).toBe(LOWER);
    expect(changesAt(bench)).toBe(2);
  });

  it('I6: counts with the larger quantity until the book shows which', async () => {
    const bench = await openBench({ links: [], absenceAfterMs: 20_000 });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const { side: _side, ...atLimit } = RESTING_SALE;
    const exit = { ...fullExitOf(bench, bench.master), ...atLimit };
    const id = await bench.clock.drive(
      bench.desk.trader.exit(ANN, { ...exit, fraction: undefined, quantity: quantityOf(75) }),
    );
    await bench.clock.advance(3_000);
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-after', times: 1 });
    bench.venue.gate.addFault({ on: 'book', fault: 'stale', ms: 10_000 });

    await bench.clock.drive(bench.desk.trader.modify(ANN, id, { quantity: quantityOf(150) }));
    await bench.clock.advance(3_000);

    expect(await bench.clock.drive(outcomeOf(bench.desk.trader.exit(ANN, exit)))).toBe('nothing-to-exit');
    bench.venue.gate.clearFaults();
    await bench.clock.advance(30_000);
    expect(venueOrders(bench, bench.master).map((order) => [order.state, order.quantity])).toEqual([
      ['complete', 150],
      ['open', 150],
    ]);
  });
});

describe('a modification of an order in several slices', () => {
  const LOTS = 30;
  const pricesAt = (bench: DeskBench): readonly unknown[] =>
    venueOrders(bench, bench.master).map(({ price }) => price);
  const openOf = (bench: DeskBench, id: never): readonly unknown[] | undefined =>
    bench.desk.orders.get(id)?.slices.map(({ changeOpen }) => changeOpen);

  it('I1 I4: reaches the slice whose answer was lost, too, though the other one was answered', async () => {
    const { bench, id } = await restingOrder(LOTS);
    expect(pricesAt(bench)).toEqual([RESTING.price, RESTING.price]);
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-before', times: 1 });

    await bench.clock.drive(bench.desk.trader.modify(ANN, id, { price: LOWER }));
    await bench.clock.advance(10_000);
    expect(pricesAt(bench)).toEqual([RESTING.price, LOWER]);
    expect(openOf(bench, id)).toEqual([true, false]);
    await bench.clock.advance(50_000);

    expect(pricesAt(bench)).toEqual([LOWER, LOWER]);
    expect(openOf(bench, id)).toEqual([false, false]);
    expect(bench.desk.orders.get(id)?.terms.price).toBe(LOWER);
    // Only the one that was lost was asked again.
    expect(changesAt(bench)).toBe(3);
  });

  it('is found in the book of the slice whose answer was lost', async () => {
    const { bench, id } = await restingOrder(LOTS);
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-after', times: 1 });

    await bench.clock.drive(bench.desk.trader.modify(ANN, id, { price: LOWER }));
    await bench.clock.advance(60_000);

    expect(pricesAt(bench)).toEqual([LOWER, LOWER]);
    expect(openOf(bench, id)).toEqual([false, false]);
    expect(changesAt(bench)).toBe(2);
  });

  it('is asked again after a restart, of the slice that nobody knows about', async () => {
    const { bench, id } = await restingOrder(LOTS);
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-before', times: 1 });
    await bench.clock.drive(bench.desk.trader.modify(ANN, id, { price: LOWER }));
    await bench.clock.advance(5_000);

    await kill(bench);
    await restart(bench);
    await bench.clock.advance(10_000);

    expect(pricesAt(bench)).toEqual([LOWER, LOWER]);
    expect(changesAt(bench)).toBe(3);
  });

  it('that somebody made of one slice elsewhere is seen once, and not back and forth', async () => {
    const { bench, id } = await restingOrder(LOTS);
    const [first] = venueOrders(bench, bench.master);
    const seen: string[] = [];
    bench.desk.journal.subscribe(({ event }) => seen.push(event.type));
    bench.venue.orders.modify(clientOf(bench.master), first?.orderId ?? '', { price: LOWER });
    await bench.clock.advance(120_000);

    expect(seen.filter((type) => type === 'order-terms-seen')).toHaveLength(1);
    expect(bench.desk.orders.get(id)?.terms.price).toBe(LOWER);
  });
});

describe('what is changed in the master’s own app', () => {
  const open = async (): Promise<{ readonly bench: DeskBench; readonly id: string }> => {
    const bench = await openBench({ links: [{}], copyOutsideOrders: true });
    stopMatching(bench);
    const id = placeByHand(bench, bench.master, { ...RESTING, side: 'BUY', quantity: 300 });
    await bench.clock.advance(3_000);
    return { bench, id };
  };
  const copyOf = (bench: DeskBench) => venueOrders(bench, childOf(bench))[0];

  it('is followed: another price', async () => {
    const { bench, id } = await open();

    bench.venue.orders.modify(clientOf(bench.master), id, { price: LOWER });
    await bench.clock.advance(5_000);

    expect([copyOf(bench)?.price, copyOf(bench)?.quantity]).toEqual([LOWER, 300]);
  });

  it('is followed: less of it, and more', async () => {
    const { bench, id } = await open();

    bench.venue.orders.modify(clientOf(bench.master), id, { quantity: 150 });
    await bench.clock.advance(15_000);
    expect(copyOf(bench)?.quantity).toBe(150);
    bench.venue.orders.modify(clientOf(bench.master), id, { quantity: 225 });
    await bench.clock.advance(15_000);

    expect(copyOf(bench)?.quantity).toBe(225);
  });

  it('is followed: another type', async () => {
    const { bench, id } = await open();

    bench.venue.orders.modify(clientOf(bench.master), id, {
      orderType: 'SL',
      price: 4_000_000 as Price,
      triggerPrice: 3_900_000 as Price,
    });
    await bench.clock.advance(5_000);

    expect([copyOf(bench)?.orderType, copyOf(bench)?.triggerPrice]).toEqual(['SL', 3_900_000]);
  });

  it('is followed for an order of the desk, too', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    const [order] = venueOrders(bench, bench.master);
    await bench.clock.advance(11_000);

    bench.venue.orders.modify(clientOf(bench.master), order?.orderId ?? '', { price: LOWER });
    await bench.clock.advance(5_000);

    expect(copyOf(bench)?.price).toBe(LOWER);
  });

  it('is not read into a stop that has fired, nor into a market order at its protection', async () => {
    const { bench } = await open();
    const alerts = collectAlerts(bench);
    const seen: string[] = [];
    bench.desk.journal.subscribe(({ event }) => seen.push(event.type));
    placeByHand(bench, bench.master, { side: 'BUY', quantity: 75 });
    await bench.clock.advance(30_000);

    expect(seen).not.toContain('order-terms-seen');
    expect(alerts).toEqual([]);
  });
});
