/** What becomes of a child's part that waits, when what it waits for never comes. */
import { describe, expect, it } from 'vitest';
import type { ChildLink, LinkGuards, LinkState, OrderId } from '../../src/index.ts';
import {
  childOf,
  fillByHand,
  hidePlacement,
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
  viewOf,
} from '../bench/desk-bench.ts';

const LOT = 75;
const GUARDS: LinkGuards = {
  maxQuantity: undefined,
  maxValue: 1_000_000_000 as never,
  maxOpenPositions: undefined,
  maxDayLoss: undefined,
  priceDrift: undefined,
  window: undefined,
};

/** The child's entry waits for the master's fill, for a guard needs a price and there is none. */
async function openWaiting(): Promise<{ readonly bench: DeskBench; readonly id: OrderId }> {
  const bench = await openBench({ links: [{ guards: GUARDS }, {}] });
  stopMatching(bench);
  const id = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
  await bench.clock.advance(500);
  expect(part(bench, id)).toEqual(['held', undefined]);
  return { bench, id };
}

const part = (bench: DeskBench, id: OrderId): readonly unknown[] => {
  const found = viewOf(bench, id).children.find(({ accountId }) => accountId === childOf(bench).id);
  return [found?.status, found?.reason?.code];
};

async function changeLinks(
  bench: DeskBench,
  change: (links: readonly ChildLink[]) => readonly ChildLink[],
): Promise<void> {
  const { groups } = bench.desk;
  const now = groups.get(ANN, bench.group.id);
  await bench.clock.drive(groups.change(ANN, now.id, now.version, { children: change(now.children) }));
}

describe('an entry that waits for a price', () => {
  it('goes when the master has filled', async () => {
    const { bench, id } = await openWaiting();
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.advance(500);
    expect(part(bench, id)).toEqual(['working', undefined]);
    expect(venueOrders(bench, childOf(bench)).map(({ quantity }) => quantity)).toEqual([LOT]);
  });

  it('is over when the child leaves the group', async () => {
    const { bench, id } = await openWaiting();
    await changeLinks(bench, (links) => links.slice(1));
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.advance(1_000);
    expect(part(bench, id)).toEqual(['skipped', 'master-ended']);
    expect(venueOrders(bench, childOf(bench))).toEqual([]);
  });

  it.each<[LinkState, string]>([
    ['paused', 'paused'],
    ['closeOnly', 'close-only'],
  ])('is skipped when the link is %s by then', async (state, code) => {
    const { bench, id } = await openWaiting();
    await changeLinks(bench, ([first, ...rest]) => [{ ...(first as ChildLink), state }, ...rest]);
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.advance(1_000);
    expect(part(bench, id)).toEqual(['skipped', code]);
    expect(venueOrders(bench, childOf(bench))).toEqual([]);
  });

  it('is over with a master that ends without a fill', async () => {
    const { bench, id } = await openWaiting();
    await bench.clock.drive(bench.desk.trader.cancel(ANN, id));
    await bench.clock.advance(2_000);
    expect(part(bench, id)).toEqual(['skipped', 'master-ended']);
    expect(venueOrders(bench, childOf(bench))).toEqual([]);
  });
});

describe('the entry part of a reversal', () => {
  it('does not wait for ever for an exit that a paused link does not let go', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    stopMatching(bench);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 2, RESTING_SALE));
    await changeLinks(bench, ([first, ...rest]) => [{ ...(first as ChildLink), state: 'paused' }, ...rest]);
    fillByHand(bench, bench.master, { place: 1, quantity: 2 * LOT, price: RESTING_SALE.price });
    await bench.clock.advance(1_000);
    const entry = viewOf(bench, intent.orderId).children.find((child) => child.part === 'entry');
    expect([entry?.status, entry?.reason?.code]).toEqual(['skipped', 'paused']);
    expect(venueNets(bench)).toEqual([-LOT, LOT]);
  });
});

describe('an exit whose end was asked for before anybody knew that its broker has it', () => {
  it('is not copied when it is found, and the child says so', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    hidePlacement(bench, bench.master, 3_000);
    const id = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1, RESTING_SALE)));
    await bench.clock.drive(bench.desk.trader.cancel(ANN, id));
    // Its stream is lost and its book late: the end of it is seen by the next slow look.
    await bench.clock.advance(80_000);
    const { status, children } = viewOf(bench, id);
    expect(status).toBe('cancelled');
    expect(children).toMatchObject([{ part: 'exit', status: 'skipped', reason: { code: 'master-ended' } }]);
    expect(venueOrders(bench, childOf(bench))).toHaveLength(1);
    expect(venueNets(bench)).toEqual([LOT, LOT]);
  });
});
