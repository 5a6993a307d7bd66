/** A stop of what was copied (loss limit, square-off) beside an exit of the child's own that rests. */
import { describe, expect, it } from 'vitest';
import type { ChildLink, LinkGuards, Price } from '../../src/index.ts';
import { childOf, RESTING_SALE, venueNets } from '../bench/bench-moves.ts';
import { ANN, anOrderOf, type DeskBench, openBench, placeAndSettle, setPrice } from '../bench/desk-bench.ts';

const LOT = 75;
const rs = (rupees: number): Price => (rupees * 10_000) as Price;
const STOP = { side: 'SELL', orderType: 'SL', price: rs(90), triggerPrice: rs(95) } as const;

const GUARDS: LinkGuards = {
  maxQuantity: undefined,
  maxValue: undefined,
  maxOpenPositions: undefined,
  maxDayLoss: { amount: rs(2_000), then: 'square-off' },
  priceDrift: undefined,
  window: undefined,
};

/** Master and child bought so much at 200, and the child's own person lets an exit rest. */
async function withOwn(lots: number, terms: object): Promise<DeskBench> {
  const bench = await openBench({ links: [{ guards: GUARDS }] });
  setPrice(bench, rs(200));
  await placeAndSettle(bench, anOrderOf(bench, 4));
  await placeAndSettle(bench, anOrderOf(bench, lots, { ...terms, accountId: childOf(bench).id }));
  return bench;
}

describe('a loss limit that squares off, beside an exit of the child’s own that rests', () => {
  it.each([
    ['a stop of all', 4, STOP],
    ['a target of all', 4, RESTING_SALE],
    ['a target of a part', 1, RESTING_SALE],
  ])('I5: takes what was copied out beside %s', async (_, lots, terms) => {
    const bench = await withOwn(lots, terms);
    setPrice(bench, rs(190));
    bench.desk.prices.note('sandbox', bench.instrument.id, { price: rs(190), at: bench.clock.now() });
    await bench.clock.advance(120_000);
    expect(bench.desk.groups.byId(bench.group.id)?.children[0]?.state).toBe('stopped');
    expect(venueNets(bench)).toEqual([4 * LOT, 0]);
  });

  it('I2: says what it has not reached', async () => {
    const bench = await withOwn(4, RESTING_SALE);
    const command = { scope: { kind: 'account', accountId: childOf(bench).id }, what: 'copied' } as const;
    const report = await bench.clock.drive(bench.desk.squareOff.run(ANN, command));
    await bench.clock.advance(120_000);
    const { unreached } = bench.desk.squareOff.report(report.id);
    // Either it is out, or the person is told that it is not.
    expect([venueNets(bench)[1], unreached.length > 0]).not.toEqual([4 * LOT, false]);
  });
});

describe('a resync of a child that holds too much, beside an exit of its own that rests', () => {
  it('I5: takes out what its master has left', async () => {
    const bench = await withOwn(4, RESTING_SALE);
    const { groups, divergences } = bench.desk;
    const set = async (state: ChildLink['state']): Promise<void> => {
      const { id, version, children } = groups.get(ANN, bench.group.id);
      const links = children.map((link) => ({ ...link, state }));
      await bench.clock.drive(groups.change(ANN, id, version, { children: links }));
    };
    await set('paused');
    await placeAndSettle(bench, anOrderOf(bench, 4, { side: 'SELL' }));
    await set('active');
    await bench.clock.advance(20_000);
    const [open] = divergences.list(ANN);
    expect(open).toMatchObject({ expected: 0, actual: 4 * LOT });
    const plan = divergences.repair.plan(ANN, open?.id ?? '');
    expect(plan.steps).toMatchObject([{ part: 'exit', side: 'SELL', quantity: 4 * LOT }]);
  });
});
