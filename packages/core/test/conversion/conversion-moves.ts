/** What tests of conversions ask of a bench. */
import { type Account, type Product, quantityOf } from '../../src/index.ts';
import { clientOf } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type BenchOptions,
  type DeskBench,
  openBench,
  placeAndSettle,
} from '../bench/desk-bench.ts';

export const LOT = 75;

/** What the venue itself holds, by product. */
export function held(bench: DeskBench, account: Account): Record<string, number> {
  const rows = bench.venue.books.positions(clientOf(account));
  const ours = rows.filter((row) => row.instrument.id === bench.instrument.id && row.quantity !== 0);
  return Object.fromEntries(ours.map((row) => [row.product, row.quantity]));
}

export function copied(bench: DeskBench, account: Account, product: Product): number {
  return bench.desk.positions.copied(account.id, bench.instrument.id, product);
}

/** Conversions that reached the venue, by account. */
export function conversionsAt(bench: DeskBench, account: Account): number {
  return bench.venue.gate
    .requests(clientOf(account))
    .filter(({ method, path }) => method === 'PUT' && path === '/positions').length;
}

/** Everybody holds so many lots of the master's in intraday. */
export async function holding(options: BenchOptions, lots: number): Promise<DeskBench> {
  const bench = await openBench(options);
  await placeAndSettle(bench, anOrderOf(bench, lots, { product: 'I' }));
  return bench;
}

export async function convert(bench: DeskBench, lots: number, account = bench.master): Promise<void> {
  await bench.clock.drive(
    bench.desk.conversions.convert(ANN, {
      accountId: account.id,
      instrumentId: bench.instrument.id,
      from: 'I',
      to: 'D',
      quantity: quantityOf(lots * LOT),
    }),
  );
  await bench.clock.advance(1_000);
}

/** Somebody converts from intraday in the broker's own app. */
export function byHand(bench: DeskBench, account: Account, quantity: number): void {
  bench.venue.books.convert(clientOf(account), {
    instrument: bench.venue.instruments.byId(bench.instrument.id) as never,
    from: 'I',
    to: 'D',
    side: 'BUY',
    quantity,
  });
}
