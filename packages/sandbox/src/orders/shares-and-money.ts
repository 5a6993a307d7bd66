/**
 * Whether a client has what an order needs: money for what it opens, shares for what it delivers.
 *
 * Decides: how much of an order is an exit (blocks nothing) and how much an entry.
 */
import type { Price } from '@copydesk/core';
import type { AccountBook } from '../books/account-book.ts';
import { marginOfOrder } from '../books/margin.ts';
import type { BrokerRules } from '../venue/broker-rules.ts';
import type { Refusal } from '../venue/refusal.ts';
import type { VenueMargin } from '../venue/venue-books.ts';
import type { VenueClient } from '../venue/venue-client.ts';
import type { OrderTerms } from './order-checks.ts';
import { type OrderRecord, openQuantity } from './order-record.ts';

/** What an order is held against. */
export interface Means {
  readonly client: VenueClient;
  readonly rules: BrokerRules;
  readonly account: AccountBook;
  /** The client's orders at the exchange, without the one in question. */
  readonly others: Iterable<OrderRecord>;
  /** The price at which an order without a limit is margined. */
  readonly marketPrice: Price;
}

/** What an order would block. */
export interface Need {
  readonly entryQuantity: number;
  readonly price: Price;
  readonly margin: VenueMargin;
}

/** How much of the open quantity is an entry, and what that blocks. */
export function needOf(terms: OrderTerms, filled: number, means: Means): Need {
  const { instrument, product, side } = terms;
  const open = terms.quantity - filled;
  const net = means.account.netQuantity(instrument, product);
  const opposite = side === 'BUY' ? Math.max(0, -net) : Math.max(0, net);
  let exitable = opposite;
  for (const other of means.others) {
    if (other.instrument.id === instrument.id && other.product === product && other.side === side) {
      exitable -= openQuantity(other) - Math.min(other.entryQuantity, openQuantity(other));
    }
  }
  const entryQuantity = open - Math.min(open, Math.max(0, exitable));
  const limit = terms.orderType === 'LIMIT' || terms.orderType === 'SL' ? terms.price : undefined;
  const price = limit ?? means.marketPrice;
  const margin = marginOfOrder({ instrument, product, side, quantity: entryQuantity, price });
  return { entryQuantity, price, margin };
}

/** The refusals for want of money, shares or authorisation. `blocked` is what the order blocks already. */
export function meansRefusals(terms: OrderTerms, filled: number, blocked: bigint, means: Means): Refusal[] {
  const found: Refusal[] = [];
  const required = needOf(terms, filled, means).margin.total;
  const available = means.account.available() + blocked;
  if (required > available) {
    found.push({ reason: 'margin', required, available } as Refusal);
  }
  const { instrument, side, product } = terms;
  if (instrument.kind !== 'EQ' || side !== 'SELL' || product !== 'D') return found;
  return [...found, ...sharesRefusals(terms, filled, means)];
}

/** A delivery sale needs shares, and those from the depository need authorisation. */
function sharesRefusals(terms: OrderTerms, filled: number, means: Means): Refusal[] {
  const isin = terms.instrument.isin ?? '';
  const { held, dayNet } = means.account.shares(isin);
  let working = 0;
  for (const other of means.others) {
    if (other.side === 'SELL' && other.product === 'D' && other.instrument.isin === isin) {
      working += openQuantity(other);
    }
  }
  const quantity = terms.quantity - filled;
  const sellable = held + dayNet - working;
  if (quantity > sellable) {
    return [{ reason: 'holdings', quantity, available: Math.max(0, sellable) }];
  }
  const fromDepository = Math.max(0, quantity + working - dayNet);
  if (means.client.ddpi || means.rules.sellAuthorisation === 'not-checked') return [];
  const authorised = means.account.authorised.get(isin) ?? 0;
  if (authorised === 'all' || fromDepository <= authorised) return [];
  return [{ reason: 'authorisation', quantity: fromDepository - authorised, isin }];
}
