/** An exit that was to become smaller while nobody answered for it, and what is left to close became less. */
import { describe, expect, it } from 'vitest';
import { type Price, quantityOf } from '../../src/index.ts';
import { childOf, collectAlerts, RESTING_SALE, tradeByHand, venueNets } from '../bench/bench-moves.ts';
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
} from '../bench/desk-bench.ts';

const STOP = {
  side: 'SELL',
  orderType: 'SL',
  triggerPrice: 1_000_000 as Price,
  price: 950_000 as Price,
} as const;
/** Where a person moves the stop to, and a price between its limit and its trigger. */
const RAISED = { triggerPrice: 1_500_000 as Price, price: 1_450_000 as Price };
const BETWEEN = 1_480_000 as Price;

/** What lives of the master's sales at the venue: type and quantity. */
function living(bench: DeskBench): readonly unknown[] {
  return venueOrders(bench, bench.master)
    .filter(({ state, side }) => side === 'SELL' && ['open', 'trigger-pending'].includes(state))
    .map(({ orderType, quantity }) => [orderType, quantity]);
}

describe('an exit whose change to less nobody answers', () => {
  it('is asked for again, and not replaced, where it closes no more than there is', async () => {
    const bench = await openBench({ links: [], absenceAfterMs: 20_000 });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-before', times: 1 });
    const change = { quantity: quantityOf(225) };
    await bench.clock.drive(bench.desk.trader.modify(ANN, intent.orderId, change));
    await bench.clock.advance(60_000);
    expect(living(bench)).toEqual([['LIMIT', 225]]);
    expect(venueOrders(bench, bench.master)).toHaveLength(2);
  });

  it('I6: counts as it is once it was asked for in vain, and is replaced when it becomes too large', async () => {
    const bench = await openBench({ links: [], absenceAfterMs: 20_000 });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    const alerts = collectAlerts(bench);
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-before' });
    const change = { quantity: quantityOf(225) };
    await bench.clock.drive(bench.desk.trader.modify(ANN, intent.orderId, change));
    await bench.clock.advance(200_000);
    expect([alerts, living(bench)]).toEqual([['change-not-shown'], [['LIMIT', 300]]]);

    tradeByHand(bench, bench.master, 'SELL', 75);
    await bench.clock.advance(10_000);
    expect(living(bench)).toEqual([['LIMIT', 225]]);
  });

  /** Hold 375 with exits of 300 and of 75 that do not compete; a change of the older one to 225 is not heard, and 75 are sold by hand. */
  async function besideAnother(
    times: number | undefined,
  ): Promise<{ bench: DeskBench; alerts: readonly string[] }> {
    const bench = await openBench({ links: [], absenceAfterMs: 20_000 });
    await placeAndSettle(bench, anOrderOf(bench, 5));
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
    const alerts = collectAlerts(bench);
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-before', ...(times && { times }) });
    const change = { quantity: quantityOf(225) };
    await bench.clock.drive(bench.desk.trader.modify(ANN, intent.orderId, change));
    tradeByHand(bench, bench.master, 'SELL', 75);
    return { bench, alerts };
  }

  it('I6: is asked for again where it is not the one that would have to go', async () => {
    const { bench, alerts } = await besideAnother(1);
    await bench.clock.advance(60_000);
    expect(living(bench)).toEqual([
      ['LIMIT', 225],
      ['LIMIT', 75],
    ]);
    expect(alerts).toEqual([]);
  });

  it('I6: takes the place of what rests beside it when it was asked for in vain', async () => {
    const { bench, alerts } = await besideAnother(undefined);
    await bench.clock.advance(200_000);
    expect([alerts, living(bench)]).toEqual([['change-not-shown'], [['LIMIT', 300]]]);
  });

  it('I6: leaves the price, trigger and quantity that a person asked for to what replaces it', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 20_000 });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, STOP));
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-before', client: bench.master.clientId });
    const change = { ...RAISED, quantity: quantityOf(225) };
    await bench.clock.drive(bench.desk.trader.modify(ANN, intent.orderId, change));
    tradeByHand(bench, bench.master, 'SELL', 75);
    await bench.clock.advance(60_000);
    const resting = venueOrders(bench, bench.master).filter(({ state }) => state === 'trigger-pending');
    expect(resting).toMatchObject([{ ...RAISED, quantity: 225 }]);
    const copied = venueOrders(bench, childOf(bench)).filter(({ state }) => state === 'trigger-pending');
    expect(copied).toMatchObject([RAISED]);
    setPrice(bench, BETWEEN);
    await bench.clock.advance(60_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: leaves them to it after a crash, too', async () => {
    const bench = await openBench({ links: [], absenceAfterMs: 20_000 });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, STOP));
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-before' });
    const change = { ...RAISED, quantity: quantityOf(225) };
    await bench.clock.drive(bench.desk.trader.modify(ANN, intent.orderId, change));
    tradeByHand(bench, bench.master, 'SELL', 75);
    // What would take its place does not arrive before the crash.
    bench.venue.gate.addFault({ on: 'place', fault: 'reset-before' });
    await bench.clock.advance(24_000);
    expect(living(bench)).toEqual([]);
    await kill(bench);
    bench.venue.gate.clearFaults();
    const after = await restart(bench);
    await after.clock.advance(60_000);
    const resting = venueOrders(after, after.master).filter(({ state }) => state === 'trigger-pending');
    expect(resting).toMatchObject([{ ...RAISED, quantity: 225 }]);
  });
});
