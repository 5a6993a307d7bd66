/** What takes the place of a slice of a resting entry is no new entry: `closeOnly` copies modifications (domain §4.8). */
import { describe, expect, it } from 'vitest';
import { type ChildLink, type Price, quantityOf } from '../../src/index.ts';
import { childOf, fillByHand, RESTING, stopMatching } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  venueOrders,
} from '../bench/desk-bench.ts';

const OTHER_PRICE = 1_100_000 as Price;

/** What of the child's orders is open at the venue, in lots, each at its price. */
const openOf = (bench: DeskBench) =>
  venueOrders(bench, childOf(bench))
    .filter(({ state }) => state === 'open')
    .map(({ quantity, price }) => [quantity / bench.instrument.lotSize, price]);

/** A resting entry of four lots of which one has filled: its quantity is not modified any more. */
async function openPartlyFilled(link: Partial<ChildLink> = {}) {
  const bench = await openBench({ links: [link] });
  stopMatching(bench);
  const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
  const { lotSize } = bench.instrument;
  for (const account of [bench.master, childOf(bench)])
    fillByHand(bench, account, { place: 0, quantity: lotSize });
  await bench.clock.advance(1_000);
  const modify = async (lots: number): Promise<void> => {
    const quantity = quantityOf(lots * lotSize);
    const change = { price: OTHER_PRICE, quantity };
    await bench.clock.drive(bench.desk.trader.modify(ANN, intent.orderId, change));
    await bench.clock.advance(5_000);
  };
  return { bench, modify };
}

async function setState(bench: DeskBench, state: 'closeOnly'): Promise<void> {
  const { id, version, children } = bench.desk.groups.get(ANN, bench.group.id);
  const changed = children.map((child) => ({ ...child, state }));
  await bench.clock.drive(bench.desk.groups.change(ANN, id, version, { children: changed }));
}

describe('a resting entry that is cancelled and replaced', () => {
  it('stays in a child that only exits', async () => {
    const { bench, modify } = await openPartlyFilled();
    await setState(bench, 'closeOnly');
    await modify(3);
    expect(openOf(bench)).toEqual([[2, OTHER_PRICE]]);
  });

  it('stays in a child whose link a guard has stopped', async () => {
    const { bench, modify } = await openPartlyFilled();
    bench.desk.groups.stopChild(bench.group.id, childOf(bench).id, 'lost enough');
    await modify(3);
    expect(openOf(bench)).toEqual([[2, OTHER_PRICE]]);
  });

  it('stays in a group that was disarmed', async () => {
    const { bench, modify } = await openPartlyFilled();
    await bench.clock.drive(bench.desk.groups.disarm(ANN, bench.group.id));
    await modify(3);
    expect(openOf(bench)).toEqual([[2, OTHER_PRICE]]);
  });

  it('I6: is no larger in a child that only exits', async () => {
    const { bench, modify } = await openPartlyFilled();
    await setState(bench, 'closeOnly');
    await modify(6);
    // The order that is there follows in its price.
    expect(openOf(bench)).toEqual([[4, OTHER_PRICE]]);
  });
});
