/**
 * The day's instruments as columns: one number per row and property. Instruments become objects only when somebody
 * asks for one; 150 000 objects would cost more than the whole table.
 */
import type { BrokerId } from '../../broker/broker-id.ts';
import { type InstrumentKind, type OptionType, SEGMENTS, type Segment } from '../instrument.ts';
import { TextPool } from './text-pool.ts';
import { TextStore } from './text-store.ts';

/** What a row is. Codes order a chain: the share or index, futures, calls, puts. */
export const KIND = { EQ: 0, INDEX: 1, FUT: 2, CE: 3, PE: 4 } as const;
export type KindCode = (typeof KIND)[keyof typeof KIND];

/** The code of a row's kind. */
export function kindCodeOf(kind: InstrumentKind, optionType: OptionType | undefined): KindCode {
  if (kind === 'OPT') return optionType === 'PE' ? KIND.PE : KIND.CE;
  return KIND[kind];
}

/** Segments by code. */
export const segmentCode: Readonly<Record<Segment, number>> = Object.fromEntries(
  SEGMENTS.map((segment, code) => [segment, code]),
) as Record<Segment, number>;

/** The segment of a code. */
export function segmentOf(code: number): Segment {
  return SEGMENTS[code] as Segment;
}

/** Where a property is unknown. */
export const UNKNOWN = -1;

/** A date as the number yyyymmdd, which sorts; 0 when there is none. */
export function packDate(date: string | undefined): number {
  if (date === undefined) return 0;
  let packed = 0;
  for (let at = 0; at < 10; at += 1)
    if (at !== 4 && at !== 7) packed = packed * 10 + date.charCodeAt(at) - 48;
  return packed;
}

/** The date of a packed number. */
export function unpackDate(packed: number): string | undefined {
  if (packed === 0) return undefined;
  const text = String(packed);
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
}

type NumberArray = Uint8Array | Int32Array | Uint32Array | Float64Array;

function grown<A extends NumberArray>(array: A, length: number): A {
  const next = new (array.constructor as new (length: number) => A)(length);
  next.set(array.subarray(0, Math.min(array.length, length)) as never);
  return next;
}

/** What one broker calls each row, and whether its row was accepted: 0 not listed, 1 listed, above: refused (`LISTING_REASONS`). */
export class BrokerColumns {
  readonly brokerId: BrokerId;
  status = new Uint8Array(0);
  key = new Uint32Array(0);
  symbol = new Uint32Array(0);
  feedToken = new Uint32Array(0);

  constructor(brokerId: BrokerId) {
    this.brokerId = brokerId;
  }

  resize(length: number): void {
    this.status = grown(this.status, length);
    this.key = grown(this.key, length);
    this.symbol = grown(this.symbol, length);
    this.feedToken = grown(this.feedToken, length);
  }
}

/** Rows without meaning for trading that others point away from: the loser of a clash. */
export const SHADOW = 1;
/** Rows whose brokers disagree. */
export const CONFLICT = 2;

/**
 * Room from the start: both brokers together list 150 000 to 210 000 instruments, and growing copies every column at
 * once. What is never written costs nothing, and `trim` gives the rest back.
 */
const FIRST_ROWS = 212_992;

export class InstrumentTable {
  size = 0;
  readonly brokers: BrokerColumns[] = [];
  /** Underlyings, symbols of cash rows without series, and series. */
  readonly pool = new TextPool();
  readonly texts = new TextStore();

  segment = new Uint8Array(0);
  kind = new Uint8Array(0);
  flags = new Uint8Array(0);
  token = new Float64Array(0);
  underlying = new Uint32Array(0);
  expiry = new Int32Array(0);
  strike = new Float64Array(0);
  lot = new Int32Array(0);
  tick = new Int32Array(0);
  freeze = new Int32Array(0);
  multiplier = new Float64Array(0);
  name = new Uint32Array(0);
  isin = new Uint32Array(0);
  /** Pool number plus one; 0 when unknown. */
  series = new Uint32Array(0);

  /** Makes room for one more row and returns its number. */
  append(): number {
    if (this.size === this.segment.length) this.#resize(Math.max(FIRST_ROWS, this.size * 2));
    const row = this.size;
    this.size += 1;
    return row;
  }

  /** The columns of a broker; new ones when it is new. */
  columnsFor(brokerId: BrokerId): BrokerColumns {
    const known = this.brokers.find((each) => each.brokerId === brokerId);
    if (known !== undefined) return known;
    const columns = new BrokerColumns(brokerId);
    columns.resize(this.segment.length);
    this.brokers.push(columns);
    return columns;
  }

  /** Gives back what was not used, a few columns at a time. */
  *trim(): Generator<void, void> {
    const { size } = this;
    this.segment = grown(this.segment, size);
    this.kind = grown(this.kind, size);
    this.flags = grown(this.flags, size);
    this.token = grown(this.token, size);
    yield;
    this.underlying = grown(this.underlying, size);
    this.expiry = grown(this.expiry, size);
    this.strike = grown(this.strike, size);
    yield;
    this.lot = grown(this.lot, size);
    this.tick = grown(this.tick, size);
    this.freeze = grown(this.freeze, size);
    this.multiplier = grown(this.multiplier, size);
    yield;
    this.name = grown(this.name, size);
    this.isin = grown(this.isin, size);
    this.series = grown(this.series, size);
    for (const broker of this.brokers) {
      yield;
      broker.resize(size);
    }
  }

  #resize(length: number): void {
    this.segment = grown(this.segment, length);
    this.kind = grown(this.kind, length);
    this.flags = grown(this.flags, length);
    this.token = grown(this.token, length);
    this.underlying = grown(this.underlying, length);
    this.expiry = grown(this.expiry, length);
    this.strike = grown(this.strike, length);
    this.lot = grown(this.lot, length);
    this.tick = grown(this.tick, length);
    this.freeze = grown(this.freeze, length);
    this.multiplier = grown(this.multiplier, length);
    this.name = grown(this.name, length);
    this.isin = grown(this.isin, length);
    this.series = grown(this.series, length);
    for (const broker of this.brokers) broker.resize(length);
  }
}
