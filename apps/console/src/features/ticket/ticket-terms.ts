/** From what was typed to what is sent, or to what is wrong with it. */
import type { Account, PlaceOrderBody } from '@copydesk/api-contract';
import { formatQuantity, parseMoney } from '../../lib/numbers.ts';
import { entryLevels } from './entry-levels.ts';
import type { Ticket } from './ticket-store.ts';

export type TicketField = 'instrument' | 'size' | 'price' | 'triggerPrice' | 'protection' | 'account';

export type TicketTerms =
  | { readonly kind: 'ready'; readonly quantity: number; readonly body: PlaceOrderBody }
  | { readonly kind: 'incomplete'; readonly faults: Readonly<Partial<Record<TicketField, string>>> };

export const NEEDS_PRICE: ReadonlySet<Ticket['orderType']> = new Set(['LIMIT', 'SL']);
export const NEEDS_TRIGGER: ReadonlySet<Ticket['orderType']> = new Set(['SL', 'SL-M']);

/** Units of the typed size; null when it is no whole number of lots above zero. */
export function quantityOf(ticket: Pick<Ticket, 'instrument' | 'size' | 'unit'>): number | null {
  const lot = Math.max(1, ticket.instrument?.lotSize ?? 1);
  if (!/^\d{1,9}$/.test(ticket.size.trim())) return null;
  const typed = Number(ticket.size);
  const quantity = ticket.unit === 'quantity' ? typed : typed * lot;
  return quantity > 0 && Number.isSafeInteger(quantity) && quantity % lot === 0 ? quantity : null;
}

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
  const levels = exits ? undefined : entryLevels(ticket);
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

/** A size that is no whole number of lots offers both neighbours. */
function sizeFault(ticket: Ticket): string {
  const typed = Number(ticket.size);
  const lot = Math.max(1, ticket.instrument?.lotSize ?? 1);
  if (!Number.isFinite(typed) || ticket.size.trim() === '' || typed <= 0)
    return 'Needs a whole number above 0.';
  const below = Math.floor(typed);
  if (lot === 1) return `Whole numbers only: ${Math.max(1, below)} or ${below + 1}.`;
  if (ticket.unit === 'quantity') {
    const floor = Math.floor(typed / lot) * lot;
    return floor === 0
      ? `Whole lots only: ${formatQuantity(lot)}.`
      : `Whole lots only: ${formatQuantity(floor)} or ${formatQuantity(floor + lot)}.`;
  }
  const low = Math.max(1, below);
  return `Whole lots only: ${formatQuantity(low * lot)} or ${formatQuantity((below + 1) * lot)}.`;
}

function priceFault(typed: string): string | undefined {
  if (typed.trim() === '') return 'Needs a price.';
  const price = parseMoney(typed.trim());
  return price === null || price <= 0 ? 'Needs a price above 0, such as 124.15.' : undefined;
}

/** One step of the size: a lot, or where it is one, a unit. Never below one step. */
export function steppedSize(ticket: Pick<Ticket, 'instrument' | 'size' | 'unit'>, steps: number): string {
  const step = ticket.unit === 'quantity' ? Math.max(1, ticket.instrument?.lotSize ?? 1) : 1;
  const typed = Math.trunc(Number(ticket.size) || 0);
  return String(Math.max(step, Math.floor(typed / step) * step + steps * step));
}
