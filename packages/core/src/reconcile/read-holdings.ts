/** Shares in the depository, as the broker shows them now. */
import type { JournaledHolding } from '../journal/desk-event.ts';
import { NONE, type Quantity } from '../money/quantity.ts';
import type { LoggedIn, SettleParts } from './settle.ts';

/** Reads the holdings and notes what differs from the books. Rejects when the read does. */
export async function readHoldings(parts: SettleParts, at: LoggedIn, signal: AbortSignal): Promise<void> {
  const { account, books, session } = at;
  const lookup = parts.instrumentsOf(account.id);
  const holdings = (await books.holdings(session, signal)).flatMap((row) => {
    const instrument = lookup.byListingKey(account.brokerId, row.listingKey);
    if (instrument === undefined) {
      parts.observer.complain(
        account,
        'unknown-instrument',
        `The holding ${row.symbol} cannot be matched to an instrument.`,
      );
      return [];
    }
    const quantity = (row.quantity + row.t1Quantity) as Quantity;
    if (row.lastPrice !== undefined)
      parts.prices.noteFor(account.id, instrument.id, {
        price: row.lastPrice,
        at: parts.clock.now(account.id),
      });
    parts.overnight.seeShares(account, instrument, row.product, quantity);
    return [{ instrumentId: instrument.id, product: row.product, quantity, averagePrice: row.averagePrice }];
  });
  const known = parts.positions.holdingsOf(account.id);
  const same = (a: JournaledHolding, b: JournaledHolding): boolean =>
    a.instrumentId === b.instrumentId && a.product === b.product;
  const changed = holdings.filter(
    (row) => !known.some((old) => same(old, row) && old.quantity === row.quantity),
  );
  const gone = known
    .filter(
      (old) =>
        !holdings.some((row) => same(old, row)) && !parts.overnight.isUnlisted(account, old.instrumentId),
    )
    .map((old) => ({ ...old, quantity: NONE }));
  if (changed.length + gone.length === 0) return;
  parts.journal.record(account.userId, {
    type: 'holdings-read',
    accountId: account.id,
    holdings: [...changed, ...gone],
  });
}
