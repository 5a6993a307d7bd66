import { describe, expect, it } from 'vitest';
import { type ChildLink, quantityOf } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  collectAlerts,
  outcomeOf,
  RESTING,
  SELL,
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

const NO_GUARDS: ChildLink['guards'] = {
  maxQuantity: undefined,
  maxValue: undefined,
  maxOpenPositions: undefined,
  maxDayLoss: undefined,
  priceDrift: undefined,
  window: undefined,
};

async function raise(
  bench: DeskBench,
  id: Parameters<DeskBench['desk']['trader']['modify']>[1],
  lots: number,
) {
  const quantity = quantityOf(lots * bench.instrument.lotSize);
  const outcome = await outcomeOf(bench.clock.drive(bench.desk.trader.modify(ANN, id, { quantity })));
  await bench.clock.advance(3_000);
  return outcome;
}

/** What the orders of the master and of its children come to at the venue, in lots. */
const lotsAtVenue = (bench: DeskBench): readonly number[] =>
  [bench.master, ...bench.children].map((account) =>
    venueOrders(bench, account).reduce((sum, { quantity }) => sum + quantity / bench.instrument.lotSize, 0),
  );

describe('an entry that is made larger', () => {
  it('I6: is one: a copy grows as far as the guards of its link let it', async () => {
    const maxQuantity = quantityOf(75);
    const bench = await openBench({ links: [{ guards: { ...NO_GUARDS, maxQuantity } }, {}] });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    const alerts = collectAlerts(bench);
    expect(await raise(bench, intent.orderId, 3)).toBe('done');
    expect(lotsAtVenue(bench)).toEqual([3, 1, 3]);
    expect(alerts.filter((code) => code === 'raise-not-copied')).toHaveLength(1);
  });

  it('asks the broker of its copy once', async () => {
    const bench = await openBench({ links: [{}] });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    expect(await raise(bench, intent.orderId, 3)).toBe('done');
    const asked = bench.venue.gate.requests(clientOf(childOf(bench)));
    expect(asked.filter(({ method }) => method === 'PUT')).toHaveLength(1);
    expect(lotsAtVenue(bench)).toEqual([3, 3]);
  });

  it('does not grow in a child that only exits', async () => {
    const bench = await openBench({ links: [{}, {}] });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    const children = bench.group.children.map((link, place) =>
      place === 0 ? { ...link, state: 'closeOnly' as const } : link,
    );
    const { id, version } = bench.group;
    await bench.clock.drive(bench.desk.groups.change(ANN, id, version, { children }));
    expect(await raise(bench, intent.orderId, 2)).toBe('done');
    expect(lotsAtVenue(bench)).toEqual([2, 1, 2]);
  });

  it('is refused in a group that is not armed, and can be made smaller there', async () => {
    const bench = await openBench({ links: [{}] });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 2, RESTING));
    await bench.clock.drive(bench.desk.groups.disarm(ANN, bench.group.id));
    expect(await raise(bench, intent.orderId, 3)).toBe('group-not-armed');
    expect(lotsAtVenue(bench)).toEqual([2, 2]);
    expect(await raise(bench, intent.orderId, 1)).toBe('done');
    expect(lotsAtVenue(bench)).toEqual([1, 1]);
  });

  it('I5: is not what an exit is that is made larger: nothing stops that', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 3));
    const target = { ...SELL, orderType: 'LIMIT', price: 3_000_000 as never } as const;
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, target));
    await bench.clock.drive(bench.desk.groups.disarm(ANN, bench.group.id));
    expect(await raise(bench, intent.orderId, 3)).toBe('done');
    const child = venueOrders(bench, childOf(bench)).filter(({ side }) => side === 'SELL');
    expect(child.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(3 * bench.instrument.lotSize);
    expect(venueNets(bench)).toEqual([3, 3].map((lots) => lots * bench.instrument.lotSize));
  });
});
