/** From what was typed to what is sent, or to what is wrong with it. */
import type { Account, PlaceOrderBody } from '@copydesk/api-contract';
import { priceFault, quantityOf, sizeFault } from '../../lib/order-size.ts';
import { entryLevels } from './entry-levels.ts';
import type { Ticket } from './ticket-store.ts';

export type TicketField = 'instrument' | 'size' | 'price' | 'triggerPrice' | 'protection' | 'account';

export type TicketTerms =
  | { readonly kind: 'ready'; readonly quantity: number; readonly body: PlaceOrderBody }
  | { readonly kind: 'incomplete'; readonly faults: Readonly<Partial<Record<TicketField, string>>> };

export const NEEDS_PRICE: ReadonlySet<Ticket['orderType']> = new Set(['LIMIT', 'SL']);
export const NEEDS_TRIGGER: ReadonlySet<Ticket['orderType']> = new Set(['SL', 'SL-M']);

/** What is around the order. */
interface TicketPlace {
  readonly account: Account | undefined;
  /** False: for the master alone. */
  readonly copies: boolean;
  /** It closes what is held: there is nothing to protect then. */
  readonly exits: boolean;
}

/** What is sent: prices as the text that was typed, so that no float comes between. */
export function ticketTerms(ticket: Ticket, { account, copies, exits }: TicketPlace): TicketTerms {
  const faults: Partial<Record<TicketField, string | undefined>> = {};
  const { instrument } = ticket;
  const quantity = quantityOf(ticket);
  if (account === undefined) faults.account = 'No account to trade in.';
  if (instrument === null) faults.instrument = 'Type / to find an instrument.';
  else if (instrument.lotSize === 0)
    faults.instrument = 'An index cannot be traded; take its future or an option.';
  if (quantity === null) faults.size = sizeFault(ticket);
  if (NEEDS_PRICE.has(ticket.orderType)) faults.price = priceFault(ticket.price);
  if (NEEDS_TRIGGER.has(ticket.orderType)) faults.triggerPrice = priceFault(ticket.triggerPrice);
  const levels = exits ? undefined : entryLevels(ticket, account?.environment);
  if (typeof levels === 'string') faults.protection = levels;
  const wrong = Object.entries(faults).filter(([, fault]) => fault !== undefined);
  if (account === undefined || instrument === null || quantity === null || wrong.length > 0) {
    return { kind: 'incomplete', faults: Object.fromEntries(wrong) };
  }
  return {
    kind: 'ready',
    quantity,
    body: {
      accountId: account.id,
      instrumentId: instrument.id,
      side: ticket.side,
      quantity,
      orderType: ticket.orderType,
      product: ticket.product,
      validity: ticket.validity,
      ...(NEEDS_PRICE.has(ticket.orderType) ? { price: ticket.price.trim() } : {}),
      ...(NEEDS_TRIGGER.has(ticket.orderType) ? { triggerPrice: ticket.triggerPrice.trim() } : {}),
      ...(levels === undefined || typeof levels === 'string' ? {} : { protection: levels }),
      ...(copies ? {} : { copy: false }),
    },
  };
}
