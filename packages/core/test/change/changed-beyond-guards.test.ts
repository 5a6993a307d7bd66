/** Other terms of a resting entry are asked for like a new one's: what a link's guards do not let a copy become, it does not become (domain §4.7). */
import { describe, expect, it } from 'vitest';
import type { ChildLink, Factor, OrderModification } from '../../src/index.ts';
import { childOf, fillByHand, stopMatching, venueNets } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  setPrice,
  venueOrders,
} from '../bench/desk-bench.ts';
import { rs } from '../protection/told-prices.ts';

const NO_GUARDS: ChildLink['guards'] = {
  maxQuantity: undefined,
  maxValue: undefined,
  maxOpenPositions: undefined,
  maxDayLoss: undefined,
  priceDrift: undefined,
  window: undefined,
};
/** One lot of 75 at ₹120 and no more. */
const AT_120: ChildLink['guards'] = { ...NO_GUARDS, maxValue: 75 * rs(120) };

/** So many lots that rest at ₹100, in a master and a child with these guards, while the market is at ₹500. */
async function openResting(guards: ChildLink['guards'], lots = 1) {
  const bench = await openBench({ links: [{ guards }] });
  setPrice(bench, rs(500));
  const resting = anOrderOf(bench, lots, { orderType: 'LIMIT', price: rs(100) });
  const { intent } = await placeAndSettle(bench, resting);
  const told: string[] = [];
  bench.desk.journal.subscribe(({ event }) => {
    if (event.type === 'alert-raised' && event.code === 'change-not-copied') told.push(event.text);
  });
  const modify = async (change: OrderModification): Promise<void> => {
    await bench.clock.drive(bench.desk.trader.modify(ANN, intent.orderId, change));
    await bench.clock.advance(5_000);
  };
  return { bench, modify, told };
}

const restingOf = (bench: DeskBench) =>
  venueOrders(bench, childOf(bench)).map(({ orderType, price, state }) => [orderType, price, state]);
const KEPT = [['LIMIT', rs(100), 'open']];

describe('a change of a resting entry beyond what a link lets its child enter', () => {
  it('I6: does not reach it by price; it keeps what it has, and its figures are told', async () => {
    const { bench, modify, told } = await openResting(AT_120);
    await modify({ price: rs(550) });
    expect([restingOf(bench), venueNets(bench)]).toEqual([KEPT, [75, 0]]);
    expect(told).toEqual([expect.stringMatching(/max-value.*₹9000\.00.*₹41250\.00/)]);
  });

  it('I6: does not reach it as a market order', async () => {
    const { bench, modify, told } = await openResting(AT_120);
    await modify({ orderType: 'MARKET' });
    expect([restingOf(bench), venueNets(bench)]).toEqual([KEPT, [75, 0]]);
    expect(told).toHaveLength(1);
  });

  it('does not reach it as a market order where the market has moved too far from what its master paid', async () => {
    const { bench, modify, told } = await openResting({ ...NO_GUARDS, priceDrift: 10_000 as Factor }, 2);
    stopMatching(bench);
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    await bench.clock.advance(1_000);
    bench.desk.prices.note('sandbox', bench.instrument.id, { price: rs(102), at: bench.clock.now() });
    await modify({ orderType: 'MARKET' });
    expect(restingOf(bench)).toEqual(KEPT);
    expect(told).toEqual([expect.stringContaining('price-drift')]);
  });

  it('reaches it where it is within them', async () => {
    const { bench, modify, told } = await openResting(AT_120);
    await modify({ price: rs(110) });
    expect([restingOf(bench), told]).toEqual([[['LIMIT', rs(110), 'open']], []]);
  });

  it('reaches it where it costs less, whatever the guards have become', async () => {
    const { bench, modify, told } = await openResting(AT_120);
    const { id, version, children } = bench.group;
    const maxValue = 75 * rs(50);
    const changed = children.map((child) => ({ ...child, guards: { ...NO_GUARDS, maxValue } }));
    await bench.clock.drive(bench.desk.groups.change(ANN, id, version, { children: changed }));
    await modify({ price: rs(90) });
    expect([restingOf(bench), told]).toEqual([[['LIMIT', rs(90), 'open']], []]);
  });
});
