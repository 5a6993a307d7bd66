import { referenceInstruments } from '@copydesk/adapter-testkit';
import type { VenueInstrument } from '@copydesk/sandbox';

const PREFIX: Readonly<Record<string, string>> = {
  NSE: 'NSE_EQ',
  BSE: 'BSE_EQ',
  NFO: 'NSE_FO',
  MCX: 'MCX_FO',
  CDS: 'NCD_FO',
};

/** The small list of the testkit as Upstox would list it: derivatives by number, shares by ISIN, indices by name. */
export function upstoxInstruments(date: string): readonly VenueInstrument[] {
  return referenceInstruments(date).map((instrument) => {
    const key = keyOf(instrument);
    return { ...instrument, listings: { upstox: { key, feedToken: key, symbol: symbolOf(instrument) } } };
  });
}

function keyOf(instrument: VenueInstrument): string {
  if (instrument.kind === 'INDEX') return `${instrument.exchange}_INDEX|${instrument.name}`;
  return `${PREFIX[instrument.segment]}|${instrument.isin ?? instrument.exchangeToken}`;
}

function symbolOf({ underlying, expiry, strike, optionType }: VenueInstrument): string {
  if (expiry === undefined) return underlying;
  const [year = '', month = '', day = ''] = expiry.split('-');
  const name = new Date(`${year}-${month}-01T00:00:00Z`).toLocaleString('en', {
    month: 'short',
    timeZone: 'UTC',
  });
  const date = `${day} ${name.toUpperCase()} ${year.slice(2)}`;
  return optionType === undefined
    ? `${underlying} FUT ${date}`
    : `${underlying} ${(strike ?? 0) / 10_000} ${optionType} ${date}`;
}
