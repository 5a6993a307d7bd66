/** What is traded in the torture: three instruments of one day, made once for all runs of a process. */
import { DEFAULT_START, referenceInstruments } from '@copydesk/adapter-testkit';
import type { VenueInstrument } from '@copydesk/sandbox';
import {
  type BrokerId,
  type BrokerListing,
  type Instrument,
  type InstrumentLookup,
  istDate,
  type Price,
  type Product,
  quantityOf,
} from '../../src/index.ts';
import type { InstrumentName } from './history.ts';

export const NORTH = 'north' as BrokerId;
export const SOUTH = 'south' as BrokerId;

/** One instrument as the torture trades it: always in one product. */
export interface Traded {
  readonly name: InstrumentName;
  readonly instrument: Instrument;
  readonly atVenue: VenueInstrument;
  readonly product: Product;
  /** Where its price begins. */
  readonly base: Price;
}

const LISTED = referenceInstruments(istDate(DEFAULT_START), [NORTH, SOUTH]);

/** Everything that the venue of a run lists. */
export const VENUE_INSTRUMENTS: readonly VenueInstrument[] = LISTED.filter(
  (one) =>
    one.id === 'NSE:INDEX:NIFTY' ||
    one === optionOf(LISTED) ||
    one.underlying === 'GOLD' ||
    one.underlying === 'RELIANCE',
);

/** What is traded, by name. */
export const TRADED: Readonly<Record<InstrumentName, Traded>> = {
  option: traded('option', optionOf(LISTED), 'D'),
  future: traded('future', LISTED.find((one) => one.underlying === 'GOLD') as VenueInstrument, 'D'),
  // Intraday, so that it can be sold short.
  share: traded('share', LISTED.find((one) => one.underlying === 'RELIANCE') as VenueInstrument, 'I'),
};

/** So many tenths of a percent above the price, on a tick and never below one. */
export function priceAbove(price: Price, tenths: number, tick: Price): Price {
  const moved = Math.round((price * (1_000 + tenths)) / 1_000 / tick) * tick;
  return Math.max(tick, moved) as Price;
}

/** The instruments of the day, by id and as both brokers list them. */
export const LOOKUP: InstrumentLookup = lookupOver(VENUE_INSTRUMENTS);

function optionOf(instruments: readonly VenueInstrument[]): VenueInstrument {
  return instruments.find((one) => one.kind === 'OPT' && one.underlying === 'NIFTY') as VenueInstrument;
}

function traded(name: InstrumentName, atVenue: VenueInstrument, product: Product): Traded {
  return { name, instrument: instrumentOf(atVenue), atVenue, product, base: atVenue.previousClose as Price };
}

function lookupOver(instruments: readonly VenueInstrument[]): InstrumentLookup {
  const byId = new Map(instruments.map((one) => [one.id, instrumentOf(one)]));
  const byKey = new Map<string, Instrument>();
  const listings = new Map<string, BrokerListing>();
  for (const one of instruments) {
    for (const [broker, listing] of Object.entries(one.listings)) {
      byKey.set(`${broker}|${listing.key}`, byId.get(one.id) as Instrument);
      const key = listing.key as BrokerListing['key'];
      listings.set(`${broker}|${one.id}`, { ...listing, key, segment: one.segment });
    }
  }
  return {
    byId: (id) => byId.get(id),
    listingFor: (id, broker) => listings.get(`${broker}|${id}`),
    byListingKey: (broker, key) => byKey.get(`${broker}|${key}`),
  };
}

function instrumentOf(one: VenueInstrument): Instrument {
  return {
    id: one.id,
    symbol: String(one.id),
    name: one.name,
    exchange: one.exchange,
    segment: one.segment,
    kind: one.kind,
    underlying: one.underlying,
    expiry: one.expiry,
    strike: one.strike,
    optionType: one.optionType,
    isin: one.isin,
    series: one.series,
    tickSize: one.tickSize,
    lotSize: quantityOf(one.lotSize),
    freezeQuantity: one.freezeQuantity === undefined ? undefined : quantityOf(one.freezeQuantity),
    contractMultiplier: one.contractMultiplier,
    adjustedFrom: undefined,
  };
}
