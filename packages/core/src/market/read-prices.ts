/** Reads an account's last prices from its position book: the freshest that a broker tells of what no feed carries. */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { DeskClock } from '../ports/clock.ts';
import type { LastPrices } from './last-prices.ts';

export interface ReadPricesParts {
  readonly clock: DeskClock;
  readonly accounts: AccountStore;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly prices: LastPrices;
  readonly orders: Pick<OrderBook, 'livingOf'>;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
}

/** Never rejects: a book that cannot be read leaves the prices as they were. Nothing is read where feeds tell the price of all that works. */
export async function readPrices(
  parts: ReadPricesParts,
  accountId: AccountId,
  signal: AbortSignal,
): Promise<void> {
  const { accounts, brokers, clock, prices } = parts;
  const { brokerId } = accounts.get(accountId);
  const session = accounts.sessionOf(accountId);
  const broker = brokers.get(brokerId);
  if (session === undefined || broker === undefined) return;
  const working = parts.orders.livingOf(accountId);
  const isToldAll = working.every(({ intent }) => prices.isLive(accountId, intent.instrumentId));
  if (working.length > 0 && isToldAll) return;
  try {
    const rows = await broker.positions(session, signal);
    const lookup = parts.instrumentsOf(accountId);
    for (const { listingKey, lastPrice } of rows) {
      const instrument = lookup.byListingKey(brokerId, listingKey);
      if (instrument !== undefined && lastPrice !== undefined)
        prices.noteFor(accountId, instrument.id, { price: lastPrice, at: clock.now(accountId) });
    }
  } catch {
    // Whoever reads the books for their own sake notices what is wrong with them.
  }
}
