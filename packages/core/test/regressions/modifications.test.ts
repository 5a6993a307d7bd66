import { type ReferenceBroker, times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type Order, type Price, quantityOf } from '../../src/index.ts';
import {
  BELOW_RESTING,
  childOf,
  clientOf,
  fillByHand,
  hidePlacement,
  outcomeOf,
  RESTING,
  RESTING_SALE,
  stopMatching,
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
  viewOf,
} from '../bench/desk-bench.ts';

const ONE_LOT = { quantity: quantityOf(75) };
const onlyOrder = (bench: DeskBench): Order => bench.desk.orders.list({ userId: ANN })[0] as Order;

/** The master's broker refuses the second change that it gets from now on. */
function refuseSecondChange(bench: DeskBench): void {
  const broker = bench.brokers.get(bench.master.brokerId) as ReferenceBroker;
  const modify = broker.modifyOrder.bind(broker);
  let count = 0;
  broker.modifyOrder = async (session, ...rest) => {
    if (session.accountId !== bench.master.id) return modify(session, ...rest);
    count += 1;
    if (count !== 2) return modify(session, ...rest);
    return { kind: 'refused', code: 'other', brokerText: 'not now' };
  };
}

describe("a master's order that is made smaller", () => {
  it('I6: leaves a partly filled child with no more than its share', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    fillByHand(bench, childOf(bench), { place: 0, quantity: 75 });
    await bench.clock.advance(1_000);

    await bench.clock.drive(bench.desk.trader.modify(ANN, order.intent.orderId, ONE_LOT));
    await bench.clock.advance(1_000);
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    await bench.clock.advance(10_000);

    expect(venueOrders(bench, childOf(bench)).map((one) => one.state)).toEqual(['cancelled']);
    expect(venueNets(bench)).toEqual([75, 75]);
  });

  it('I6: ends the entry of a child whose share is under one lot now', async () => {
    const bench = await openBench({ links: [{ sizing: times(0.5) }] });
    const order = await placeAndSettle(bench, anOrderOf(bench, 2, RESTING));

    await bench.clock.drive(bench.desk.trader.modify(ANN, order.intent.orderId, ONE_LOT));
    await bench.clock.advance(1_000);
    setPrice(bench, BELOW_RESTING);
    await bench.clock.advance(5_000);

    expect(venueNets(bench)).toEqual([75, 0]);
  });
});

describe('a modification while the placement is on its way', () => {
  it('I6: is what a placement that is sent again carries', async () => {
    const bench = await openBench({ links: [], latencyMs: 200 });
    bench.venue.gate.addFault({ on: 'place', fault: '429', times: 1, client: bench.master.clientId });
    const placing = bench.desk.trader.place(ANN, anOrderOf(bench, 2, RESTING));
    await bench.clock.advance(50);

    await bench.desk.trader.modify(ANN, onlyOrder(bench).intent.orderId, ONE_LOT);
    await bench.clock.drive(placing);
    await bench.clock.advance(5_000);

    expect(venueOrders(bench, bench.master).map((order) => order.quantity)).toEqual([75]);
  });

  it('I2: reaches the order once that is found, when the answer was lost', async () => {
    const bench = await openBench({ links: [], latencyMs: 200 });
    const client = bench.master.clientId;
    bench.venue.gate.addFault({ on: 'place', fault: 'reset-after', times: 1, client });
    const placing = bench.desk.trader.place(ANN, anOrderOf(bench, 2, RESTING));
    await bench.clock.advance(50);

    await bench.desk.trader.modify(ANN, onlyOrder(bench).intent.orderId, ONE_LOT);
    await bench.clock.drive(placing);
    await bench.clock.advance(30_000);

    expect(venueOrders(bench, bench.master).map((order) => order.quantity)).toEqual([75]);
  });
});

describe('a modification that a crash or a fill overtakes', () => {
  it('I2: is sent after the crash, for the master and its child', async () => {
    const bench = await openBench({ links: [{}], latencyMs: 50 });
    const order = await placeAndSettle(bench, anOrderOf(bench, 2, RESTING));
    bench.venue.gate.addFault({ on: 'modify', fault: '429', times: 2 });
    const price = 1_010_000 as Price;
    void bench.desk.trader.modify(ANN, order.intent.orderId, { price }).catch(() => undefined);
    await bench.clock.advance(400);
    expect(venueOrders(bench, bench.master)[0]?.price).toBe(RESTING.price);

    await kill(bench);
    const after = await restart(bench);
    await bench.clock.advance(30_000);

    const prices = [bench.master, childOf(bench)].map((account) => venueOrders(bench, account)[0]?.price);
    expect(prices).toEqual([price, price]);
    expect(viewOf(after, order.intent.orderId).terms.price).toBe(price);
  });

  it('I6: does not shrink the living rest when a fill was faster', async () => {
    const bench = await openBench({ links: [], latencyMs: 50 });
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    bench.venue.gate.addFault({ on: 'modify', fault: '429', times: 1 });
    await bench.desk.trader.modify(ANN, order.intent.orderId, ONE_LOT);
    await bench.clock.advance(60);

    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    await bench.clock.advance(3_000);

    expect(venueOrders(bench, bench.master)[0]?.quantity).toBe(300);
    expect(onlyOrder(bench).slices[0]?.quantity).toBe(300);
  });
});

