/** A child's own exits that rest while its master leaves (domain §4.3): they may never fill, so the copied exit goes beside them. */
import type { VenueOrder } from '@copydesk/sandbox';
import { describe, expect, it } from 'vitest';
import type { Price } from '../../src/index.ts';
import {
  ABOVE_RESTING_SALE,
  childOf,
  clientOf,
  fillByHand,
  placeByHand,
  RESTING_SALE,
  SELL,
  stopMatching,
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
  venueOrders,
} from '../bench/desk-bench.ts';

const LOT = 75;
const STOP = { ...SELL, orderType: 'SL', triggerPrice: 1_000_000 as Price, price: 950_000 as Price } as const;

const isLivingSale = ({ state, side }: VenueOrder): boolean =>
  side === 'SELL' && (state === 'open' || state === 'trigger-pending');

/** What lives of the child's sales at the venue: unfilled rests, oldest first. */
function living(bench: DeskBench): readonly number[] {
  return venueOrders(bench, childOf(bench))
    .filter(isLivingSale)
    .map(({ quantity, filledQuantity }) => quantity - filledQuantity);
}

/** Master and child hold four lots, and the child's own exits rest. */
async function withOwn(...exits: readonly (readonly [lots: number, terms: object])[]): Promise<DeskBench> {
  const bench = await openBench({ links: [{}] });
  await placeAndSettle(bench, anOrderOf(bench, 4));
  for (const [lots, terms] of exits) await placeOwn(bench, lots, terms);
  return bench;
}

async function placeOwn(bench: DeskBench, lots: number, terms: object): Promise<void> {
  await placeAndSettle(bench, anOrderOf(bench, lots, { ...terms, accountId: childOf(bench).id }));
}

/** The child's order at this place at the venue fills so much, and the desk hears of it. */
async function fill(bench: DeskBench, place: number, lots: number): Promise<void> {
  fillByHand(bench, childOf(bench), { place, quantity: lots * LOT });
  await bench.clock.advance(5_000);
}

describe('a master that leaves at the market beside a child’s own resting exit', () => {
  it.each([
    ['a stop of all', 4, STOP],
    ['a target of all', 4, RESTING_SALE],
    ['a stop of a part', 1, STOP],
    ['a target of a part', 1, RESTING_SALE],
  ])('I5: takes the child along, and %s goes', async (_, lots, terms) => {
    const bench = await withOwn([lots, terms]);
    await placeAndSettle(bench, anOrderOf(bench, 4, SELL));
    await bench.clock.advance(10_000);
    expect([venueNets(bench), living(bench)]).toEqual([[0, 0], []]);
    setPrice(bench, ABOVE_RESTING_SALE);
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I5: takes the child along beside both of its own', async () => {
    const bench = await withOwn([4, STOP], [4, RESTING_SALE]);
    await placeAndSettle(bench, anOrderOf(bench, 3, SELL));
    await bench.clock.advance(10_000);
    expect([venueNets(bench), living(bench)]).toEqual([
      [LOT, LOT],
      [LOT, LOT],
    ]);
  });

  it('I6: makes the child’s own smaller with each part that fills', async () => {
    const bench = await withOwn([4, STOP]);
    stopMatching(bench);
    void bench.desk.trader.place(ANN, anOrderOf(bench, 4, SELL));
    await bench.clock.advance(1_000);
    fillByHand(bench, bench.master, { place: 1, quantity: 4 * LOT });
    await fill(bench, 2, 1);
    expect(living(bench)).toEqual([3 * LOT, 3 * LOT]);
    await fill(bench, 2, 3);
    expect([venueNets(bench), living(bench)]).toEqual([[0, 0], []]);
  });

  it('I5: has the child send again what was refused', async () => {
    const bench = await withOwn([4, STOP]);
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');
    await placeAndSettle(bench, anOrderOf(bench, 4, SELL));
    await bench.clock.advance(10_000);
    expect([venueNets(bench), living(bench)]).toEqual([[0, 0], []]);
  });

  it('leaves the stop of what the child holds besides', async () => {
    const bench = await withOwn();
    await placeAndSettle(bench, anOrderOf(bench, 4, { accountId: childOf(bench).id }));
    await placeOwn(bench, 4, STOP);
    await placeAndSettle(bench, anOrderOf(bench, 4, SELL));
    await bench.clock.advance(10_000);
    expect([venueNets(bench), living(bench)]).toEqual([[0, 4 * LOT], [4 * LOT]]);
  });

  it('I6: sells nothing that the child’s own is selling at the market', async () => {
    const bench = await withOwn();
    stopMatching(bench);
    void bench.desk.trader.place(ANN, anOrderOf(bench, 3, { ...SELL, accountId: childOf(bench).id }));
    await bench.clock.advance(1_000);
    void bench.desk.trader.place(ANN, anOrderOf(bench, 4, SELL));
    await bench.clock.advance(1_000);
    fillByHand(bench, bench.master, { place: 1, quantity: 4 * LOT });
    await bench.clock.advance(5_000);
    expect(living(bench)).toEqual([3 * LOT, LOT]);
  });

  it('I4: differs visibly by what an exit placed elsewhere keeps', async () => {
    const bench = await withOwn();
    placeByHand(bench, childOf(bench), { ...RESTING_SALE, quantity: 4 * LOT });
    await bench.clock.advance(10_000);
    await placeAndSettle(bench, anOrderOf(bench, 4, SELL));
    await bench.clock.advance(120_000);
    const found = () =>
      bench.desk.divergences.list(ANN).map(({ expected, actual, cause }) => [expected, actual, cause.code]);
    expect(found()).toEqual([[0, 4 * LOT, 'outside-exit-rests']]);
    setPrice(bench, ABOVE_RESTING_SALE);
    await bench.clock.advance(10_000);
    expect([venueNets(bench), found()]).toEqual([[0, 0], []]);
  });
});

describe('a master’s target beside a child’s own that was there first', () => {
  it('I5: rests beside it, and both stay, at what is left, when one fills in part', async () => {
    const bench = await withOwn([4, RESTING_SALE]);
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    stopMatching(bench);
    expect(living(bench)).toEqual([4 * LOT, 4 * LOT]);
    await fill(bench, 1, 1);
    expect(living(bench)).toEqual([3 * LOT, 3 * LOT]);
    await fill(bench, 2, 1);
    expect(living(bench)).toEqual([2 * LOT, 2 * LOT]);
  });

  it('I5: stays beside it after a restart', async () => {
    const bench = await withOwn([4, RESTING_SALE]);
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    await kill(bench);
    const after = await restart(bench);
    await after.clock.advance(10_000);
    expect(living(after)).toEqual([4 * LOT, 4 * LOT]);
  });

  it('I5: takes the child along by its stop, beside the target of the child’s own', async () => {
    const bench = await withOwn([4, RESTING_SALE]);
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    await placeAndSettle(bench, anOrderOf(bench, 4, STOP));
    setPrice(bench, 960_000 as Price);
    await bench.clock.advance(10_000);
    expect([venueNets(bench), living(bench)]).toEqual([[0, 0], []]);
  });
});
