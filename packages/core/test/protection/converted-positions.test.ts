import { describe, expect, it } from 'vitest';
import { type Product, quantityOf } from '../../src/index.ts';
import { ANN, anOrderOf, type DeskBench, openBench, placeAndSettle } from '../bench/desk-bench.ts';
import { rs, ToldPrices, tick } from './told-prices.ts';

/** Four lots for the day at ₹200, with a stop at ₹190. */
async function openProtected(): Promise<DeskBench> {
  const bench = await openBench({ livePrices: new ToldPrices(), links: [] });
  tick(bench, 200);
  await placeAndSettle(bench, anOrderOf(bench, 4, { product: 'I' }));
  await protect(bench, 'I', 190);
  return bench;
}

async function protect(bench: DeskBench, product: Product, stop: number): Promise<void> {
  const at = { accountId: bench.master.id, instrumentId: bench.instrument.id, product } as const;
  await bench.clock.drive(bench.desk.protections.set(ANN, { kind: 'position', ...at }, { stop: rs(stop) }));
}

async function convert(bench: DeskBench, lots: number): Promise<void> {
  const { master, instrument } = bench;
  const quantity = quantityOf(lots * instrument.lotSize);
  const what = { accountId: master.id, instrumentId: instrument.id, from: 'I', to: 'D', quantity } as const;
  await bench.clock.drive(bench.desk.conversions.convert(ANN, what));
  await bench.clock.advance(5_000);
}

const lotsOf = (bench: DeskBench) => {
  const { brokerId: broker, clientId: client } = bench.master;
  const rows = bench.venue.books.positions({ broker, client });
  return Object.fromEntries(rows.map((row) => [row.product, row.quantity / bench.instrument.lotSize]));
};
const coveredOf = (bench: DeskBench) =>
  bench.desk.protections
    .list(ANN)
    .map(({ protection: { scope, covered, levels } }) => [
      scope.kind === 'position' ? scope.product : scope.kind,
      covered / bench.instrument.lotSize,
      levels.stop,
    ]);

describe('a part of a protected position that is converted', () => {
  it('stays protected, as what is left does', async () => {
    const bench = await openProtected();
    await convert(bench, 1);
    expect(coveredOf(bench)).toEqual([
      ['I', 3, rs(190)],
      ['D', 1, rs(190)],
    ]);
    tick(bench, 189);
    await bench.clock.advance(10_000);
    expect(lotsOf(bench)).toEqual({ I: 0, D: 0 });
  });

  it('has the levels of the position that it comes to, where that has some', async () => {
    const bench = await openProtected();
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await protect(bench, 'D', 150);
    await convert(bench, 1);
    expect(coveredOf(bench)).toEqual([
      ['I', 3, rs(190)],
      ['D', 2, rs(150)],
    ]);
  });
});
