/** An entry not sent within 5 s is never sent (domain §4.1), however the wait is made up; a reversal's entry part counts from the turn (§4.3). */
import { describe, expect, it } from 'vitest';
import { type Account, quantityOf } from '../../src/index.ts';
import {
  childOf,
  fillByHand,
  hidePlacement,
  interceptPlacements,
  losePlacement,
  RESTING_SALE,
  SELL,
  stopMatching,
  waitForNextMorning,
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
  venueOrders,
} from '../bench/desk-bench.ts';

/** When each order of the account reached the venue, counted from a moment. */
const sentAt = (bench: DeskBench, account: Account, from: number): readonly number[] =>
  venueOrders(bench, account).map((order) => order.placedAt - from);

/** Master and child turn from one lot long while the desk is down; the child's part beyond is not sent yet. */
async function turnedWhileDown() {
  const bench = await openBench({ links: [{}] });
  const child = childOf(bench);
  const { lotSize } = bench.instrument;
  await placeAndSettle(bench, anOrderOf(bench, 1));
  stopMatching(bench);
  await placeAndSettle(bench, anOrderOf(bench, 3, RESTING_SALE));
  await kill(bench);
  fillByHand(bench, bench.master, { place: 1, quantity: 3 * lotSize });
  fillByHand(bench, child, { place: 1, quantity: lotSize });
  return { bench, child };
}

const lotsOf = (bench: DeskBench, account: Account) =>
  venueOrders(bench, account).map(({ side, quantity }) => `${side} ${quantity / bench.instrument.lotSize}`);
const causesOf = (bench: DeskBench) => bench.desk.divergences.list(ANN).map(({ cause }) => cause.code);

/** These placements of the child, in the order in which they are tried, are put off by its broker. */
function putOff(bench: DeskBench, which: readonly number[], retryAfterMs: number): void {
  interceptPlacements(
    bench,
    childOf(bench),
    (nth, place) => async (session, order, signal) =>
      which.includes(nth)
        ? { kind: 'not-sent', cause: 'rate-limited', retryAfterMs }
        : place(session, order, signal),
  );
}

describe('the age of a copied entry', () => {
  it('counts from its master’s acceptance, also where that was learned late', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
    losePlacement(bench, childOf(bench));
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
    await bench.clock.advance(3_500);
    hidePlacement(bench, bench.master, 2_500);
    const began = bench.clock.now();
    const placing = bench.desk.trader.place(ANN, anOrderOf(bench, 2));
    await bench.clock.advance(30_000);
    await bench.clock.drive(placing);
    expect(sentAt(bench, bench.master, began).at(-1)).toBeLessThan(1_000);
    for (const ms of sentAt(bench, childOf(bench), began)) expect(ms).toBeLessThanOrEqual(5_000);
  });

  it('ends a slice that its broker puts off for half a minute, and all behind it, also where the first one has filled', async () => {
    const bench = await openBench({ links: [{}], listed: { freezeQuantity: quantityOf(75) } });
    putOff(bench, [2], 30_000);
    const began = bench.clock.now();
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 3)));
    await bench.clock.advance(200_000);
    expect(sentAt(bench, childOf(bench), began)).toHaveLength(1);
    expect(causesOf(bench)).toEqual(['too-old']);
  });

  it('ends no slice that follows the one before it in time, however long all of them take', async () => {
    const bench = await openBench({ links: [{}], listed: { freezeQuantity: quantityOf(75) } });
    putOff(bench, [2, 4], 3_000);
    const began = bench.clock.now();
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 3)));
    await bench.clock.advance(200_000);
    expect(sentAt(bench, childOf(bench), began)).toHaveLength(3);
    expect(sentAt(bench, childOf(bench), began).at(-1)).toBeGreaterThan(5_000);
    expect(causesOf(bench)).toEqual([]);
  });
});

describe('the age of a reversal’s entry part', () => {
  it('counts from the turn, although an older copy is unknown for longer', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 60_000 });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    losePlacement(bench, child);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 4, SELL));
    await bench.clock.advance(7_000);
    expect(causesOf(bench)).toEqual(['too-old']);
    await bench.clock.advance(120_000);
    expect(lotsOf(bench, child)).toEqual(['BUY 1', 'SELL 1']);
  });

  it.each([
    ['ten minutes', false],
    ['a night', true],
  ])('has run out %s after a turn that happened while the desk was down', async (_what, night) => {
    const { bench, child } = await turnedWhileDown();
    bench.venue.market.change({ matching: 'auto' });
    if (night) await waitForNextMorning(bench);
    else await bench.clock.advance(600_000);
    const again = await restart(bench);
    if (night) for (const account of [bench.master, child]) await logIn(bench, again.desk, account);
    await again.clock.advance(200_000);
    expect(lotsOf(again, child)).not.toContain('SELL 2');
  });

  it('has not run out a moment after a turn that a start learns of', async () => {
    const { bench, child } = await turnedWhileDown();
    const again = await restart(bench);
    await again.clock.advance(10_000);
    expect(lotsOf(again, child)).toEqual(['BUY 1', 'SELL 1', 'SELL 2']);
  });
});
