/** The instrument list as Kite's API writes it: quoted names, plain zeros, indices as EQ of the segment INDICES. */
import { type Price, printPrice } from '@copydesk/core';
import type { VenueInstrument } from '@copydesk/sandbox';
import { namesOf } from './terms.ts';

const HEADER =
  'instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange';

/** The file of a broker, of one exchange or of all. */
export function instrumentCsv(
  instruments: readonly VenueInstrument[],
  broker: string,
  exchange: string | undefined,
): string {
  const lines = [HEADER];
  for (const instrument of instruments) {
    if (instrument.listings[broker] === undefined) continue;
    const names = namesOf(instrument, broker);
    if (exchange === undefined || names.exchange === exchange) lines.push(lineOf(instrument, names));
  }
  return `${lines.join('\n')}\n`;
}

function lineOf(instrument: VenueInstrument, names: ReturnType<typeof namesOf>): string {
  const derivative = instrument.kind === 'FUT' || instrument.kind === 'OPT';
  const name = derivative ? instrument.underlying : instrument.name;
  return [
    names.token,
    // Kite numbers indices apart from everybody else, so its own token is the one to take apart.
    Math.floor(Number(names.token) / 256),
    names.symbol,
    `"${name.replaceAll('"', '""')}"`,
    0,
    instrument.expiry ?? '',
    plain(instrument.strike),
    plain(instrument.tickSize),
    // The real file says 1 for an index of MCX, 0 for those of NSE and BSE.
    instrument.kind === 'INDEX' && instrument.exchange === 'MCX' ? 1 : instrument.lotSize,
    instrument.optionType ?? (derivative ? 'FUT' : 'EQ'),
    segmentOf(instrument, names.exchange),
    names.exchange,
  ].join(',');
}

function segmentOf(instrument: VenueInstrument, exchange: string): string {
  switch (instrument.kind) {
    case 'INDEX':
      return 'INDICES';
    case 'FUT':
      return `${exchange}-FUT`;
    case 'OPT':
      return `${exchange}-OPT`;
    case 'EQ':
      return exchange;
  }
}

function plain(price: Price | undefined): string {
  return price === undefined ? '0' : printPrice(price, 0);
}
