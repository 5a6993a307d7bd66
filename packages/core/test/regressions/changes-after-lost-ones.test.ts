/** A change of an order's size that follows one of which nobody knows whether its broker took it. */
import { describe, expect, it } from 'vitest';
import { quantityOf } from '../../src/index.ts';
import { RESTING_SALE, venueNets } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  setPrice,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const LOT = 75;
type OrderId = Parameters<typeof viewOf>[1];

/** Holds four lots with a resting exit of one, whose change to three the broker takes without an answer, and no row shows it for a while. */
async function askedInVain(): Promise<{ bench: DeskBench; orderId: OrderId }> {
  const bench = await openBench({ links: [], absenceAfterMs: 20_000 });
  await placeAndSettle(bench, anOrderOf(bench, 4));
  const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
  const { clientId: client } = bench.master;
  bench.venue.gate.addFault({ on: 'book', fault: 'stale', ms: 15_000, client });
  bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client });
  bench.venue.gate.addFault({ on: 'modify', fault: 'reset-after', times: 1, client });
  await bench.clock.drive(bench.desk.trader.modify(ANN, intent.orderId, { quantity: quantityOf(3 * LOT) }));
  await bench.clock.advance(500);
  expect(sizeAtVenue(bench)).toBe(3 * LOT);
  return { bench, orderId: intent.orderId };
}

function sizeAtVenue(bench: DeskBench): number | undefined {
  return venueOrders(bench, bench.master)[1]?.quantity;
}

describe('a change of size after one that nobody answered', () => {
  it('I6: carries the size to its broker, also where it is the one that was known last (torture 81201, run 27212)', async () => {
    const { bench, orderId } = await askedInVain();
    await bench.clock.drive(bench.desk.trader.modify(ANN, orderId, { quantity: quantityOf(LOT) }));
    await bench.clock.advance(1_000);
    expect(sizeAtVenue(bench)).toBe(LOT);
    await bench.clock.advance(60_000);
    expect(viewOf(bench, orderId).terms.quantity).toBe(LOT);
    setPrice(bench, RESTING_SALE.price);
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([3 * LOT]);
  });
});
