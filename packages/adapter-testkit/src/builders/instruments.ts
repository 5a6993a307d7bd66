/** Instruments for tests: complete ones, so that a case names only what it is about. */
import {
  type BrokerListing,
  type Instrument,
  type InstrumentId,
  type ListingKey,
  type ListingRow,
  priceOfUnits,
  printPrice,
  quantityOf,
} from '@copydesk/core';

/** An option on NIFTY, 26 000 CE of 1 December 2026: lots of 75, ticks of 0.05, freeze at 1 800. */
export function aNiftyOption(changes: Partial<Instrument> = {}): Instrument {
  const { strike = priceOfUnits(260_000_000), optionType = 'CE', expiry = '2026-12-01' } = changes;
  const decimal = printPrice(strike, 0);
  return {
    id: `NFO:NIFTY:${expiry}:${decimal}:${optionType}` as InstrumentId,
    symbol: `NIFTY ${expiry} ${decimal} ${optionType}`,
    name: 'NIFTY',
    exchange: 'NSE',
    segment: 'NFO',
    kind: 'OPT',
    underlying: 'NIFTY',
    expiry,
    strike,
    optionType,
    isin: undefined,
    series: undefined,
    lotSize: quantityOf(75),
    tickSize: priceOfUnits(500),
    freezeQuantity: quantityOf(1_800),
    contractMultiplier: 1,
    adjustedFrom: undefined,
    ...changes,
  };
}

/** The NIFTY future of 29 December 2026. */
export function aNiftyFuture(changes: Partial<Instrument> = {}): Instrument {
  return aNiftyOption({
    id: 'NFO:NIFTY:2026-12-29:FUT' as InstrumentId,
    symbol: 'NIFTY 29 DEC FUT',
    kind: 'FUT',
    expiry: '2026-12-29',
    strike: undefined,
    optionType: undefined,
    tickSize: priceOfUnits(1_000),
    ...changes,
  });
}

/** RELIANCE in the cash segment of NSE: single shares, ticks of 0.10. */
export function aShare(changes: Partial<Instrument> = {}): Instrument {
  return {
    id: 'NSE:INE002A01018' as InstrumentId,
    symbol: 'RELIANCE',
    name: 'RELIANCE INDUSTRIES LTD',
    exchange: 'NSE',
    segment: 'NSE',
    kind: 'EQ',
    underlying: 'RELIANCE',
    expiry: undefined,
    strike: undefined,
    optionType: undefined,
    isin: 'INE002A01018',
    series: 'EQ',
    lotSize: quantityOf(1),
    tickSize: priceOfUnits(1_000),
    freezeQuantity: quantityOf(100_000),
    contractMultiplier: 1,
    adjustedFrom: undefined,
    ...changes,
  };
}

/** How a broker that names everything by canonical id (the reference broker) lists an instrument. */
export function aListing(instrument: Instrument): BrokerListing {
  return {
    key: instrument.id as string as ListingKey,
    segment: instrument.segment,
    symbol: instrument.symbol,
    feedToken: instrument.id,
  };
}

/** The row of a broker's list for an instrument; a list of such rows joins to exactly these instruments. */
export function aListingRow(instrument: Instrument, exchangeToken: string): ListingRow {
  return {
    segment: instrument.segment,
    kind: instrument.kind,
    optionType: instrument.optionType,
    exchangeToken,
    key: instrument.id as string as ListingKey,
    feedToken: exchangeToken,
    symbol: instrument.symbol,
    symbolByRule: undefined,
    name: instrument.name,
    underlying: instrument.underlying,
    expiry: instrument.expiry,
    strike: instrument.strike,
    isin: instrument.isin,
    series: instrument.series,
    lotSize: instrument.lotSize,
    tickSize: instrument.tickSize,
    freezeQuantity: instrument.freezeQuantity,
    contractMultiplier: instrument.contractMultiplier,
  };
}
