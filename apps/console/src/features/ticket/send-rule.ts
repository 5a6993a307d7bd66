/**
 * When "Send?" stands between the button and the broker.
 *
 * Decides: always, unless the person switched it off; and then still wherever a slip costs most: the day's first order, a price
 * far from the market, an order above the person's own limit, an option sold to open, and an order for several accounts whose
 * preview is not in view. What cannot be judged is asked about.
 */
import { type Money, money, parseMoney, times } from '../../lib/numbers.ts';
import type { Ticket } from './ticket-store.ts';

/** Of the last price. */
const FAR_PERCENT = 3;
/** Elsewhere a quantity is lots, whose worth the page does not know. */
const COUNTED_IN_UNITS: ReadonlySet<string> = new Set(['NSE', 'BSE', 'NFO', 'BFO']);

export interface SendCase {
  readonly ticket: Ticket;
  readonly quantity: number;
  /** The person wants to be asked before every order. */
  readonly askEach: boolean;
  readonly orderedToday: boolean;
  /** It closes what is held. */
  readonly exits: boolean;
  /** How many accounts it reaches. */
  readonly reaches: number;
  /** What the server would do is on the screen, for these very terms. */
  readonly previewInView: boolean;
  /** Null when nobody knows one of now. */
  readonly lastPrice: Money | null;
  /** In rupees. */
  readonly valueLimit: number | undefined;
}

/** Why it is asked, in words that go before the question; null: it goes at once. Empty: as for every order. */
export function askedBecause(order: SendCase): string | null {
  if (order.askEach) return '';
  const { ticket, exits } = order;
  if (!order.orderedToday) return "The day's first order.";
  if (ticket.instrument?.kind === 'OPT' && ticket.side === 'SELL' && !exits) return 'An option sold to open.';
  return farWords(order) ?? valueWords(order) ?? previewWords(order);
}

function farWords({ ticket, lastPrice }: SendCase): string | null {
  if (ticket.orderType === 'MARKET') return null;
  if (lastPrice === null) return 'No price of now to compare with.';
  const typed = [ticket.price, ticket.triggerPrice].flatMap((text) => parseMoney(text.trim()) ?? []);
  const isFar = typed.some((price) => Math.abs(price - lastPrice) * 100 > lastPrice * FAR_PERCENT);
  return isFar ? `More than ${FAR_PERCENT}% from the last price.` : null;
}

function valueWords({ ticket, quantity, lastPrice, valueLimit }: SendCase): string | null {
  if (valueLimit === undefined) return null;
  const price = parseMoney(ticket.price.trim()) ?? lastPrice;
  if (price === null || !COUNTED_IN_UNITS.has(ticket.instrument?.segment ?? ''))
    return 'Its value is not known, and you have set a limit.';
  return times(price, quantity) > money(valueLimit) ? 'Above your limit for one order.' : null;
}

function previewWords({ reaches, previewInView }: SendCase): string | null {
  return reaches > 1 && !previewInView ? 'What each account would get is not in view.' : null;
}
