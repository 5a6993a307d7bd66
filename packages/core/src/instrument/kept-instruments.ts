/**
 * A day's instruments, and beside them what was traded and a list has lost since (domain §4.3: a missing listing stops no exit).
 *
 * Decides: what is kept and when it no longer counts: not when another instrument has its key today, nor when one has replaced it.
 * Keeps I5. Leaves to others: that nothing is entered by what is only kept (`isListed`).
 */
import type { BrokerId, Environment } from '../broker/broker-id.ts';
import type { Instrument, InstrumentId } from './instrument.ts';
import type { InstrumentLookup } from './instrument-lookup.ts';
import type { BrokerListing, ListingKey } from './listing.ts';

/** Many more than are traded in weeks; the oldest makes way. */
const KEPT_AT_MOST = 20_000;

interface Kept {
  readonly instrument: Instrument;
  readonly listings: Map<BrokerId, BrokerListing>;
}

export class KeptInstruments implements InstrumentLookup {
  readonly #today: InstrumentLookup;
  readonly #kept = new Map<InstrumentId, Kept>();
  readonly #byKey = new Map<string, InstrumentId>();

  constructor(today: InstrumentLookup) {
    this.#today = today;
  }

  byId(id: InstrumentId): Instrument | undefined {
    return this.#today.byId(id) ?? this.#lost(id)?.instrument;
  }

  listingFor(id: InstrumentId, brokerId: BrokerId): BrokerListing | undefined {
    const listing = this.#today.listingFor(id, brokerId);
    if (listing !== undefined) {
      this.#keep(this.#today.byId(id), brokerId, listing);
      return listing;
    }
    const lost = this.#lost(id)?.listings.get(brokerId);
    // Keys are given again: what another one has today is no longer this one's.
    const taken = lost !== undefined && this.#today.byListingKey(brokerId, lost.key) !== undefined;
    return taken ? undefined : lost;
  }

  byListingKey(brokerId: BrokerId, key: ListingKey): Instrument | undefined {
    const found = this.#today.byListingKey(brokerId, key);
    if (found !== undefined) {
      this.#keep(found, brokerId, this.#today.listingFor(found.id, brokerId));
      return found;
    }
    const id = this.#byKey.get(`${brokerId}|${key}`);
    return id === undefined ? undefined : this.byId(id);
  }

  successorOf(id: InstrumentId): Instrument | undefined {
    return this.#today.successorOf?.(id);
  }

  isListed(id: InstrumentId, brokerId: BrokerId): boolean {
    return this.#today.listingFor(id, brokerId) !== undefined;
  }

  #lost(id: InstrumentId): Kept | undefined {
    return this.successorOf(id) === undefined ? this.#kept.get(id) : undefined;
  }

  #keep(instrument: Instrument | undefined, brokerId: BrokerId, listing: BrokerListing | undefined): void {
    if (instrument === undefined || listing === undefined) return;
    const known = this.#kept.get(instrument.id);
    if (known?.listings.get(brokerId) === listing) return;
    const listings = known?.listings ?? new Map<BrokerId, BrokerListing>();
    listings.set(brokerId, listing);
    this.#kept.set(instrument.id, { instrument, listings });
    this.#byKey.set(`${brokerId}|${listing.key}`, instrument.id);
    if (this.#kept.size > KEPT_AT_MOST) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const [oldest] = this.#kept;
    if (oldest === undefined) return;
    const [id, { listings }] = oldest;
    this.#kept.delete(id);
    for (const [brokerId, { key }] of listings) this.#byKey.delete(`${brokerId}|${key}`);
  }
}

/** The day's instruments of each environment, with what is kept of them. */
export function keptInstruments(
  today: Readonly<Record<Environment, InstrumentLookup>>,
): Readonly<Record<Environment, InstrumentLookup>> {
  return { live: new KeptInstruments(today.live), sandbox: new KeptInstruments(today.sandbox) };
}
