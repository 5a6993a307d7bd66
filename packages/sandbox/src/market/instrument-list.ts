/** The list of the day with its indexes, and instruments of earlier days that books still name. */
import type { Store } from '../storage/store.ts';
import type { VenueInstrument } from '../venue/venue-instrument.ts';
import type { VenueInstruments } from '../venue/venue-market.ts';

/** Makes the list of a day. */
export type ListSource = (date: string) => readonly VenueInstrument[];

/** The list; replaced as a whole when the day changes. */
export class InstrumentList implements VenueInstruments {
  readonly #source: ListSource;
  readonly #store: Store;
  readonly #remembered = new Map<string, VenueInstrument>();
  #date = '';
  #version = 0;
  #all: readonly VenueInstrument[] = [];
  #byId = new Map<string, VenueInstrument>();
  #byShare = new Map<string, VenueInstrument>();
  #byBroker = new Map<string, Map<string, VenueInstrument>>();
  #byFeed = new Map<string, Map<string, VenueInstrument>>();
  #byUnderlying: Map<string, VenueInstrument[]> | undefined;

  constructor(source: ListSource, store: Store) {
    this.#source = source;
    this.#store = store;
    for (const [id, document] of store.load('instrument')) {
      this.#remembered.set(id, document as VenueInstrument);
    }
  }

  get date(): string {
    return this.#date;
  }

  get version(): number {
    return this.#version;
  }

  get all(): readonly VenueInstrument[] {
    return this.#all;
  }

  /** Replaces the list by that of another day. */
  load(date: string): void {
    this.#all = this.#source(date);
    this.#date = date;
    this.#version += 1;
    this.#byId = new Map();
    this.#byShare = new Map();
    this.#byBroker = new Map();
    this.#byFeed = new Map();
    this.#byUnderlying = undefined;
    for (const row of this.#all) {
      this.#byId.set(row.id, row);
      if (row.kind !== 'EQ') continue;
      const share = `${row.exchange}:${row.underlying}`;
      // One company may be listed in several series: the plain name means EQ.
      if (row.series === 'EQ' || !this.#byShare.has(share)) this.#byShare.set(share, row);
    }
  }

  byId(id: string): VenueInstrument | undefined {
    return this.#byId.get(id) ?? this.#byShare.get(id);
  }

  byKey(broker: string, key: string): VenueInstrument | undefined {
    return this.#index(this.#byBroker, broker, 'key').get(key);
  }

  byFeedToken(broker: string, feedToken: string): VenueInstrument | undefined {
    return this.#index(this.#byFeed, broker, 'feedToken').get(feedToken);
  }

  /** Today's derivatives of an underlying, for the price of one that no list states. */
  derivativesOf(underlying: string): readonly VenueInstrument[] {
    if (this.#byUnderlying === undefined) {
      this.#byUnderlying = new Map();
      for (const row of this.#all) {
        if (row.kind !== 'OPT') continue;
        const known = this.#byUnderlying.get(row.underlying);
        if (known === undefined) this.#byUnderlying.set(row.underlying, [row]);
        else known.push(row);
      }
    }
    return this.#byUnderlying.get(underlying) ?? [];
  }

  /** Keeps the row with the books: they may outlive its listing. */
  remember(row: VenueInstrument): void {
    if (this.#remembered.has(row.id)) return;
    this.#remembered.set(row.id, row);
    this.#store.put('instrument', row.id, () => row);
  }

  /** The row a stored book names. Throws for an id that was never remembered. */
  recall(id: string): VenueInstrument {
    const row = this.#byId.get(id) ?? this.#remembered.get(id);
    if (row === undefined) throw new Error(`The stored books name ${id}, which no list has.`);
    return row;
  }

  #index(
    indexes: Map<string, Map<string, VenueInstrument>>,
    broker: string,
    field: 'key' | 'feedToken',
  ): Map<string, VenueInstrument> {
    const known = indexes.get(broker);
    if (known !== undefined) return known;
    const index = new Map<string, VenueInstrument>();
    for (const row of this.#all) {
      const listing = row.listings[broker];
      if (listing !== undefined) index.set(listing[field], row);
    }
    indexes.set(broker, index);
    return index;
  }
}