describe('a modification that was not carried out', () => {
  it('I6: does not let children exit more than the master’s broker has confirmed', async () => {
    const bench = await openBench({ links: [{}], latencyMs: 100 });
    await placeAndSettle(bench, anOrderOf(bench, 10));
    const broker = bench.brokers.get(bench.master.brokerId) as ReferenceBroker;
    broker.modifyOrder = async () => ({ kind: 'refused', code: 'other', brokerText: 'not now' });
    const placed = bench.desk.trader.place(ANN, anOrderOf(bench, 4, RESTING_SALE));
    await bench.clock.advance(20);
    const { orderId } = onlyOrder(bench).intent;
    const all = { quantity: quantityOf(750) };
    const changed = outcomeOf(bench.desk.trader.modify(ANN, orderId, all));
    await bench.clock.advance(5_000);
    await Promise.all([placed, changed]);

    expect(bench.desk.orders.get(orderId)?.terms.quantity).toBe(300);
    expect(venueOrders(bench, childOf(bench)).map(({ side, quantity }) => [side, quantity])).toEqual([
      ['BUY', 750],
      ['SELL', 300],
    ]);
  });

  it('I4: brings the copies back to the price that the master still has', async () => {
    const bench = await openBench({ links: [{}] });
    const order = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    const broker = bench.brokers.get(bench.master.brokerId) as ReferenceBroker;
    const modify = broker.modifyOrder.bind(broker);
    broker.modifyOrder = async (session, ...rest) =>
      session.accountId === bench.master.id
        ? { kind: 'refused', code: 'other', brokerText: 'not now' }
        : modify(session, ...rest);

    const price = 990_000 as Price;
    await bench.clock.drive(bench.desk.trader.modify(ANN, order.intent.orderId, { price }));
    await bench.clock.advance(3_000);

    const prices = [bench.master, childOf(bench)].map((account) => venueOrders(bench, account)[0]?.price);
    expect(prices).toEqual([RESTING.price, RESTING.price]);
  });

  it('I4: leaves an order as the change before it made it, when that was accepted after this one was asked for', async () => {
    const bench = await openBench({ links: [{}], latencyMs: 100 });
    const order = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    refuseSecondChange(bench);
    const price = 990_000 as Price;
    await bench.desk.trader.modify(ANN, order.intent.orderId, { price });
    await bench.clock.advance(20);
    await bench.desk.trader.modify(ANN, order.intent.orderId, { price: 980_000 as Price });
    await bench.clock.advance(20_000);

    const prices = [bench.master, childOf(bench)].map((account) => venueOrders(bench, account)[0]?.price);
    expect(prices).toEqual([price, price]);
    expect(viewOf(bench, order.intent.orderId).terms.price).toBe(price);
  });

  it('I6: leaves an exit as large as the change before it made it', async () => {
    const bench = await openBench({ links: [{}], latencyMs: 100 });
    await placeAndSettle(bench, anOrderOf(bench, 8));
    const exit = await placeAndSettle(bench, anOrderOf(bench, 2, RESTING_SALE));
    refuseSecondChange(bench);
    const { orderId } = exit.intent;
    await bench.desk.trader.modify(ANN, orderId, { quantity: quantityOf(300) });
    await bench.clock.advance(20);
    await bench.desk.trader.modify(ANN, orderId, { price: 2_900_000 as Price });
    await bench.clock.advance(20_000);

    const { terms, exitQuantity, exitRule } = bench.desk.orders.get(orderId) as Order;
    expect([terms.quantity, exitQuantity, exitRule?.masterKeeps]).toEqual([300, 300, 300]);
    expect(venueOrders(bench, childOf(bench))[1]).toMatchObject({ quantity: 300, price: RESTING_SALE.price });
  });

  it('I5: of an order that had not left leaves its exit free to be re-priced', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    bench.venue.sessions.expire(clientOf(child));
    const exit = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
    const price = 2_900_000 as Price;
    await bench.clock.drive(bench.desk.trader.modify(ANN, exit.intent.orderId, { price }));
    await bench.clock.advance(500);
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(2_000);
    fillByHand(bench, bench.master, { place: 1, quantity: 75, price });
    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I4: is asked again after a restart when the order was unknown at the time', async () => {
    const bench = await openBench({ links: [], absenceAfterMs: 120_000 });
    hidePlacement(bench, bench.master, 40_000);
    const order = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    const price = 990_000 as Price;
    const changed = outcomeOf(bench.desk.trader.modify(ANN, order.intent.orderId, { price }));
    await bench.clock.advance(3_500);
    await changed;
    await kill(bench);
    const again = await restart(bench);
    await again.clock.advance(120_000);

    expect(venueOrders(again, again.master).map((one) => one.price)).toEqual([price]);
  });
});

describe('a modification that came too late for the master, and in time for its child', () => {
  it('I4: leaves a difference that is told, for the child has less than its master', async () => {
    const bench = await openBench({ links: [{}] });
    const { clientId: client } = bench.master;
    bench.venue.gate.addFault({ on: 'stream', fault: 'delay', ms: 300, client });
    const placing = bench.desk.trader.place(ANN, anOrderOf(bench, 2));
    await bench.clock.advance(0);
    const changing = outcomeOf(bench.desk.trader.modify(ANN, onlyOrder(bench).intent.orderId, ONE_LOT));
    await bench.clock.drive(Promise.all([placing, changing]));
    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([150, 75]);
    expect(bench.desk.divergences.list(ANN)).toMatchObject([{ expected: 150, actual: 75 }]);
  });
});
