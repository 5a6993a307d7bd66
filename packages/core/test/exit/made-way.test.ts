/** What makes way in a child for a competing exit comes back with what the master has left of it: domain §4.3, decision 0020. */
import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/index.ts';
import {
  childOf,
  collectAlerts,
  fillByHand,
  RESTING_SALE,
  refuseSalesAtMarket,
  SELL,
  stopMatching,
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

const LOT = 75;

/** A master and a child with four lots, a target of three of them that rests, and a sale of three that fills at the market. */
async function withTargetAndSale(bench: DeskBench): Promise<void> {
  await placeAndSettle(bench, anOrderOf(bench, 4));
  await placeAndSettle(bench, anOrderOf(bench, 3, RESTING_SALE));
  await placeAndSettle(bench, anOrderOf(bench, 3, SELL));
}

function working(bench: DeskBench, account: Account): readonly number[] {
  return venueOrders(bench, account)
    .filter(({ state }) => state === 'open')
    .map(({ quantity, filledQuantity }) => quantity - filledQuantity);
}

describe('an exit that made way for a competing one', () => {
  it('I5: rests in the child again with what is left, and takes it out with the master’s', async () => {
    const bench = await openBench({ links: [{}] });
    await withTargetAndSale(bench);
    const child = childOf(bench);
    await bench.clock.advance(3_000);
    expect([venueNet(bench, bench.master), venueNet(bench, child)]).toEqual([LOT, LOT]);
    expect([working(bench, bench.master), working(bench, child)]).toEqual([[LOT], [LOT]]);
    setPrice(bench, (RESTING_SALE.price + 100_000) as typeof RESTING_SALE.price);
    await bench.clock.advance(3_000);
    expect([venueNet(bench, bench.master), venueNet(bench, child)]).toEqual([0, 0]);
    expect(venueOrders(bench, child).filter(({ side }) => side === 'SELL')).toHaveLength(3);
  });

  it('I6: is owed once, where the master’s fills before it is back', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 3, RESTING_SALE));
    stopMatching(bench);
    await placeAndSettle(bench, anOrderOf(bench, 3, SELL));
    fillByHand(bench, bench.master, { place: 2, quantity: 3 * LOT });
    await bench.clock.advance(20);
    fillByHand(bench, bench.master, { place: 1, quantity: LOT });
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(10_000);
    expect([venueNet(bench, bench.master), venueNet(bench, childOf(bench))]).toEqual([0, 0]);
  });

  it('I2: comes back after a crash in between', async () => {
    let bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 3, RESTING_SALE));
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 3, SELL)));
    await kill(bench);
    bench = await restart(bench);
    await bench.clock.advance(15_000);
    expect([venueNet(bench, bench.master), venueNet(bench, childOf(bench))]).toEqual([LOT, LOT]);
    expect([working(bench, bench.master), working(bench, childOf(bench))]).toEqual([[LOT], [LOT]]);
  });

  it('goes with its master’s order when that is cancelled meanwhile', async () => {
    const bench = await openBench({ links: [{}] });
    await withTargetAndSale(bench);
    await bench.clock.advance(3_000);
    const [target] = bench.desk.orders
      .livingOf(bench.master.id)
      .filter(({ intent }) => intent.side === 'SELL');
    if (target === undefined) throw new Error('The target is gone.');
    await bench.clock.drive(bench.desk.trader.cancel(target.intent.userId, target.intent.orderId));
    await bench.clock.advance(3_000);
    expect([working(bench, bench.master), working(bench, childOf(bench))]).toEqual([[], []]);
    expect([venueNet(bench, bench.master), venueNet(bench, childOf(bench))]).toEqual([LOT, LOT]);
  });

  it('I2: is told when what it waits for does not go: an authorisation that is refused', async () => {
    const bench = await openBench({ links: [{}] });
    const alerts = collectAlerts(bench);
    const child = childOf(bench);
    const authorise = refuseSalesAtMarket(bench, child);
    await withTargetAndSale(bench);
    const told = () => alerts.filter((code) => code === 'exit-waits-for-owed');
    await bench.clock.advance(20_000);
    expect([told(), working(bench, child)]).toEqual([[], []]);
    await bench.clock.advance(100_000);
    expect(told()).toHaveLength(1);
    authorise();
    await bench.clock.advance(400_000);
    expect([venueNet(bench, child), working(bench, child), told().length]).toEqual([LOT, [LOT], 1]);
  });

  it('is not told where what it waits for goes', async () => {
    const bench = await openBench({ links: [{}] });
    const alerts = collectAlerts(bench);
    await withTargetAndSale(bench);
    await bench.clock.advance(120_000);
    expect([alerts, working(bench, childOf(bench))]).toEqual([[], [LOT]]);
  });
});
