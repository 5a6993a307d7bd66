import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import type { Account, Price } from '../../src/index.ts';
import {
  breakBefore,
  childOf,
  fillByHand,
  losePlacement,
  RESTING_SALE,
  SELL,
  stopMatching,
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
  venueNet,
  venueOrders,
} from '../bench/desk-bench.ts';

const STOP = {
  side: 'SELL',
  orderType: 'SL',
  triggerPrice: 1_000_000 as Price,
  price: 950_000 as Price,
} as const;
const BELOW_THE_STOP = 960_000 as Price;

/** What lives of the account's sales at the venue: type and unfilled rest. */
function living(bench: DeskBench, account: Account): readonly unknown[] {
  return venueOrders(bench, account)
    .filter(({ state, side }) => side === 'SELL' && ['open', 'trigger-pending'].includes(state))
    .map((order) => [order.orderType, order.quantity - order.filledQuantity]);
}

/** A master, and children, that hold 300 with a target of 300 and a stop of 300. */
async function withTargetAndStop(options: Parameters<typeof openBench>[0] = {}): Promise<DeskBench> {
  const bench = await openBench({ links: [{}], ...options });
  await placeAndSettle(bench, anOrderOf(bench, 4));
  await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
  await placeAndSettle(bench, anOrderOf(bench, 4, STOP));
  expect(living(bench, bench.master)).toEqual([
    ['LIMIT', 300],
    ['SL', 300],
  ]);
  return bench;
}

/** The place of the account's order of this type in its book at the venue. */
const placeOf = (bench: DeskBench, orderType: string): number =>
  venueOrders(bench, bench.master).findIndex(
    (order) => order.orderType === orderType && order.side === 'SELL',
  );

describe('an exit of everything that made way for a larger one of a part', () => {
  it('I5: comes back with what is left when the other has taken its part, and takes nothing of that', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 2, RESTING_SALE));
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 3, SELL));
    await bench.clock.advance(10_000);

    expect(venueNets(bench)).toEqual([75, 75]);
    expect([living(bench, bench.master), living(bench, childOf(bench))]).toEqual([
      [['LIMIT', 75]],
      [['LIMIT', 75]],
    ]);
  });
});

describe('an exit that follows one whose outcome is unknown', () => {
  it('I4: waits in the child for that one’s copy, so that each takes its own part', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 8));
    losePlacement(bench, bench.master);
    void bench.desk.trader.place(ANN, anOrderOf(bench, 4, SELL)).catch(() => undefined);
    await bench.clock.advance(200);
    await placeAndSettle(bench, anOrderOf(bench, 2, RESTING_SALE));
    expect(living(bench, bench.master)).toEqual([['LIMIT', 150]]);
    expect(living(bench, childOf(bench))).toEqual([]);
    await bench.clock.advance(150_000);

    expect(venueNets(bench)).toEqual([300, 300]);
    expect([living(bench, bench.master), living(bench, childOf(bench))]).toEqual([
      [['LIMIT', 150]],
      [['LIMIT', 150]],
    ]);
  });

  it('I5: goes at the market when the master fills it meanwhile', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 8));
    losePlacement(bench, bench.master);
    void bench.desk.trader.place(ANN, anOrderOf(bench, 4, SELL)).catch(() => undefined);
    await bench.clock.advance(200);
    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
    await bench.clock.advance(1_000);
    expect(venueNets(bench)).toEqual([450, 450]);
    await bench.clock.advance(150_000);
    expect(venueNets(bench)).toEqual([150, 150]);
  });
});

