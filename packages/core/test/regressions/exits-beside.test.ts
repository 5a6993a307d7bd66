/** Exits of a master beside others: what one of those was to take, and what came later, is not the others' (domain §4.3). */
import { times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import type { OrderId, PlaceOutcome, Quantity } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  fillByHand,
  interceptPlacements,
  RESTING_SALE,
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
import { fillChild, LOT, openYoung, rest, sales } from '../exit/young-entries.ts';

const NEAR = RESTING_SALE;
const FAR = { ...RESTING_SALE, price: (RESTING_SALE.price + 200_000) as typeof RESTING_SALE.price } as const;
const ABOVE_NEAR = (RESTING_SALE.price + 100_000) as typeof RESTING_SALE.price;

async function cancel(bench: DeskBench, id: OrderId): Promise<void> {
  await bench.clock.drive(bench.desk.trader.cancel(ANN, id));
  await bench.clock.advance(2_000);
}

/** Four lots in both, two exits of two that rest, of which the first is cancelled. */
async function withOneOfTwo(): Promise<DeskBench> {
  const bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
  await placeAndSettle(bench, anOrderOf(bench, 4));
  const first = await placeAndSettle(bench, anOrderOf(bench, 2, FAR));
  await placeAndSettle(bench, anOrderOf(bench, 2, NEAR));
  await cancel(bench, first.intent.orderId);
  return bench;
}

describe('an exit whose neighbour was cancelled', () => {
  it('I6: takes its own part after a restart', async () => {
    let bench = await withOneOfTwo();
    await kill(bench);
    bench = await restart(bench);
    await bench.clock.advance(5_000);
    setPrice(bench, ABOVE_NEAR);
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([2 * LOT, 2 * LOT]);
  });

  it('I6: takes its own part when the master enters more', async () => {
    const bench = await withOneOfTwo();
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(2_000);
    setPrice(bench, ABOVE_NEAR);
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([3 * LOT, 3 * LOT]);
    expect(venueOrders(bench, childOf(bench)).at(-1)?.quantity).toBe(LOT);
  });

  it('I6: takes its own part when both came before the child’s entry', async () => {
    const bench = await openYoung(4);
    const first = await rest(bench, 2, FAR);
    await rest(bench, 2);
    await cancel(bench, first);
    await fillChild(bench, 4 * LOT);
    expect(sales(bench, childOf(bench))).toEqual([['open', 2 * LOT]]);
  });

  it('I6: takes its own part when it is made larger', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    const first = await placeAndSettle(bench, anOrderOf(bench, 2, FAR));
    const second = await placeAndSettle(bench, anOrderOf(bench, 1, NEAR));
    await cancel(bench, first.intent.orderId);
    const asked = { quantity: (2 * LOT) as Quantity };
    await bench.clock.drive(bench.desk.trader.modify(ANN, second.intent.orderId, asked));
    await bench.clock.advance(2_000);
    expect(venueOrders(bench, childOf(bench)).at(-1)?.quantity).toBe(2 * LOT);
    setPrice(bench, ABOVE_NEAR);
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([2 * LOT, 2 * LOT]);
  });
});

/** The master's order at that place fills two lots, and its broker ends it. */
async function endAfterTwoLots(bench: DeskBench, place: number): Promise<void> {
  fillByHand(bench, bench.master, { place, quantity: 2 * LOT, price: RESTING_SALE.price });
  await bench.clock.advance(500);
  bench.venue.orders.cancel(clientOf(bench.master), venueOrders(bench, bench.master)[place]?.orderId ?? '');
  await bench.clock.advance(30_000);
}

describe("the copy of an exit that ends with less than it asked for (I6: the child's unfilled rest follows)", () => {
  it('sells no more than its part beside another exit that rests, whatever its link makes of it', async () => {
    const bench = await openBench({ links: [{}, { sizing: times(0.5) }, { sizing: times(2) }] });
    await placeAndSettle(bench, anOrderOf(bench, 20));
    await placeAndSettle(bench, anOrderOf(bench, 8, RESTING_SALE));
    await placeAndSettle(bench, anOrderOf(bench, 6, RESTING_SALE));

    await endAfterTwoLots(bench, 2);

    expect(venueNets(bench)).toEqual([18 * LOT, 18 * LOT, 9 * LOT, 36 * LOT]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('sells no more than its part after its master has entered more', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 10));
    await placeAndSettle(bench, anOrderOf(bench, 6, RESTING_SALE));
    await placeAndSettle(bench, anOrderOf(bench, 10));

    await endAfterTwoLots(bench, 1);

    expect(venueNets(bench)).toEqual([18 * LOT, 18 * LOT]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('is cut to its part after its master has entered more', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 10));
    const exit = await placeAndSettle(bench, anOrderOf(bench, 6, RESTING_SALE));
    await placeAndSettle(bench, anOrderOf(bench, 10));

    const asked = { quantity: (2 * LOT) as Quantity };
    await bench.clock.drive(bench.desk.trader.modify(ANN, exit.intent.orderId, asked));
    await bench.clock.advance(3_000);

    expect(sales(bench, childOf(bench))).toEqual([['open', 2 * LOT]]);
  });
});

describe('the copy of an exit beside one of its master’s that the child has no copy of', () => {
  it.each(['onAccepted', 'simultaneous'] as const)(
    'I6: takes no more than its own part, and what was refused goes when its master’s fills (%s)',
    async (copyWhen) => {
      const bench = await openBench({ links: [{}], copyWhen });
      await placeAndSettle(bench, anOrderOf(bench, 10));
      const refused: PlaceOutcome = { kind: 'refused', code: 'other', brokerText: 'not today' };
      interceptPlacements(
        bench,
        childOf(bench),
        (nth, place) => async (session, order, signal) =>
          nth === 1 ? refused : place(session, order, signal),
      );
      await placeAndSettle(bench, anOrderOf(bench, 5, RESTING_SALE));
      await placeAndSettle(bench, anOrderOf(bench, 5, { side: 'SELL' }));
      await bench.clock.advance(30_000);
      expect(venueNets(bench)).toEqual([5 * LOT, 5 * LOT]);

      setPrice(bench, ABOVE_NEAR);
      await bench.clock.advance(30_000);
      expect(venueNets(bench)).toEqual([0, 0]);
      expect(bench.desk.divergences.list(ANN).filter((one) => one.resolvedAt === undefined)).toEqual([]);
    },
  );
});
