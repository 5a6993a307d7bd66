/**
 * The few instruments that a desk traded today, kept beside the day's lists.
 *
 * Decides: nothing. After a restart the books can be read and what is held can be left before the lists of 150 000
 * instruments are there again: an exit waits only for its account's own first read (domain §6).
 */
import type { BrokerId } from '../broker/broker-id.ts';
import type { Instrument, InstrumentId } from './instrument.ts';
import type { InstrumentLookup } from './instrument-lookup.ts';
import type { BrokerListing, ListingKey } from './listing.ts';

/** One of them, with what each broker calls it today. Plain JSON. */
export interface FamiliarInstrument {
  readonly instrument: Instrument;
  readonly listings: Readonly<Record<BrokerId, BrokerListing>>;
}

/** Answers for the instruments that it was given, and for no other. */
export class FamiliarInstruments implements InstrumentLookup {
  readonly #byId = new Map<InstrumentId, FamiliarInstrument>();
  readonly #byKey = new Map<string, Instrument>();

  constructor(items: readonly FamiliarInstrument[]) {
    for (const item of items) {
      this.#byId.set(item.instrument.id, item);
      for (const [brokerId, { key }] of Object.entries(item.listings))
        this.#byKey.set(`${brokerId}|${key}`, item.instrument);
    }
  }

  byId(id: InstrumentId): Instrument | undefined {
    return this.#byId.get(id)?.instrument;
  }

  listingFor(id: InstrumentId, brokerId: BrokerId): BrokerListing | undefined {
    return this.#byId.get(id)?.listings[brokerId];
  }

  byListingKey(brokerId: BrokerId, key: ListingKey): Instrument | undefined {
    return this.#byKey.get(`${brokerId}|${key}`);
  }
}
