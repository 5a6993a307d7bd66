/**
 * What the positions of an account make and lose now, one by one and together (domain §4.15).
 *
 * Decides: the prices that they are counted at. Leaves to others: the rule (`pnl.ts`). Exact integers of 1/10000 rupee.
 */
import type { AccountId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { LivePrices } from '../market/live-prices.ts';
import type { Price } from '../money/price.ts';
import type { Value } from '../money/value.ts';
import type { Product } from '../order/order-terms.ts';
import { type DeskClock, istDate } from '../ports/clock.ts';
import { type Pnl, pnlOf } from './pnl.ts';
import type { PositionBook } from './position-book.ts';
import type { PreviousCloses } from './previous-closes.ts';

export interface ProfitParts {
  readonly clock: DeskClock;
  readonly positions: PositionBook;
  readonly live: () => Pick<LivePrices, 'priceOf'>;
  readonly closes: PreviousCloses;
  /** Turns price × quantity of an instrument into rupees. */
  readonly multiplierOf: (accountId: AccountId, instrumentId: InstrumentId) => number;
}

/** One position of an account. */
interface Place {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
}

/** One position's profits, with the price that it is counted at. */
export interface PositionPnl extends Pnl {
  readonly lastPrice: Price | undefined;
}

/** Profits of a whole account. */
export interface AccountPnl {
  /** Since entry, of what the books of the day show. */
  readonly pnl: Value;
  /** Mark to market: of the day. */
  readonly dayPnl: Value;
  readonly realised: Value;
  readonly unrealised: Value;
  /** Positions that are not in the day's figure, because a price is not known. */
  readonly uncounted: readonly { readonly instrumentId: InstrumentId; readonly product: Product }[];
}

export class Profits {
  readonly #parts: ProfitParts;

  constructor(parts: ProfitParts) {
    this.#parts = parts;
  }

  /** What one position makes at the last price. */
  of({ accountId, instrumentId, product }: Place): PositionPnl {
    const { clock, positions, live, closes, multiplierOf } = this.#parts;
    const known = live().priceOf(accountId, instrumentId);
    const lastPrice = known?.price ?? positions.lastPrice(accountId, instrumentId, product);
    const today = istDate(clock.now(accountId));
    const pnl = pnlOf(positions.executions(accountId, instrumentId, product), {
      lastPrice,
      previousClose: known?.previousClose ?? closes.of(accountId, instrumentId, today),
      multiplier: multiplierOf(accountId, instrumentId),
    });
    return { ...pnl, lastPrice };
  }

  /** What all positions of an account make together: the sum of what `of` says of each. */
  ofAccount(accountId: AccountId): AccountPnl {
    const sum = { pnl: 0n, dayPnl: 0n, realised: 0n, unrealised: 0n };
    const uncounted: AccountPnl['uncounted'][number][] = [];
    for (const { instrumentId, product } of this.#parts.positions.keysOf(accountId)) {
      const one = this.of({ accountId, instrumentId, product });
      sum.pnl += one.pnl ?? 0n;
      sum.dayPnl += one.dayPnl ?? 0n;
      sum.realised += one.realised ?? 0n;
      sum.unrealised += one.unrealised ?? 0n;
      if (one.dayPnl === undefined) uncounted.push({ instrumentId, product });
    }
    const { pnl, dayPnl, realised, unrealised } = sum;
    return {
      pnl: pnl as Value,
      dayPnl: dayPnl as Value,
      realised: realised as Value,
      unrealised: unrealised as Value,
      uncounted,
    };
  }
}
