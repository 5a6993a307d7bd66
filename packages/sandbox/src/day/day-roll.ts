/**
 * The end of a day.
 *
 * Decides: what becomes of orders, positions, holdings and money when the date in India changes. The books of the day
 * are wiped, as brokers do; after-market orders that wait stay.
 */
import { type Price, quantityOf, valueOf } from '@copydesk/core';
import type { AccountBook, AccountStart, Carried, Held } from '../books/account-book.ts';
import type { PriceBoard } from '../market/price-board.ts';
import type { Floor } from '../orders/floor.ts';
import { isLiving, openQuantity } from '../orders/order-record.ts';
import { type StateWalk, waitsForOpening } from '../orders/state-walk.ts';
import type { VenuePosition } from '../venue/venue-books.ts';
import type { VenueInstrument } from '../venue/venue-instrument.ts';

/** Ends the day and begins `date`. The caller commits. */
export function rollDay(floor: Floor, walk: StateWalk, date: string): void {
  const { accounts, index, list, prices, store } = floor.parts;
  for (const record of [...index.all()]) {
    if (waitsForOpening(record)) continue;
    if (isLiving(record)) {
      record.cancelledQuantity = openQuantity(record);
      floor.write(record, 'cancelled');
    }
    walk.forget(record);
    index.drop(record);
    store.remove('order', `${record.broker}/${record.orderId}`);
  }
  const starts = [...accounts.entries()].map(([key, account]) => ({
    key,
    account,
    start: nextStart(account, date, prices),
  }));
  accounts.clearTrades();
  floor.parts.dayEnded();
  prices.rollDay();
  list.load(date);
  prices.forgetUnlisted();
  for (const { key, account, start } of starts) {
    account.authorised.clear();
    account.begin(start, []);
    const slash = key.indexOf('/');
    accounts.keep({ broker: key.slice(0, slash), client: key.slice(slash + 1) });
  }
}

/** What the account begins the next day with. */
function nextStart(account: AccountBook, date: string, prices: PriceBoard): AccountStart {
  const funds = account.funds();
  let opening = funds.opening + funds.cashFlow + funds.realised;
  const carried: Carried[] = [];
  const bought = new Map<string, { instrument: VenueInstrument; quantity: number; value: bigint }>();
  const sold = new Map<string, number>();
  for (const position of account.positions(undefined)) {
    const { instrument, product, quantity } = position;
    if (quantity === 0) continue;
    if (instrument.kind === 'EQ' && product === 'D') {
      const isin = instrument.isin ?? instrument.id;
      if (quantity < 0) sold.set(isin, (sold.get(isin) ?? 0) - quantity);
      else bought.set(isin, addShares(bought.get(isin), position));
      continue;
    }
    const expired = instrument.expiry !== undefined && instrument.expiry < date;
    if (product === 'I' || expired) {
      opening += closedFor(position, expired ? settlementPrice(instrument, prices) : position.lastPrice);
      continue;
    }
    const value = position.openValue < 0n ? -position.openValue : position.openValue;
    carried.push({ instrument, product, quantity, value });
  }
  return { opening, carried, holdings: nextHoldings(account.start.holdings, bought, sold) };
}

/** What closing a position at this price brings: paid-in-full positions their value, margined ones their profit. */
function closedFor(position: VenuePosition, price: Price): bigint {
  const { instrument, quantity, openValue } = position;
  const worth =
    valueOf(price, quantityOf(Math.abs(quantity)), instrument.contractMultiplier) * (quantity < 0 ? -1n : 1n);
  return instrument.kind === 'OPT' ? worth : worth - openValue;
}

/** An option that has expired is worth what it is inside; a future its last price. */
function settlementPrice(instrument: VenueInstrument, prices: PriceBoard): Price {
  const spot = prices.underlyingPrice(instrument);
  if (instrument.kind !== 'OPT' || spot === undefined || instrument.strike === undefined) {
    return prices.last(instrument);
  }
  const inside = instrument.optionType === 'CE' ? spot - instrument.strike : instrument.strike - spot;
  return Math.max(0, inside) as Price;
}

function addShares(
  known: { instrument: VenueInstrument; quantity: number; value: bigint } | undefined,
  position: VenuePosition,
): { instrument: VenueInstrument; quantity: number; value: bigint } {
  return {
    instrument: known?.instrument ?? position.instrument,
    quantity: (known?.quantity ?? 0) + position.quantity,
    value: (known?.value ?? 0n) + position.openValue,
  };
}

/** Yesterday's purchases are on their way (t1), the ones before have arrived, sales have left. */
function nextHoldings(
  before: readonly Held[],
  bought: ReadonlyMap<string, { instrument: VenueInstrument; quantity: number; value: bigint }>,
  sold: Map<string, number>,
): Held[] {
  const next = new Map<string, Held>();
  for (const row of before) {
    const arrived = row.quantity + row.t1Quantity;
    const left = Math.min(arrived, sold.get(row.isin) ?? 0);
    sold.set(row.isin, (sold.get(row.isin) ?? 0) - left);
    if (arrived > left) next.set(row.isin, { ...row, quantity: arrived - left, t1Quantity: 0 });
  }
  for (const [isin, { instrument, quantity: purchased, value: paid }] of bought) {
    // What was sold at the other exchange on the same day never arrives.
    const quantity = purchased - Math.min(purchased, sold.get(isin) ?? 0);
    if (quantity === 0) continue;
    const value = (paid * BigInt(quantity)) / BigInt(purchased);
    const known = next.get(isin);
    const total = (known?.quantity ?? 0) + quantity;
    const cost = BigInt(known?.averagePrice ?? 0) * BigInt(known?.quantity ?? 0) + value;
    // A display figure, rounded half up to 1/10000 rupee: holdings are worth their price, not their history.
    const average = Number((2n * cost + BigInt(total)) / (2n * BigInt(total)));
    next.set(isin, {
      instrument: known?.instrument ?? instrument,
      isin,
      quantity: known?.quantity ?? 0,
      t1Quantity: quantity,
      averagePrice: average as Price,
    });
  }
  return [...next.values()];
}
