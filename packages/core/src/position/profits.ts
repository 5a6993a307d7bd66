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
import type { Execution } from './executions.ts';
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
  /** It is open, and that price is none of this moment. */
  readonly isStale: boolean;
}

/** One of an account's positions, with what it makes. */
export interface CountedPosition {
  readonly instrumentId: InstrumentId;
  readonly product: Product;
  /** The day's net, signed: the quantity that the figures are of. */
  readonly netQuantity: number;
  readonly figures: PositionPnl;
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
  of(place: Place): PositionPnl {
    return this.#figuresOf(place, this.#executionsOf(place));
  }

  /** Each position of an account that anything was done with, and what it makes. */
  ofEach(accountId: AccountId): readonly CountedPosition[] {
    const { positions } = this.#parts;
    return positions.keysOf(accountId).flatMap(({ instrumentId, product }) => {
      const executions = this.#executionsOf({ accountId, instrumentId, product });
      if (executions.length === 0) return [];
      const netQuantity = positions.dayNet(accountId, instrumentId, product);
      const figures = this.#figuresOf({ accountId, instrumentId, product }, executions);
      return [{ instrumentId, product, netQuantity, figures }];
    });
  }

  /** What all positions of an account make together. */
  ofAccount(accountId: AccountId): AccountPnl {
    return sumOf(this.ofEach(accountId));
  }

  /** An account that nobody has read today has books of an earlier day: what it traded then is none of today's profit. */
  #executionsOf({ accountId, instrumentId, product }: Place): readonly Execution[] {
    const { clock, positions } = this.#parts;
    return positions.executions(accountId, instrumentId, product, istDate(clock.now(accountId)));
  }

  #figuresOf({ accountId, instrumentId, product }: Place, executions: readonly Execution[]): PositionPnl {
    const { clock, positions, live, closes, multiplierOf } = this.#parts;
    const known = live().priceOf(accountId, instrumentId);
    const lastPrice = known?.price ?? positions.lastPrice(accountId, instrumentId, product);
    const today = istDate(clock.now(accountId));
    const pnl = pnlOf(executions, {
      lastPrice,
      previousClose: known?.previousClose ?? closes.of(accountId, instrumentId, today),
      multiplier: multiplierOf(accountId, instrumentId),
    });
    const isOpen = positions.dayNet(accountId, instrumentId, product) !== 0;
    return { ...pnl, lastPrice, isStale: isOpen && (known === undefined || known.standing === 'stale') };
  }
}

/** What an account makes: the sum of what each of its positions makes. */
export function sumOf(counted: readonly CountedPosition[]): AccountPnl {
  const sum = { pnl: 0n, dayPnl: 0n, realised: 0n, unrealised: 0n };
  const uncounted: AccountPnl['uncounted'][number][] = [];
  for (const { instrumentId, product, figures } of counted) {
    sum.pnl += figures.pnl ?? 0n;
    sum.dayPnl += figures.dayPnl ?? 0n;
    sum.realised += figures.realised ?? 0n;
    sum.unrealised += figures.unrealised ?? 0n;
    if (figures.dayPnl === undefined) uncounted.push({ instrumentId, product });
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
