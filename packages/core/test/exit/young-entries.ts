/** A family whose child's entry is on its way while the master holds already. */
import type { Account, OrderId, Price } from '../../src/index.ts';
import { childOf, fillByHand, RESTING_SALE, stopMatching } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type BenchOptions,
  type DeskBench,
  openBench,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

export const LOT = 75;
export const HIGHER = 3_200_000 as Price;
export const RESTING_BUY = { side: 'BUY', orderType: 'LIMIT', price: 1_000_000 as Price } as const;
export const STOP = {
  side: 'SELL',
  orderType: 'SL',
  triggerPrice: 1_000_000 as Price,
  price: 950_000 as Price,
} as const;

/** Sales of the account at the venue: state, unfilled rest and price. */
export const sales = (bench: DeskBench, account: Account): readonly unknown[] =>
  venueOrders(bench, account)
    .filter(({ side }) => side === 'SELL')
    .map((order) => [order.state, order.quantity - order.filledQuantity]);

export const exitPart = (bench: DeskBench, id: OrderId): readonly unknown[] => {
  const found = viewOf(bench, id).children.filter(({ part }) => part === 'exit');
  return found.map(({ status, reason }) => reason?.code ?? status);
};

/** The master holds so many lots; its child's entry has reached the venue and not filled. */
export async function openYoung(lots: number, options: BenchOptions = {}): Promise<DeskBench> {
  const bench = await openBench({ links: [{}], ...options });
  stopMatching(bench);
  await enter(bench, lots);
  return bench;
}

export async function enter(bench: DeskBench, lots: number): Promise<void> {
  await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, lots)));
  await bench.clock.advance(300);
  fillByHand(bench, bench.master, {
    place: venueOrders(bench, bench.master).length - 1,
    quantity: lots * LOT,
  });
  await bench.clock.advance(200);
}

/** The master's exit of so many lots rests. */
export async function rest(bench: DeskBench, lots: number, terms = {}): Promise<OrderId> {
  const command = anOrderOf(bench, lots, { ...RESTING_SALE, ...terms });
  const id = await bench.clock.drive(bench.desk.trader.place(ANN, command));
  await bench.clock.advance(200);
  return id;
}

export const fillChild = async (bench: DeskBench, quantity: number): Promise<void> => {
  fillByHand(bench, childOf(bench), { place: 0, quantity });
  await bench.clock.advance(3_000);
};

/** Of the child's newest order. */
export const fillLast = async (bench: DeskBench, quantity: number): Promise<void> => {
  fillByHand(bench, childOf(bench), { place: venueOrders(bench, childOf(bench)).length - 1, quantity });
  await bench.clock.advance(3_000);
};
