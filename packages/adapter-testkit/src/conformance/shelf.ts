/**
 * The instruments that cases trade, with the adapter's own listings of them.
 *
 * Decides: which of the venue's instruments stand for "an option", "a share" and so on, for any list that a face serves.
 */
import type { BrokerListing, BrokerPort, ListingRow, Segment } from '@copydesk/core';
import type { Venue, VenueInstrument } from '@copydesk/sandbox';

/** An instrument of the venue as the adapter lists it. */
export interface Shelved {
  readonly instrument: VenueInstrument;
  readonly row: ListingRow;
  readonly listing: BrokerListing;
}

/** The adapter's list of the day as it was read. */
export interface ReadList {
  readonly rows: readonly ListingRow[];
  /** How large the batches were in which it came, and the progress that each of them told. */
  readonly batches: readonly { readonly size: number; readonly progress: number | undefined }[];
}

/** Reads the whole list through the adapter. */
export async function readList(adapter: BrokerPort): Promise<ReadList> {
  const rows: ListingRow[] = [];
  const batches: { size: number; progress: number | undefined }[] = [];
  for await (const batch of adapter.listings(new AbortController().signal)) {
    for (const row of batch.rows) rows.push(row);
    batches.push({ size: batch.rows.length + batch.refused.length, progress: batch.progress });
  }
  return { rows, batches };
}

/** What the adapter's list of the day holds. */
export class Shelf {
  readonly rows: ReadList['rows'];
  readonly batches: ReadList['batches'];
  readonly #venue: Venue;
  readonly #broker: string;
  readonly #byKey: ReadonlyMap<string, ListingRow>;

  constructor(venue: Venue, broker: string, { rows, batches }: ReadList) {
    this.#venue = venue;
    this.#broker = broker;
    this.rows = rows;
    this.batches = batches;
    this.#byKey = new Map(rows.map((row) => [row.key, row]));
  }

  /** The venue's instruments that this broker lists. */
  get listedAtVenue(): readonly VenueInstrument[] {
    return this.#venue.instruments.all.filter(
      (instrument) => instrument.listings[this.#broker] !== undefined,
    );
  }

  /** The adapter's row of an instrument. */
  rowOf(instrument: VenueInstrument): ListingRow | undefined {
    const key = instrument.listings[this.#broker]?.key;
    return key === undefined ? undefined : this.#byKey.get(key);
  }

  /** A liquid index option: NIFTY, the nearest expiry, a call whose price leaves room below and above. */
  option(): Shelved {
    return this.#first(
      (item) => item.kind === 'OPT' && item.underlying === 'NIFTY' && item.optionType === 'CE',
      (item) => this.#venue.market.lastPrice(item) >= 500_000,
    );
  }

  /** Another option than `option()`. */
  otherOption(): Shelved {
    return this.#first(
      (item) => item.kind === 'OPT' && item.underlying === 'NIFTY' && item.optionType === 'PE',
    );
  }

  /** The NIFTY future of the nearest expiry. */
  future(): Shelved {
    return this.#first((item) => item.kind === 'FUT' && item.underlying === 'NIFTY');
  }

  /** The index that most contracts stand on. */
  index(): Shelved {
    return this.#first((item) => item.kind === 'INDEX' && item.underlying === 'NIFTY');
  }

  /** A share that is traded in the normal market. */
  share(): Shelved {
    return this.#first(
      (item) =>
        item.kind === 'EQ' && item.segment === 'NSE' && item.series === 'EQ' && item.isin !== undefined,
    );
  }

  /** Something of a segment that can be traded; undefined where the list has none. */
  tradableIn(segment: Segment): Shelved | undefined {
    const found = this.listedAtVenue.find((item) => item.segment === segment && item.lotSize > 0);
    return found === undefined ? undefined : this.#shelved(found);
  }

  #first(...conditions: readonly ((item: VenueInstrument) => boolean)[]): Shelved {
    const found = this.listedAtVenue
      .filter((item) => conditions.every((holds) => holds(item)))
      .sort((a, b) => (a.expiry ?? '').localeCompare(b.expiry ?? ''))[0];
    if (found === undefined) throw new Error('The venue lists no such instrument');
    return this.#shelved(found);
  }

  #shelved(instrument: VenueInstrument): Shelved {
    const row = this.rowOf(instrument);
    if (row === undefined) throw new Error(`The adapter does not list ${instrument.id}`);
    const { key, segment, symbol, feedToken } = row;
    return { instrument, row, listing: { key, segment, symbol, feedToken } };
  }
}
