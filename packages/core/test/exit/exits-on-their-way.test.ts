/** What is on its way out is not there to be exited a second time (domain §4.3: an exit opens no opposite position). */
import { describe, expect, it } from 'vitest';
import type { Quantity } from '../../src/index.ts';
import {
  fillByHand,
  fullExitOf,
  outcomeOf,
  RESTING_SALE,
  stopMatching,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  venueOrders,
} from '../bench/desk-bench.ts';

const LOT = 75;

/** Somebody asks for the exit of all, or of so many lots. */
async function exit(bench: DeskBench, lots?: number): Promise<string> {
  const quantity = lots === undefined ? {} : { quantity: (lots * LOT) as Quantity };
  return await bench.clock.drive(
    outcomeOf(bench.desk.trader.exit(ANN, { ...fullExitOf(bench, bench.master), ...quantity })),
  );
}

/** Unfilled rests of the sales that live at the venue. */
function sales(bench: DeskBench): readonly number[] {
  return venueOrders(bench, bench.master)
    .filter(({ side, state }) => side === 'SELL' && state === 'open')
    .map(({ quantity, filledQuantity }) => quantity - filledQuantity);
}

/** The account holds so many lots, and what is sent from now on rests. */
async function holding(lots: number): Promise<DeskBench> {
  const bench = await openBench({ links: [] });
  await placeAndSettle(bench, anOrderOf(bench, lots));
  stopMatching(bench);
  return bench;
}

describe('an exit at the market that rests at the price to which it was brought (I6)', () => {
  it('leaves nothing to a second exit of all', async () => {
    const bench = await holding(1);
    expect(await exit(bench)).toBe('done');
    await bench.clock.advance(10_000);
    expect(venueOrders(bench, bench.master)[1]?.orderType).toBe('LIMIT');

    expect(await exit(bench)).toBe('nothing-to-exit');
    expect(sales(bench)).toEqual([LOT]);
    fillByHand(bench, bench.master, { place: 1, quantity: LOT });
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([0]);
  });

  it('leaves nothing to a second exit of all when it has filled in part', async () => {
    const bench = await holding(2);
    expect(await exit(bench)).toBe('done');
    await bench.clock.advance(1_000);
    fillByHand(bench, bench.master, { place: 1, quantity: LOT });
    await bench.clock.advance(1_000);

    expect(await exit(bench)).toBe('nothing-to-exit');
    expect(sales(bench)).toEqual([LOT]);
  });

  it('leaves to a second exit what it is not of', async () => {
    const bench = await holding(3);
    expect(await exit(bench, 1)).toBe('done');
    await bench.clock.advance(10_000);

    expect(await exit(bench)).toBe('done');
    await bench.clock.advance(1_000);
    expect(sales(bench)).toEqual([LOT, 2 * LOT]);
  });

  it('does not wait for one that waits for its price, also after that was changed by its person', async () => {
    const bench = await holding(2);
    const target = await placeAndSettle(bench, anOrderOf(bench, 2, RESTING_SALE));
    const { price } = RESTING_SALE;
    const asked = { price: (price + 50_000) as typeof price };
    await bench.clock.drive(bench.desk.trader.modify(ANN, target.intent.orderId, asked));
    await bench.clock.advance(1_000);

    expect(await exit(bench)).toBe('done');
    await bench.clock.advance(1_000);
    expect(sales(bench)).toEqual([2 * LOT, 2 * LOT]);
  });
});
