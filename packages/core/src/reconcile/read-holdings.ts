/**
 * Shares in the depository, as the broker shows them.
 *
 * Decides: when fewer of them are believed. Keeps I4 and I5: one stale or empty answer takes nothing from what was copied, for the
 * exits of the children could not bring it back; a row that is missing is no proof of a sale.
 */
import type { InstrumentId } from '../instrument/instrument.ts';
import type { JournaledHolding } from '../journal/desk-event.ts';
import { NONE, type Quantity } from '../money/quantity.ts';
import type { Product } from '../order/order-terms.ts';
import { istDate } from '../ports/clock.ts';
import { CONFIRM_AFTER_MS, keyOf } from './compare-positions.ts';
import type { Doubts } from './doubts.ts';
import type { LoggedIn, SettleParts } from './settle.ts';

/** Reads the holdings and notes what differs from the books; says when to look again at what is not believed yet. Rejects when the read does. */
export async function readHoldings(
  parts: SettleParts,
  at: LoggedIn,
  doubts: Doubts,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { account } = at;
  const shown = await shownHoldings(parts, at, signal);
  const known = new Map(parts.positions.holdingsOf(account.id).map((old) => [keyOf(old), old]));
  const read: JournaledHolding[] = [];
  let againInMs: number | undefined;
  const take = (next: JournaledHolding, standMs: number): void => {
    const old = known.get(keyOf(next))?.quantity ?? NONE;
    if (next.quantity === old) return;
    const leftMs = next.quantity > old || isSale(parts, at, next, old) ? 0 : standing(next, standMs);
    if (leftMs === 0) read.push(next);
    else againInMs = Math.min(againInMs ?? leftMs, leftMs);
  };
  const standing = (next: JournaledHolding, standMs: number): number => {
    const key = keyOf(next);
    const leftMs = doubts.see(key, next.quantity, { standMs, nowMs: parts.clock.monotonicMs() });
    if (leftMs === 0) doubts.settle(key);
    return leftMs;
  };
  doubts.begin();
  for (const row of shown.values()) take(row, CONFIRM_AFTER_MS);
  for (const [key, old] of known)
    if (!shown.has(key) && !parts.overnight.isUnlisted(account, old.instrumentId))
      take({ ...old, quantity: NONE }, at.broker.capabilities.absenceAfterMs);
  doubts.end();
  if (read.length > 0)
    parts.journal.record(account.userId, { type: 'holdings-read', accountId: account.id, holdings: read });
  return againInMs;
}

async function shownHoldings(
  parts: SettleParts,
  { account, books, session }: LoggedIn,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, JournaledHolding>> {
  const lookup = parts.instrumentsOf(account.id);
  const shown = new Map<string, JournaledHolding>();
  for (const row of await books.holdings(session, signal)) {
    const instrument = lookup.byListingKey(account.brokerId, row.listingKey);
    if (instrument === undefined) {
      const text = `The holding ${row.symbol} cannot be matched to an instrument.`;
      parts.observer.complain(account, 'unknown-instrument', text);
      continue;
    }
    const { product, averagePrice, lastPrice } = row;
    const instrumentId = homeOf(parts, account, instrument.id, product);
    const quantity = (row.quantity + row.t1Quantity) as Quantity;
    if (lastPrice !== undefined)
      parts.prices.noteFor(account.id, instrumentId, { price: lastPrice, at: parts.clock.now(account.id) });
    parts.overnight.seeShares(account, instrument, product, quantity);
    const holding = { instrumentId, product, quantity, averagePrice };
    shown.set(keyOf(holding), holding);
  }
  return shown;
}

/** The depository knows no exchanges, and brokers name either: shares lie where they were copied. */
function homeOf(
  { positions }: SettleParts,
  { id }: LoggedIn['account'],
  named: InstrumentId,
  product: Product,
): InstrumentId {
  const there = positions.elsewhere(id, named, product);
  if (there === undefined || there.copied === 0 || positions.copied(id, named, product) !== 0) return named;
  return there.instrumentId;
}

/** What was sold on an earlier day has left the depository overnight: that explains the difference to the last share. */
function isSale(
  { positions, clock }: SettleParts,
  { account }: LoggedIn,
  { instrumentId, product, quantity }: JournaledHolding,
  before: Quantity,
): boolean {
  const today = istDate(clock.now(account.id));
  if (!positions.isOfEarlierDay(account.id, instrumentId, product, today)) return false;
  const earlier =
    positions.dayNet(account.id, instrumentId, product) -
    positions.dayFills(account.id, instrumentId, product, today);
  return quantity === before + earlier;
}
