import { describe, expect, it } from 'vitest';
import type { ChildLink, OrderId, Price } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  collectAlerts,
  fillByHand,
  interceptPlacements,
  RESTING_SALE,
  SELL,
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
import { convert, held, holding } from '../conversion/conversion-moves.ts';

/** A child whose exit of one lot of four was refused: it holds two too many, and owes them until the door opens. */
async function owing(): Promise<{ readonly bench: DeskBench; readonly open: () => void }> {
  const bench = await holding({ links: [{}] }, 4);
  let refuses = true;
  interceptPlacements(
    bench,
    childOf(bench),
    (_, placeOrder) => async (session, order, signal) =>
      refuses
        ? { kind: 'refused', code: 'other', brokerText: 'not now' }
        : placeOrder(session, order, signal),
  );
  await placeAndSettle(bench, anOrderOf(bench, 2, { ...SELL, product: 'I' }));
  await bench.clock.advance(60_000);
  expect(venueNets(bench)).toEqual([150, 300]);
  return { bench, open: () => (refuses = false) };
}

async function setLink(bench: DeskBench, state: ChildLink['state']): Promise<void> {
  const { groups } = bench.desk;
  const group = groups.get(ANN, bench.group.id);
  const children = group.children.map((link) => ({ ...link, state }));
  await bench.clock.drive(groups.change(ANN, group.id, group.version, { children }));
}

describe('an exit that a child owes', () => {
  it('I5: goes again after pauses that double up to half a minute, and a person is told once for each row of failures', async () => {
    const bench = await holding({ links: [{}] }, 4);
    const alerts = collectAlerts(bench);
    const at: number[] = [];
    let refuses = true;
    interceptPlacements(bench, childOf(bench), (_, placeOrder) => async (session, order, signal) => {
      at.push(bench.clock.monotonicMs());
      return refuses
        ? { kind: 'refused', code: 'other', brokerText: 'not now' }
        : placeOrder(session, order, signal);
    });
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...SELL, product: 'I' }));
    await bench.clock.advance(120_000);

    const pauses = at.slice(1).map((ms, nth) => Math.round((ms - (at[nth] ?? 0)) / 500) / 2);
    expect(pauses.slice(0, 8)).toEqual([0.5, 1, 2, 4, 8, 16, 30, 30]);
    expect(alerts.filter((code) => code === 'child-not-flat')).toHaveLength(1);

    refuses = false;
    await bench.clock.advance(60_000);
    expect(venueNets(bench)).toEqual([225, 225]);
    refuses = true;
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...SELL, product: 'I' }));
    await bench.clock.advance(120_000);
    expect(alerts.filter((code) => code === 'child-not-flat')).toHaveLength(2);
  });

  it('I5: goes out of the product that the child itself has converted to', async () => {
    const { bench, open } = await owing();
    await convert(bench, 4, childOf(bench));
    expect(held(bench, childOf(bench))).toEqual({ D: 300 });
    open();
    await bench.clock.advance(120_000);
    expect(held(bench, childOf(bench))).toEqual({ D: 150 });
  });

  it('I5: goes again when its link is resumed', async () => {
    const { bench, open } = await owing();
    await setLink(bench, 'paused');
    await bench.clock.advance(120_000);
    open();
    await bench.clock.advance(120_000);
    expect(venueNets(bench)).toEqual([150, 300]);
    await setLink(bench, 'active');
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([150, 150]);
  });

  it('does not go for what the master sold while its link was paused', async () => {
    const bench = await holding({ links: [{}] }, 4);
    await setLink(bench, 'paused');
    await placeAndSettle(bench, anOrderOf(bench, 2, { ...SELL, product: 'I' }));
    await setLink(bench, 'active');
    await bench.clock.advance(120_000);
    expect(venueNets(bench)).toEqual([150, 300]);
  });
});

const LOT = 75;

/** A resting sale of four lots, older than the four lots that master and child hold since. */
async function withOldSale(): Promise<{ readonly bench: DeskBench; readonly sale: OrderId }> {
  const bench = await openBench({ links: [{}] });
  const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
  await placeAndSettle(bench, anOrderOf(bench, 4));
  await bench.clock.advance(12_000);
  stopMatching(bench);
  return { bench, sale: intent.orderId };
}

/** The master's sale fills one lot more. */
function fillSale(bench: DeskBench, lots = 1): void {
  fillByHand(bench, bench.master, { place: 0, quantity: lots * LOT, price: RESTING_SALE.price });
}

/** The child's sales beside the copy of the old one: unfilled rests. */
function sold(bench: DeskBench): readonly number[] {
  return venueOrders(bench, childOf(bench))
    .slice(1)
    .filter(({ side, state }) => side === 'SELL' && state === 'open')
    .map(({ quantity, filledQuantity }) => quantity - filledQuantity);
}

describe('what a child owes by a fill of an order that rests there as an entry', () => {
  it('I5: is not put off by changes of that order', async () => {
    const { bench, sale } = await withOldSale();
    fillSale(bench, 2);
    for (let time = 0; time < 3; time += 1) {
      await bench.clock.advance(900);
      const price = ((RESTING_SALE.price as number) + 5_000 * (1 + (time % 2))) as Price;
      await bench.clock.drive(bench.desk.trader.modify(ANN, sale, { price }));
    }
    await bench.clock.advance(900);
    expect(sold(bench)).toEqual([2 * LOT]);
  });

  it('I5: is put off by a row of small fills for three seconds at most', async () => {
    const { bench } = await withOldSale();
    for (let count = 0; count < 3; count += 1) {
      fillSale(bench);
      await bench.clock.advance(900);
    }
    fillSale(bench);
    await bench.clock.advance(100);
    expect(sold(bench)).toEqual([]);
    await bench.clock.advance(500);
    expect(sold(bench)).not.toEqual([]);
  });

  it('I5: is counted by what the master has filled of it, not by all that rests', async () => {
    const { bench } = await withOldSale();
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');
    void bench.desk.trader.place(ANN, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(200);
    fillSale(bench);
    fillByHand(bench, bench.master, { place: 2, quantity: LOT });
    await bench.clock.advance(1_000);
    expect(sold(bench)).toEqual([LOT]);
  });
});
