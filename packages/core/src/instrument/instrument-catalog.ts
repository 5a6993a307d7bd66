/**
 * The day's instruments of one environment.
 *
 * Decides: which snapshot is in force, and that a worse one never replaces a good one. Leaves to others: how lists
 * join (`snapshot-builder.ts`) and how people name instruments (`instrument-resolver.ts`).
 */
import type { BrokerId, Environment } from '../broker/broker-id.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { Staleness } from './catalog-report.ts';
import type { Instrument, InstrumentId } from './instrument.ts';
import type { InstrumentLookup } from './instrument-lookup.ts';
import type { InstrumentSnapshot } from './instrument-snapshot.ts';
import type { BrokerListing, ListingKey } from './listing.ts';
import { Recent, RecentPerBroker } from './recent.ts';

/** A list that shrinks below this share of the one in force is taken for a cut one. Builds of consecutive days differ by a few percent. */
const LEAST_SHARE = 0.5;

/**
 * Holds the snapshot in force. One per environment and process: live and sandbox never share instruments.
 */
export class InstrumentCatalog implements InstrumentLookup {
  readonly environment: Environment;
  #snapshot: InstrumentSnapshot | undefined;
  #familiar: InstrumentLookup | undefined;
  /** Replacements that no two snapshots show: the process slept through them. By the new id, the old one. */
  readonly #replaced = new Map<InstrumentId, InstrumentId>();
  /** What the day trades is asked for many times with each order, and making it takes time. */
  readonly #instruments = new Recent<InstrumentId, Instrument>();
  readonly #byKey = new RecentPerBroker<ListingKey, Instrument>();
  readonly #listings = new RecentPerBroker<InstrumentId, BrokerListing>();

  constructor(environment: Environment) {
    this.environment = environment;
  }

  /** The snapshot in force. Throws `instruments-not-loaded` before the first one. */
  get snapshot(): InstrumentSnapshot {
    if (this.#snapshot === undefined) {
      throw new TradingError('instruments-not-loaded', { environment: this.environment });
    }
    return this.#snapshot;
  }

  /** The snapshot in force, or undefined before the first one. */
  get current(): InstrumentSnapshot | undefined {
    return this.#snapshot;
  }

  /** Lets a few instruments of the same day be known until the first snapshot is in force. It is no snapshot: whatever else exists, it does not know. */
  remember(familiar: InstrumentLookup): void {
    this.#familiar = familiar;
  }

  /**
   * Puts a new snapshot in force, at once and as a whole. Throws `instruments-unusable`, and keeps the last good one,
   * when the new one is empty, of an earlier day, or when a broker's list lost more than half of its rows.
   */
  replace(next: InstrumentSnapshot): void {
    const last = this.#snapshot;
    if (next.size === 0) throw new TradingError('instruments-unusable', { reason: 'empty' });
    if (last !== undefined) {
      if (next.tradingDate < last.tradingDate) {
        throw new TradingError('instruments-unusable', {
          reason: 'older-day',
          tradingDate: next.tradingDate,
          inForce: last.tradingDate,
        });
      }
      for (const brokerId of next.brokers) {
        const rows = next.report.brokers[brokerId]?.rows ?? 0;
        const before = last.report.brokers[brokerId]?.rows ?? 0;
        if (rows < before * LEAST_SHARE) {
          throw new TradingError('instruments-unusable', {
            reason: 'implausible-drop',
            broker: brokerId,
            rows,
            before,
          });
        }
      }
    }
    this.#snapshot = next;
    this.#familiar = undefined;
    for (const recent of [this.#instruments, this.#byKey, this.#listings]) recent.clear();
  }

  /** Notes that an instrument of the snapshot in force replaced one that is not in it. What the snapshot itself says goes before. */
  noteReplaced(from: InstrumentId, to: InstrumentId): void {
    if (this.#snapshot?.find(to) === undefined || this.#snapshot.find(from) !== undefined) return;
    this.#replaced.set(to, from);
    for (const recent of [this.#instruments, this.#byKey]) recent.clear();
  }

  /** By canonical, readable or provisional id; undefined when today's lists have it not, or none is loaded and it is not familiar. */
  byId(id: InstrumentId): Instrument | undefined {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) return this.#familiar?.byId(id);
    return this.#instruments.get(id, () => this.#withPast(snapshot.find(id)));
  }

  /** The instrument that replaced this one by a corporate action. */
  successorOf(id: InstrumentId): Instrument | undefined {
    const found = this.#snapshot?.successorOf(id);
    if (found !== undefined) return found;
    for (const [to, from] of this.#replaced) if (from === id) return this.byId(to);
    return undefined;
  }

  /** How a broker names the instrument today; undefined when it does not, when its list disagrees, or none is loaded. */
  listingFor(id: InstrumentId, brokerId: BrokerId): BrokerListing | undefined {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) return this.#familiar?.listingFor(id, brokerId);
    return this.#listings.of(brokerId).get(id, () => snapshot.listing(id, brokerId));
  }

  /** The instrument that a broker means by its key; undefined when today's list has it not, or none is loaded. */
  byListingKey(brokerId: BrokerId, key: ListingKey): Instrument | undefined {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) return this.#familiar?.byListingKey(brokerId, key);
    return this.#byKey.of(brokerId).get(key, () => this.#withPast(snapshot.byListingKey(brokerId, key)));
  }

  #withPast(instrument: Instrument | undefined): Instrument | undefined {
    const adjustedFrom = instrument === undefined ? undefined : this.#replaced.get(instrument.id);
    return instrument === undefined || adjustedFrom === undefined
      ? instrument
      : { ...instrument, adjustedFrom };
  }

  /** Whether the snapshot in force may be traded on today (YYYY-MM-DD, in exchange time). Entries in derivatives are refused on a stale one. */
  staleness(today: string): Staleness {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) {
      return { stale: true, tradingDate: '', earliestExpiry: undefined, reason: 'not-loaded' };
    }
    const { tradingDate, earliestExpiry } = snapshot;
    const expired = earliestExpiry !== undefined && earliestExpiry < today;
    const reason = expired ? 'expired-contracts' : tradingDate < today ? 'older-day' : undefined;
    return { stale: reason !== undefined, tradingDate, earliestExpiry, reason };
  }
}
