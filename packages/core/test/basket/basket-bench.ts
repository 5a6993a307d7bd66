/** A basket of two options over the desk bench: a bought hedge and the sold leg that it covers, judged by the venue's own trades. */
import {
  type Account,
  type Basket,
  type BasketCommand,
  type BasketId,
  type InstrumentId,
  quantityOf,
} from '../../src/index.ts';

import { clientOf } from '../bench/bench-moves.ts';
import { ANN, type DeskBench, type Outside } from '../bench/desk-bench.ts';

/** The two options: `hedge` is the bench's own instrument. */
export function instrumentsOf(bench: Outside): { readonly hedge: InstrumentId; readonly sold: InstrumentId } {
  const hedge = bench.instrument.id;
  const sold = bench.venue.instruments.all.find(
    (one) => one.kind === 'OPT' && one.underlying === 'NIFTY' && one.id !== hedge,
  );
  if (sold === undefined) throw new Error('The venue lists one option only');
  return { hedge, sold: sold.id };
}

/** The sold leg first, as a person may well give it, then its hedge; both at the market unless changed. */
export function aBasket(
  bench: DeskBench,
  changes: Partial<BasketCommand> & {
    readonly hedge?: Partial<BasketCommand['legs'][number]>;
    readonly sold?: Partial<BasketCommand['legs'][number]>;
  } = {},
): BasketCommand {
  const { hedge, sold, ...rest } = changes;
  const ids = instrumentsOf(bench);
  const common = {
    quantity: quantityOf(bench.instrument.lotSize),
    orderType: 'MARKET',
    product: 'D',
    validity: 'DAY',
  } as const;
  return {
    accountId: bench.master.id,
    legs: [
      { ...common, instrumentId: ids.sold, side: 'SELL', ...sold },
      { ...common, instrumentId: ids.hedge, side: 'BUY', ...hedge },
    ],
    ...rest,
  };
}

/** Places the basket, lets everything that follows within 3 s happen, and gives it as it stands. */
export async function placeBasket(bench: DeskBench, command: BasketCommand): Promise<Basket> {
  const id = await bench.clock.drive(bench.desk.baskets.place(ANN, command));
  await bench.clock.advance(3_000);
  return basketOf(bench, id);
}

export function basketOf(bench: DeskBench, id: BasketId): Basket {
  return bench.desk.baskets.get(ANN, id);
}

/** The only basket that the desk knows. */
export function theBasket(bench: DeskBench): Basket {
  const [basket, ...more] = bench.desk.baskets.book.list(ANN);
  if (basket === undefined || more.length > 0) throw new Error(`There are ${more.length + 1} baskets`);
  return basket;
}

/** What the venue says that an account holds: of the hedge, of the sold option. */
export function legsHeld(bench: Outside, account: Account): readonly [number, number] {
  const rows = bench.venue.books.positions(clientOf(account));
  const { hedge, sold } = instrumentsOf(bench);
  const net = (id: InstrumentId) => rows.find((row) => row.instrument.id === id)?.quantity ?? 0;
  return [net(hedge), net(sold)];
}

/** The same of the master, then of the children. */
export function allHeld(bench: DeskBench): readonly (readonly [number, number])[] {
  return [bench.master, ...bench.children].map((account) => legsHeld(bench, account));
}

/** The sides of the account's orders at the venue, in the order in which it received them. */
export function sidesOf(bench: Outside, account: Account): string {
  const { hedge } = instrumentsOf(bench);
  return bench.venue.orders
    .list(clientOf(account))
    .map(({ side, instrument }) => `${side} ${instrument.id === hedge ? 'hedge' : 'sold'}`)
    .join(', ');
}

/**
 * The largest short that was ever without its hedge, over the account's executions at the venue in their order: 0 when every
 * sold lot was covered at every moment.
 */
export function largestNaked(bench: Outside, account: Account): number {
  const { hedge } = instrumentsOf(bench);
  let bought = 0;
  let sold = 0;
  let largest = 0;
  for (const trade of bench.venue.orders.trades(clientOf(account))) {
    const signed = trade.side === 'BUY' ? trade.quantity : -trade.quantity;
    if (trade.instrument.id === hedge) bought += signed;
    else sold -= signed;
    largest = Math.max(largest, sold - Math.max(0, bought));
  }
  return largest;
}
