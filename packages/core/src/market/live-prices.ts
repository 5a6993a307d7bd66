/**
 * What anything in the core asks when it needs a price now, and how far it may trust the answer.
 *
 * The hub answers it. A stop that acts on a price must know whether it is one of this moment.
 */
import type { Account, AccountId } from '../account/account.ts';
import type { Environment } from '../broker/broker-id.ts';
import type { FeedMode } from '../broker/market-feed.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Price } from '../money/price.ts';
import type { Instant } from '../ports/clock.ts';

/**
 * Where a price comes from. `live`: a feed that is up, and recent by the exchange's own time. `polled`: asked for a moment
 * ago, because no feed carries it. `stale`: the last one known, of a feed that fell silent, or of a book or a fill.
 */
export type PriceStanding = 'live' | 'polled' | 'stale';

/** Who tells a price now, and how: `stream`, a feed; `quotes`, asked for every few seconds. */
export interface PriceSource {
  /** By whose session it comes: any account of the environment, another person's too. */
  readonly account: Pick<Account, 'id' | 'userId' | 'brokerId'>;
  readonly by: 'stream' | 'quotes';
}

/** A price with what is known of it. */
export interface LivePrice {
  readonly price: Price;
  /** When it was the last one, by the exchange where it tells. */
  readonly at: Instant;
  readonly standing: PriceStanding;
  /** Undefined while it is `stale`: nobody tells it now. */
  readonly source: PriceSource | undefined;
  /** The exchange's previous close, where a feed or a quote told it today. */
  readonly previousClose: Price | undefined;
}

/** Told when a price, or how far it can be trusted, changed. */
export type LivePriceListener = (environment: Environment, instrumentId: InstrumentId) => void;

/** The prices of now. */
export interface LivePrices {
  /** The price where this account trades; undefined when none was ever told. */
  priceOf(accountId: AccountId, instrumentId: InstrumentId): LivePrice | undefined;
  /**
   * Says which instruments somebody (`owner`: any stable name) needs in an environment from now on, in place of what the
   * same owner needed before. An empty list lets go of all.
   */
  want(owner: string, environment: Environment, instrumentIds: readonly InstrumentId[], mode: FeedMode): void;
  /** Every listener is told, synchronously, in the order in which they came. Returns what ends it. */
  listen(listener: LivePriceListener): () => void;
}
