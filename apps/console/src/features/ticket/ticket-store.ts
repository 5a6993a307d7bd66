/** What stands in the order ticket. It is no order before it was sent. */
import type { Instrument, Order } from '@copydesk/api-contract';
import { create } from 'zustand';
import { usePreferences } from '../../live/preferences.ts';

export interface Ticket {
  readonly instrument: Instrument | null;
  readonly side: Order['side'];
  /** As typed, in `unit`. */
  readonly size: string;
  /** What the size counts; where a lot is one, both are the same. */
  readonly unit: 'lots' | 'quantity';
  readonly orderType: Order['orderType'];
  readonly product: Order['product'];
  readonly validity: Order['validity'];
  readonly price: string;
  readonly triggerPrice: string;
  /** Levels that are set when it fills; empty is off. */
  readonly stop: string;
  readonly target: string;
  readonly trail: string;
  /** Undefined: the first master. */
  readonly accountId: string | undefined;
  readonly masterOnly: boolean;
}

const EMPTY: Ticket = {
  instrument: null,
  side: 'BUY',
  size: '1',
  unit: 'lots',
  orderType: 'MARKET',
  product: 'D',
  validity: 'DAY',
  price: '',
  triggerPrice: '',
  stop: '',
  target: '',
  trail: '',
  accountId: undefined,
  masterOnly: false,
};

export const useTicket = create<Ticket>(() => EMPTY);

/** Fills the ticket with an instrument, a side and a size; nothing is sent. */
export function fillTicket(filled: Partial<Ticket> & { readonly instrument: Instrument }): void {
  const { accountId, unit } = useTicket.getState();
  useTicket.setState({ ...EMPTY, accountId, ...inLots(filled, unit) });
}

/** Another instrument keeps the side, but no price of the one before, and no size that meant other units: ten shares are not ten lots. */
export function chooseInstrument(instrument: Instrument): void {
  const usual = usePreferences.getState().values;
  useTicket.setState((ticket) => ({
    instrument,
    price: '',
    triggerPrice: '',
    stop: '',
    target: '',
    trail: '',
    size:
      ticket.instrument?.lotSize === instrument.lotSize
        ? ticket.size
        : sizeIn(ticket.unit, EMPTY.size, instrument),
    orderType: usual.orderType ?? 'MARKET',
    product: usual.product ?? (ticket.product === 'MTF' && instrument.kind !== 'EQ' ? 'D' : ticket.product),
  }));
}

/** A fresh ticket: another person has the page now. */
export function clearTicket(): void {
  useTicket.setState(EMPTY);
}

/** A size that is filled in counts lots; it is shown in the unit that the person works in. */
function inLots<T extends Partial<Ticket> & { readonly instrument: Instrument }>(
  filled: T,
  unit: Ticket['unit'],
): T & { readonly unit: Ticket['unit']; readonly size: string } {
  return { ...filled, unit, size: sizeIn(unit, filled.size ?? EMPTY.size, filled.instrument) };
}

function sizeIn(unit: Ticket['unit'], lots: string, instrument: Instrument): string {
  const count = Number(lots) * Math.max(1, instrument.lotSize);
  return unit === 'lots' || !Number.isSafeInteger(count) ? lots : String(count);
}

/** Lots or units; the same amount stands there afterwards. What is no whole number of lots stays as it was typed. */
export function chooseUnit(unit: Ticket['unit']): void {
  useTicket.setState((ticket) => {
    if (ticket.unit === unit) return {};
    const lot = Math.max(1, ticket.instrument?.lotSize ?? 1);
    const typed = Number(ticket.size);
    const converted = unit === 'lots' ? typed / lot : typed * lot;
    return { unit, size: Number.isInteger(converted) && converted > 0 ? String(converted) : ticket.size };
  });
}
