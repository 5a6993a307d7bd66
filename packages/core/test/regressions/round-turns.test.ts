import { describe, expect, it } from 'vitest';
import type { OrderId } from '../../src/index.ts';
import {
  ABOVE_RESTING_SALE,
  BELOW_RESTING,
  childOf,
  clientOf,
  fullExitOf,
  hidePlacement,
  losePlacement,
  placeByHand,
  RESTING,
  RESTING_SALE,
  SELL,
  stopMatching,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  logIn,
  openBench,
  placeAndSettle,
  setPrice,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const BUY_75 = { side: 'BUY', orderType: 'MARKET' } as const;

/** What reached the venue of an account: side and quantity. */
const sent = (bench: DeskBench, account = childOf(bench)): readonly unknown[] =>
  venueOrders(bench, account).map(({ side, quantity }) => [side, quantity]);

describe('an order that was made larger than the position it closes', () => {
  it('I5: still closes the position when it is too old to open another, its absence proven', async () => {
    const bench = await openBench({ links: [], absenceAfterMs: 20_000 });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    losePlacement(bench, bench.master);
    const exit = await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.drive(bench.desk.trader.modify(ANN, exit.intent.orderId, { quantity: 375 as never }));

    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([0]);
  });

  it('I5: still closes the position after the next login, and opens nothing then', async () => {
    const bench = await openBench({ links: [] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    bench.venue.sessions.expire(clientOf(bench.master));
    await placeAndSettle(bench, anOrderOf(bench, 3, SELL));
    expect(venueNets(bench)).toEqual([75]);

    await logIn(bench, bench.desk, bench.master);
    await bench.clock.advance(10_000);

    expect(venueNets(bench)).toEqual([0]);
  });
});

describe('a child whose own exit works, placed elsewhere', () => {
  it('I5: is taken out of what that exit leaves when it is cancelled after its master went', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    placeByHand(bench, child, { ...RESTING_SALE, quantity: 75 });
    await bench.clock.advance(5_000);
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    expect(venueNets(bench)).toEqual([0, 75]);

    const own = bench.desk.orders.livingOf(child.id)[0]?.intent.orderId as OrderId;
    await bench.clock.drive(bench.desk.trader.cancel(ANN, own));
    await bench.clock.advance(5_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

describe('a repair', () => {
  it('I6: plans no exit a second time that is on its way, nor an entry', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 20_000 });
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'other', 'exchange');
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(3_000);
    const [divergence] = bench.desk.divergences.list(ANN);
    expect(divergence).toMatchObject({ expected: 150, actual: 75 });
    stopMatching(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));

    // The child's exit of 75 works; only the entry that its rule still wants is planned.
    const plan = bench.desk.divergences.repair.plan(ANN, String(divergence?.id));
    expect(plan.steps).toEqual([{ part: 'entry', side: 'BUY', quantity: 150, orderType: 'MARKET' }]);
    expect(plan.after).toBe(150);
  });

  it('I6: takes an entry that may still be found for nothing that is held', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 60_000 });
    losePlacement(bench, childOf(bench));
    const lost = await placeAndSettle(bench, anOrderOf(bench, 2, RESTING));
    await bench.clock.drive(bench.desk.trader.cancel(ANN, lost.intent.orderId));
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'other', 'exchange');
    await placeAndSettle(bench, anOrderOf(bench, 1, BUY_75));
    await bench.clock.advance(8_000);
    const [divergence] = bench.desk.divergences.list(ANN);

    const plan = bench.desk.divergences.repair.plan(ANN, String(divergence?.id));
    expect(plan.steps.map(({ part }) => part)).not.toContain('exit');
    expect(sent(bench).length).toBeLessThanOrEqual(1);
  });
});

describe('a kill switch', () => {
  it('I5: takes what would add off an order that turns a position round, and lets the rest close it', async () => {
    const bench = await openBench({ links: [] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const turn = await placeAndSettle(bench, anOrderOf(bench, 3, RESTING_SALE));

    await bench.clock.drive(bench.desk.killSwitch.set(ANN, { kind: 'all' }));
    await bench.clock.advance(5_000);

    expect(bench.desk.killSwitch.report(ANN).unreached).toEqual([]);
    expect(viewOf(bench, turn.intent.orderId)).toMatchObject({ status: 'working', quantity: 75 });
    setPrice(bench, ABOVE_RESTING_SALE);
    await bench.clock.advance(2_000);
    expect(venueNets(bench)).toEqual([0]);
  });
});

describe('a master that turns round while a child’s own exit has filled and nobody has said so', () => {
  it('I5: has its child hold its new position, of which that exit took nothing, and leave it with its master', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    bench.venue.gate.addFault({ on: 'stream', fault: 'delay', ms: 800, client: child.clientId });
    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, child)));
    await bench.clock.advance(100);
    bench.venue.gate.clearFaults();

    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(120_000);

    expect(venueNets(bench)).toEqual([-75, -75]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);

    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(10_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

describe('a stop that turns a position round', () => {
  it.each([
    { orderType: 'SL-M', price: undefined },
    { orderType: 'SL', price: 800_000 as never },
  ] as const)('turns its child round when it has fired: $orderType', async (terms) => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 3, { ...SELL, ...terms, triggerPrice: 1_000_000 as never }));

    setPrice(bench, BELOW_RESTING);
    await bench.clock.advance(10_000);

    expect(venueNets(bench)).toEqual([-150, -150]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });
});

describe('a stop of which nobody knew before it had fired', () => {
  it('is copied as what it has become', async () => {
    const bench = await openBench({ links: [{}] });
    hidePlacement(bench, bench.master, 60_000);
    const stop = { orderType: 'SL-M', triggerPrice: 2_500_000 as never } as const;
    void bench.desk.trader.place(ANN, anOrderOf(bench, 1, stop));
    await bench.clock.advance(100);
    setPrice(bench, ABOVE_RESTING_SALE);
    bench.venue.gate.clearFaults();
    await bench.clock.advance(20_000);

    expect(venueNets(bench)).toEqual([75, 75]);
  });
});
