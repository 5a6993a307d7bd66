/** Copies of an order of which the master gets only a part, or leaves a part while the rest works. */
import { describe, expect, it } from 'vitest';
import { quantityOf } from '../../src/index.ts';
import {
  ABOVE_RESTING_SALE,
  breakBefore,
  childOf,
  clientOf,
  fillByHand,
  RESTING,
  RESTING_SALE,
  refuseAfterTheFirst,
  SELL,
  stopMatching,
  venueNets,
  working,
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

describe('a master’s entry of which a slice is refused while another rests', () => {
  it('I6: is copied as far as it can still fill', async () => {
    const bench = await openBench({ links: [{}] });
    refuseAfterTheFirst(bench, bench.master);
    await placeAndSettle(bench, anOrderOf(bench, 40, RESTING));

    expect(working(bench, bench.master)).toBe(24 * LOT);
    expect(working(bench, childOf(bench))).toBe(24 * LOT);
  });
});

describe('a master’s exit of which a slice is refused while another rests', () => {
  it('I6: takes no more of the child than of the master', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 40));
    refuseAfterTheFirst(bench, bench.master);
    await placeAndSettle(bench, anOrderOf(bench, 40, RESTING_SALE));
    expect(working(bench, bench.master)).toBe(24 * LOT);
    setPrice(bench, ABOVE_RESTING_SALE);
    await bench.clock.advance(10_000);

    expect(venueNets(bench)).toEqual([16 * LOT, 16 * LOT]);
  });
});

/** The master has so many lots of an entry of four, which works on, and leaves them at the market; its child has nothing of it. */
async function leaveAPart(bench: DeskBench, lots: number): Promise<void> {
  stopMatching(bench);
  await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
  fillByHand(bench, bench.master, { place: 0, quantity: lots * LOT });
  await bench.clock.advance(1_000);
  await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, lots, SELL)));
  await bench.clock.advance(1_000);
  fillByHand(bench, bench.master, { place: 1, quantity: lots * LOT });
}

describe('a master that leaves what an entry has brought while the rest of it works', () => {
  it('§4.3: has its slower child wait for no more than the rest', async () => {
    const bench = await openBench({ links: [{}] });
    await leaveAPart(bench, 3);
    await bench.clock.advance(5_000);

    expect(working(bench, bench.master)).toBe(LOT);
    expect(working(bench, childOf(bench))).toBe(LOT);
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    const rest = venueOrders(bench, childOf(bench)).findIndex(({ state }) => state === 'open');
    fillByHand(bench, childOf(bench), { place: rest, quantity: LOT });
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([LOT, LOT]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('I6: has it wait for no more than that after a crash either', async () => {
    const bench = await openBench({ links: [{}] });
    const mend = breakBefore(bench, (event) => event.type === 'order-change-journaled');
    await leaveAPart(bench, 3);
    await bench.clock.advance(1_000);
    await kill(bench);
    mend();
    await restart(bench);
    await bench.clock.advance(20_000);

    expect(working(bench, bench.master)).toBe(LOT);
    expect(working(bench, childOf(bench))).toBe(LOT);
  });

  it('I6: has it wait for no more than that when the order is made larger', async () => {
    const bench = await openBench({ links: [{}] });
    await leaveAPart(bench, 3);
    await bench.clock.advance(5_000);
    const { orderId } = bench.desk.orders.list({ userId: ANN }).at(-1)?.intent ?? {};
    const quantity = quantityOf(5 * LOT);
    await bench.clock.drive(bench.desk.trader.modify(ANN, orderId as never, { quantity }));
    await bench.clock.advance(5_000);

    expect(working(bench, bench.master)).toBe(2 * LOT);
    expect(working(bench, childOf(bench))).toBe(2 * LOT);
  });

  it('I5: takes out of the child what filled before that could be cancelled', async () => {
    const bench = await openBench({ links: [{}], latencyMs: 100 });
    await leaveAPart(bench, 3);
    await bench.clock.advance(150);
    fillByHand(bench, childOf(bench), { place: 0, quantity: 4 * LOT });
    await bench.clock.advance(1_000);
    bench.venue.market.change({ matching: 'auto' });
    bench.venue.orders.cancel(clientOf(bench.master), venueOrders(bench, bench.master)[0]?.orderId ?? '');
    await bench.clock.advance(10_000);

    // What it has beyond its master's order is a difference; what its master has left is gone.
    expect([venueNet(bench, bench.master), venueNet(bench, childOf(bench))]).toEqual([0, LOT]);
    expect(bench.desk.divergences.list(ANN)).toHaveLength(1);
  });
});
