/**
 * What a square-off closes in an account, and in which order.
 *
 * Decides: how much of a position is closed, and that a long waits while a short of its underlying is there (domain §4.12). Never
 * touches holdings that the desk did not buy. Pure; it reads the books.
 */
import type { AccountId } from '../account/account.ts';
import type { Conversion } from '../conversion/conversion.ts';
import type { ConversionBook } from '../conversion/conversion-book.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { PositionKey, SquareOffJob, SquareOffWhat } from './square-off-jobs.ts';

export interface ToCloseParts {
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly conversions: ConversionBook;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  /** What of a position is protected; a magnitude. */
  readonly coveredAt: (accountId: AccountId, key: PositionKey) => number;
}

export class ToClose {
  readonly #parts: ToCloseParts;

  constructor(parts: ToCloseParts) {
    this.#parts = parts;
  }

  /** Everything that works, or only what was copied. */
  ordersOf(accountId: AccountId, what: SquareOffWhat): readonly Order[] {
    const living = this.#parts.orders.livingOf(accountId);
    return what === 'copied' ? living.filter(({ intent }) => intent.origin === 'copy') : living;
  }

  /** What is open, and what living orders and conversions under way may open before they have ended. */
  positionsOf(accountId: AccountId, what: SquareOffWhat): readonly PositionKey[] {
    const { positions, conversions } = this.#parts;
    const moving = conversions.livingOf(accountId).map(({ intent }) => intent);
    const keys: PositionKey[] = [
      ...positions.keysOf(accountId).filter((key) => this.signed(accountId, key, what) !== 0),
      ...this.ordersOf(accountId, what).map((order) => order.intent),
      ...moving.flatMap(({ instrumentId, from, to }) =>
        [from, to].map((product) => ({ instrumentId, product })),
      ),
    ];
    const distinct = new Map(keys.map((key) => [nameOf(accountId, key), key]));
    return [...distinct.values()].map(({ instrumentId, product }) => ({ instrumentId, product }));
  }

  /**
   * The signed quantity that a square-off closes. Shares in delivery that were sold today came out of the depository: they
   * are not bought back; and what lies there is touched only as far as it was copied.
   */
  signed(accountId: AccountId, { instrumentId, product }: PositionKey, what: SquareOffWhat): number {
    const { positions } = this.#parts;
    const net = positions.net(accountId, instrumentId, product);
    const copied = positions.copied(accountId, instrumentId, product);
    if (what === 'copied') return within(copied, net);
    if (what === 'protected')
      return (
        Math.sign(net) * Math.min(Math.abs(net), this.#parts.coveredAt(accountId, { instrumentId, product }))
      );
    const day = positions.dayNet(accountId, instrumentId, product);
    const held = net - day;
    if (held === 0 || net < 0) return net;
    return Math.min(net, Math.max(day, copied, 0));
  }

  /** What is left of a job. A position that was closed is not looked at again: what a person opens then is theirs. */
  openOf(job: SquareOffJob): readonly PositionKey[] {
    return leftOf(job).filter((key) => !this.isClosed(job, key));
  }

  /** What a conversion under way takes may stay after all, or come in another product: until it is over nothing is closed there. */
  isClosed({ accountId, what }: SquareOffJob, key: PositionKey): boolean {
    return this.signed(accountId, key, what) === 0 && this.#movingAt(accountId, key).length === 0;
  }

  /** Which of the open positions may go now. Shorts first: a long waits while a short of its underlying is open. */
  turnOf(job: SquareOffJob, open: readonly PositionKey[]): readonly PositionKey[] {
    const shorts = open.filter((key) => this.#isShort(job, key));
    const hedged = new Set(shorts.map((key) => this.#underlyingOf(job.accountId, key)));
    return open
      .filter((key) => shorts.includes(key) || !hedged.has(this.#underlyingOf(job.accountId, key)))
      .toSorted((a, b) => Number(shorts.includes(b)) - Number(shorts.includes(a)));
  }

  /** Whether the job still has a short to buy back of the instrument's underlying. */
  hasShortOf(job: SquareOffJob, instrumentId: InstrumentId): boolean {
    const underlying = this.#underlyingOf(job.accountId, { instrumentId });
    return this.openOf(job).some(
      (key) => this.#isShort(job, key) && this.#underlyingOf(job.accountId, key) === underlying,
    );
  }

  #isShort({ accountId, what }: SquareOffJob, key: PositionKey): boolean {
    return (
      this.signed(accountId, key, what) < 0 ||
      this.#movingAt(accountId, key).some(({ intent }) => intent.side === 'SELL')
    );
  }

  #movingAt(accountId: AccountId, { instrumentId, product }: PositionKey): readonly Conversion[] {
    const isThere = ({ intent }: Conversion): boolean =>
      intent.instrumentId === instrumentId && (intent.from === product || intent.to === product);
    return this.#parts.conversions.livingOf(accountId).filter(isThere);
  }

  #underlyingOf(accountId: AccountId, { instrumentId }: Pick<PositionKey, 'instrumentId'>): string {
    return this.#parts.instrumentsOf(accountId).byId(instrumentId)?.underlying ?? instrumentId;
  }
}

/** The part of what was copied that the account still holds. */
function within(copied: number, net: number): number {
  if (Math.sign(copied) !== Math.sign(net)) return 0;
  return Math.sign(copied) * Math.min(Math.abs(copied), Math.abs(net));
}

/** The positions of a job that it has not closed yet. */
export function leftOf(job: SquareOffJob): readonly PositionKey[] {
  const closed = new Set(job.closed.map((key) => nameOf(job.accountId, key)));
  return job.positions.filter((key) => !closed.has(nameOf(job.accountId, key)));
}

/** One position of one account. */
export function nameOf(accountId: AccountId, key: PositionKey): string {
  return `${accountId}|${key.instrumentId}|${key.product}`;
}
