/** What stands in the order ticket. It is no order before it was sent. */
import type { Instrument, Order } from '@copydesk/api-contract';
import { create } from 'zustand';

export interface Ticket {
  readonly instrument: Instrument | null;
  readonly side: Order['side'];
  /** As typed: lots, or units where a lot is one. */
  readonly size: string;
  readonly orderType: Order['orderType'];
  readonly product: Order['product'];
  readonly validity: Order['validity'];
  readonly price: string;
  readonly triggerPrice: string;
  /** Undefined: the first master. */
  readonly accountId: string | undefined;
  readonly masterOnly: boolean;
}

const EMPTY: Ticket = {
  instrument: null,
  side: 'BUY',
  size: '1',
  orderType: 'MARKET',
  product: 'D',
  validity: 'DAY',
  price: '',
  triggerPrice: '',
  accountId: undefined,
  masterOnly: false,
};

export const useTicket = create<Ticket>(() => EMPTY);

/** Fills the ticket with an instrument, a side and a size; nothing is sent. */
export function fillTicket(filled: Partial<Ticket> & { readonly instrument: Instrument }): void {
  useTicket.setState({ ...EMPTY, accountId: useTicket.getState().accountId, ...filled });
}

/** Another instrument keeps the side, but no price of the one before, and no size that meant other units: ten shares are not ten lots. */
export function chooseInstrument(instrument: Instrument): void {
  useTicket.setState((ticket) => ({
    instrument,
    price: '',
    triggerPrice: '',
    size: ticket.instrument?.lotSize === instrument.lotSize ? ticket.size : EMPTY.size,
    orderType: 'MARKET',
    product: ticket.product === 'MTF' && instrument.kind !== 'EQ' ? 'D' : ticket.product,
  }));
}

/** A fresh ticket: another person has the page now. */
export function clearTicket(): void {
  useTicket.setState(EMPTY);
}
