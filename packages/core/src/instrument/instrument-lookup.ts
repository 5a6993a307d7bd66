import type { BrokerId } from '../broker/broker-id.ts';
import type { Instrument, InstrumentId } from './instrument.ts';
import type { BrokerListing, ListingKey } from './listing.ts';

/** What the order path asks of a day's instruments. `InstrumentCatalog` answers it; a test may answer it with a few rows. */
export interface InstrumentLookup {
  /** The instrument with this canonical id, if it is in the day's snapshot. */
  byId(id: InstrumentId): Instrument | undefined;
  /** How one broker names the instrument today; undefined when it does not list it, or the lists disagree. */
  listingFor(id: InstrumentId, brokerId: BrokerId): BrokerListing | undefined;
  /** The instrument that a broker means by its key. */
  byListingKey(brokerId: BrokerId, key: ListingKey): Instrument | undefined;
  /** The instrument that replaced this one by a corporate action; undefined when none is known to. */
  successorOf?(id: InstrumentId): Instrument | undefined;
  /** Whether the broker's list of today has it: something can be entered. Missing: `listingFor` says so. */
  isListed?(id: InstrumentId, brokerId: BrokerId): boolean;
}

/** Whether something can be entered in the instrument at this broker; an exit needs no more than `listingFor`. */
export function isListedToday(lookup: InstrumentLookup, id: InstrumentId, brokerId: BrokerId): boolean {
  return lookup.isListed?.(id, brokerId) ?? lookup.listingFor(id, brokerId) !== undefined;
}