describe('exits that compete', () => {
  it('leave the stop in the market, at what is left, when the target fills in part', async () => {
    const bench = await withTargetAndStop();
    stopMatching(bench);
    fillByHand(bench, bench.master, { place: placeOf(bench, 'LIMIT'), quantity: 75 });
    await bench.clock.advance(5_000);
    expect(living(bench, bench.master)).toEqual([
      ['LIMIT', 225],
      ['SL', 225],
    ]);
  });

  it('leave the target in the market when the stop fills in part, and go when it is full', async () => {
    const bench = await withTargetAndStop();
    stopMatching(bench);
    setPrice(bench, BELOW_THE_STOP);
    fillByHand(bench, bench.master, { place: placeOf(bench, 'SL'), quantity: 150 });
    await bench.clock.advance(5_000);
    expect(living(bench, bench.master)).toEqual([
      ['LIMIT', 150],
      ['SL', 150],
    ]);
    fillByHand(bench, bench.master, { place: placeOf(bench, 'SL'), quantity: 150 });
    await bench.clock.advance(30_000);
    expect(living(bench, bench.master)).toEqual([]);
    expect(venueNet(bench, bench.master)).toBe(0);
  });

  it('both stay, at what is left, when another exit fills', async () => {
    const bench = await withTargetAndStop();
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(5_000);
    expect(living(bench, bench.master)).toEqual([
      ['LIMIT', 225],
      ['SL', 225],
    ]);
    expect(venueNets(bench)).toEqual([225, 225]);
  });

  it('I6: never sell more than there is: the child goes with its master, however both fill', async () => {
    const bench = await withTargetAndStop({ latencyMs: 200 });
    stopMatching(bench);
    fillByHand(bench, bench.master, { place: placeOf(bench, 'LIMIT'), quantity: 75 });
    await bench.clock.advance(5_000);
    bench.venue.market.change({ matching: 'auto' });
    setPrice(bench, BELOW_THE_STOP);
    await bench.clock.advance(30_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('take a child out at once, and in full, when the one that was cut fills', async () => {
    const bench = await withTargetAndStop();
    stopMatching(bench);
    fillByHand(bench, bench.master, { place: placeOf(bench, 'LIMIT'), quantity: 150 });
    await bench.clock.advance(5_000);
    setPrice(bench, BELOW_THE_STOP);
    fillByHand(bench, bench.master, { place: placeOf(bench, 'SL'), quantity: 150 });
    await bench.clock.advance(2_000);
    const sales = venueOrders(bench, childOf(bench)).filter(({ side }) => side === 'SELL');
    expect(sales.map(({ state, quantity }) => [state, quantity])).toEqual([
      ['cancelled', 300],
      ['open', 300],
    ]);
  });

  it('I6: are summed with their own kind: of two stops that together cover the position the newer one goes', async () => {
    const bench = await openBench({ links: [] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    await placeAndSettle(bench, anOrderOf(bench, 2, STOP));
    await placeAndSettle(bench, anOrderOf(bench, 2, STOP));
    stopMatching(bench);
    fillByHand(bench, bench.master, { place: placeOf(bench, 'LIMIT'), quantity: 225 });
    await bench.clock.advance(5_000);
    expect(living(bench, bench.master)).toEqual([
      ['LIMIT', 75],
      ['SL', 75],
    ]);
  });
});

describe('an exit that is larger than what is left', () => {
  it('is cut to what a sale by hand has left, and its master’s is not touched', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    tradeByHand(bench, childOf(bench), 'SELL', 75);
    await bench.clock.advance(10_000);
    expect(living(bench, childOf(bench))).toEqual([['LIMIT', 225]]);
    expect(living(bench, bench.master)).toEqual([['LIMIT', 300]]);
  });

  it('keeps its child whole when the master sells a part by hand, so that both are flat in the end', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    tradeByHand(bench, bench.master, 'SELL', 75);
    await bench.clock.advance(10_000);
    expect(living(bench, bench.master)).toEqual([['LIMIT', 225]]);
    setPrice(bench, 3_100_000 as Price);
    await bench.clock.advance(30_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('goes when nothing is left', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    tradeByHand(bench, childOf(bench), 'SELL', 300);
    await bench.clock.advance(10_000);
    expect(living(bench, childOf(bench))).toEqual([]);
    expect(venueNets(bench)).toEqual([300, 0]);
  });

  it('I6: is replaced where its broker does not take the smaller quantity', async () => {
    const bench = await withTargetAndStop({ links: [] });
    stopMatching(bench);
    const north = bench.brokers.get(bench.master.brokerId) as ReferenceBroker;
    north.modifyOrder = async () => ({ kind: 'refused', code: 'other', brokerText: 'Not today.' });
    fillByHand(bench, bench.master, { place: placeOf(bench, 'LIMIT'), quantity: 75 });
    await bench.clock.advance(10_000);
    expect(living(bench, bench.master)).toEqual([
      ['LIMIT', 225],
      ['SL', 225],
    ]);
  });

  it.each([0, 5, 150, 250, 450, 700])('I6: is cut after a crash %i ms into it', async (crashMs) => {
    const bench = await withTargetAndStop({ latencyMs: 200, absenceAfterMs: 10_000 });
    stopMatching(bench);
    fillByHand(bench, bench.master, { place: placeOf(bench, 'LIMIT'), quantity: 75 });
    await bench.clock.advance(205 + crashMs);
    await kill(bench);
    const after = await restart(bench);
    await after.clock.advance(30_000);
    expect(living(after, after.master)).toEqual([
      ['LIMIT', 225],
      ['SL', 225],
    ]);
  });

  it('I6: is cut after a crash that lost the wish to cut it', async () => {
    const bench = await withTargetAndStop({ links: [] });
    stopMatching(bench);
    const north = bench.brokers.get(bench.master.brokerId) as ReferenceBroker;
    const modifyOrder = north.modifyOrder.bind(north);
    let asked = 0;
    north.modifyOrder = () => {
      asked += 1;
      return new Promise(() => undefined);
    };
    const mend = breakBefore(bench, ({ type }) => type === 'order-change-journaled');
    fillByHand(bench, bench.master, { place: placeOf(bench, 'LIMIT'), quantity: 75 });
    await bench.clock.advance(500);
    expect(asked).toBe(0);
    mend();
    north.modifyOrder = modifyOrder;
    await kill(bench);
    const after = await restart(bench);
    await after.clock.advance(30_000);
    expect(living(after, after.master)).toEqual([
      ['LIMIT', 225],
      ['SL', 225],
    ]);
  });

  it('I5: stays in the market when the desk is killed before the wish to replace it is written', async () => {
    const bench = await withTargetAndStop({ links: [] });
    stopMatching(bench);
    const north = bench.brokers.get(bench.master.brokerId) as ReferenceBroker;
    const modifyOrder = north.modifyOrder.bind(north);
    north.modifyOrder = async () => ({ kind: 'refused', code: 'other', brokerText: 'Not today.' });
    const mend = breakBefore(
      bench,
      (event) => event.type === 'order-change-journaled' && event.how === 'fit',
    );
    fillByHand(bench, bench.master, { place: placeOf(bench, 'LIMIT'), quantity: 75 });
    await bench.clock.advance(2_000);
    mend();
    north.modifyOrder = modifyOrder;
    await kill(bench);
    expect(living(bench, bench.master)).toEqual([
      ['LIMIT', 225],
      ['SL', 300],
    ]);
    const after = await restart(bench);
    await after.clock.advance(30_000);
    expect(living(after, after.master)).toEqual([
      ['LIMIT', 225],
      ['SL', 225],
    ]);
  });

  it('says so in its timeline', async () => {
    const bench = await withTargetAndStop({ links: [] });
    const wishes: unknown[] = [];
    bench.desk.journal.subscribe(({ event }) => {
      if (event.type === 'order-change-journaled')
        wishes.push([event.change, event.terms?.quantity, event.because]);
    });
    stopMatching(bench);
    fillByHand(bench, bench.master, { place: placeOf(bench, 'LIMIT'), quantity: 75 });
    await bench.clock.advance(5_000);
    expect(wishes).toEqual([['modify', 225, 'beyond-position']]);
  });
});

describe('an exit that is too large, and whose change to less nobody answers', () => {
  /** Hold 300 with a target and a stop; the target fills 75, and what is asked of the stop never arrives. */
  async function unheard(options: Parameters<typeof openBench>[0] = { links: [] }): Promise<DeskBench> {
    const bench = await withTargetAndStop({ absenceAfterMs: 20_000, ...options });
    stopMatching(bench);
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-before' });
    fillByHand(bench, bench.master, { place: placeOf(bench, 'LIMIT'), quantity: 75 });
    await bench.clock.advance(10_000);
    expect(living(bench, bench.master)).toEqual([
      ['LIMIT', 225],
      ['SL', 300],
    ]);
    return bench;
  }

  it('I6: is replaced by a smaller one when its book has had the time to show the change', async () => {
    const bench = await unheard();
    await bench.clock.advance(20_000);
    expect(living(bench, bench.master)).toEqual([
      ['LIMIT', 225],
      ['SL', 225],
    ]);
    expect(bench.desk.orders.livingOf(bench.master.id).map(({ terms }) => terms.quantity)).toEqual([
      300, 225,
    ]);
  });

  it('I6: is replaced after a crash, too', async () => {
    const bench = await unheard();
    await kill(bench);
    const after = await restart(bench);
    await after.clock.advance(40_000);
    expect(living(after, after.master)).toEqual([
      ['LIMIT', 225],
      ['SL', 225],
    ]);
  });

  it('I6: stays one order when the cancel by which it is replaced is not heard either', async () => {
    const bench = await unheard();
    bench.venue.gate.addFault({ on: 'cancel', fault: 'reset-before', times: 2 });
    await bench.clock.advance(60_000);
    expect(living(bench, bench.master)).toEqual([
      ['LIMIT', 225],
      ['SL', 225],
    ]);
  });

  it('I6: takes what it fills meanwhile off what comes in its place', async () => {
    const bench = await unheard();
    bench.venue.gate.addFault({ on: 'cancel', fault: 'reset-before', times: 4 });
    await bench.clock.advance(12_000);
    setPrice(bench, BELOW_THE_STOP);
    fillByHand(bench, bench.master, { place: placeOf(bench, 'SL'), quantity: 75 });
    setPrice(bench, 2_000_000 as Price);
    await bench.clock.advance(60_000);
    expect(living(bench, bench.master)).toEqual([
      ['SL', 150],
      ['LIMIT', 150],
    ]);
    expect(venueNet(bench, bench.master)).toBe(150);
  });

  it('I6: is replaced in a child, too, which sold a part by hand', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 20_000 });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-before', client: childOf(bench).clientId });
    tradeByHand(bench, childOf(bench), 'SELL', 75);
    await bench.clock.advance(60_000);
    expect(living(bench, childOf(bench))).toEqual([['LIMIT', 225]]);
    expect(living(bench, bench.master)).toEqual([['LIMIT', 300]]);
  });
});
