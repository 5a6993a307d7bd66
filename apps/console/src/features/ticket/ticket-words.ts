/** What the ticket's order is called in its question and on its button. */
import { ORDER_TYPE_WORD } from '../../lib/words.ts';
import { entryLevelWords } from './entry-levels.ts';
import type { TicketOrder } from './ticket-order.ts';
import type { TicketReach } from './ticket-reach.ts';
import type { Ticket } from './ticket-store.ts';

export function sideVerb({ side }: Pick<Ticket, 'side'>): 'Buy' | 'Sell' {
  return side === 'BUY' ? 'Buy' : 'Sell';
}

/** `The day's first order. Buy 7 lots in 3 accounts at 124.15, stop 110: k2, c1, c2.` */
export function questionWords(
  because: string,
  ticket: Ticket,
  { exits }: TicketOrder,
  { effect, names }: TicketReach,
): string {
  const reason = because === '' ? '' : `${because} `;
  const levels = exits ? '' : entryLevelWords(ticket);
  return `${reason}${sideVerb(ticket)} ${effect}${priceWords(ticket)}${levels}: ${names}.`;
}

function priceWords({ orderType, price, triggerPrice }: Ticket): string {
  if (orderType === 'MARKET') return ' at market';
  const at = price === '' ? triggerPrice : price;
  return ` at ${at}${orderType === 'LIMIT' ? '' : ` (${ORDER_TYPE_WORD[orderType].toLowerCase()})`}`;
}

/** What the figures that the page works out by itself do not know; null where they know all of it. */
export function estimateNote(ticket: Ticket, { group, copies, exits }: TicketOrder): string | null {
  if (group === undefined || ticket.masterOnly || !copies) return null;
  return exits
    ? 'Closes what is held: each child closes its share of what was copied.'
    : "By each link's rule. Funds, limits and filters are looked at when the order is sent.";
}
