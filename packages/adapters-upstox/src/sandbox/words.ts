/** Upstox's words for what the venue knows: exchanges, segments, states, symbols, times. */
import { type Instant, IST_OFFSET_MS, printPrice, type Segment } from '@copydesk/core';
import type { VenueInstrument, VenueState } from '@copydesk/sandbox';

/** As order, position and holding rows name it. */
export const EXCHANGE_OF: Readonly<Record<Segment, string>> = {
  NSE: 'NSE',
  BSE: 'BSE',
  NFO: 'NFO',
  BFO: 'BFO',
  CDS: 'CDS',
  BCD: 'BCD',
  MCX: 'MCX',
  NCO: 'NSCOM',
};

/** As instrument keys and the stream's positions name it. */
export const SEGMENT_NAME_OF: Readonly<Record<Segment, string>> = {
  NSE: 'NSE_EQ',
  BSE: 'BSE_EQ',
  NFO: 'NSE_FO',
  BFO: 'BSE_FO',
  CDS: 'NCD_FO',
  BCD: 'BCD_FO',
  MCX: 'MCX_FO',
  NCO: 'NSE_COM',
};

/** Docs "appendix/order-status", read 2026-02. */
export const STATUS_OF: Readonly<Record<VenueState, string>> = {
  received: 'put order req received',
  'after-market-received': 'after market order req received',
  'validation-pending': 'validation pending',
  'open-pending': 'open pending',
  open: 'open',
  'trigger-pending': 'trigger pending',
  'modify-validation-pending': 'modify validation pending',
  'modify-pending': 'modify pending',
  modified: 'modified',
  'modify-after-market-received': 'modify after market order req received',
  'not-modified': 'not modified',
  'cancel-pending': 'cancel pending',
  complete: 'complete',
  cancelled: 'cancelled',
  'cancelled-after-market': 'cancelled after market order',
  rejected: 'rejected',
};

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Weekly contracts write the month as one character. */
const MONTH_CODES = '123456789OND';

/** The compact symbol of orders, positions and quotes, which is not the one of the instrument file. */
export function compactSymbol(instrument: VenueInstrument): string {
  const { kind, expiry, underlying } = instrument;
  if (expiry === undefined) return symbolOf(instrument);
  const [year = '', month = '', day = ''] = expiry.split('-');
  const index = Number(month) - 1;
  const when =
    instrument.weekly && kind === 'OPT'
      ? `${year.slice(2)}${MONTH_CODES[index] ?? ''}${day}`
      : `${year.slice(2)}${MONTHS[index] ?? ''}`;
  if (kind === 'FUT') return `${underlying}${when}FUT`;
  const strike = instrument.strike === undefined ? '' : printPrice(instrument.strike, 0);
  return `${underlying}${when}${strike}${instrument.optionType ?? ''}`;
}

/** Orders and trades write a share of NSE with its series. */
export function orderSymbol(instrument: VenueInstrument): string {
  const symbol = compactSymbol(instrument);
  const isShare = instrument.kind === 'EQ' && instrument.segment === 'NSE';
  return isShare ? `${symbol}-${instrument.series ?? 'EQ'}` : symbol;
}

/** How the file names it. */
export function symbolOf(instrument: VenueInstrument): string {
  return instrument.listings['upstox']?.symbol ?? instrument.underlying;
}

/** The instrument key. */
export function keyOf(instrument: VenueInstrument): string {
  return instrument.listings['upstox']?.key ?? '';
}

/** `2023-10-19 09:23:23`, in Indian time, to the second. */
export function naiveTime(at: Instant): string {
  return new Date(at + IST_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** `03-Aug-2017 15:03:42`, as trades are documented. */
export function namedTime(at: Instant): string {
  const [date = '', time = ''] = naiveTime(at).split(' ');
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}-${MONTH_NAMES[Number(month) - 1] ?? ''}-${year} ${time}`;
}
