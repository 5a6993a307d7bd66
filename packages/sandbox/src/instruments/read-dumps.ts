/** The venue's list from real dump files of the brokers, joined by the core's own rules. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  type BrokerId,
  type Instrument,
  type InstrumentId,
  type InstrumentSnapshot,
  type ListingRow,
  SnapshotBuilder,
} from '@copydesk/core';
import type { UnderlyingClass, VenueInstrument, VenueListing } from '../venue/venue-instrument.ts';
import { kiteRows, upstoxRows } from './dump-rows.ts';

/** Which files. Paths; gzipped ones are unpacked. They must be of one day: tokens are reused. */
export interface DumpFiles {
  readonly kite?: readonly string[] | undefined;
  readonly upstox?: readonly string[] | undefined;
}

const KITE = 'zerodha' as BrokerId;
const UPSTOX = 'upstox' as BrokerId;

/** Reads the files once. The list of a day leaves out what has expired by then. */
export function dumpSource(files: DumpFiles): (date: string) => readonly VenueInstrument[] {
  let read: readonly VenueInstrument[] | undefined;
  return (date) => {
    read ??= readDumps(files);
    return read.filter(({ expiry }) => expiry === undefined || expiry >= date);
  };
}

/** Every instrument of the files. Throws when a file cannot be read or no row of it can be used. */
export function readDumps({ kite = [], upstox = [] }: DumpFiles): readonly VenueInstrument[] {
  const builder = new SnapshotBuilder('1970-01-01');
  const tokens = new Map<string, string>();
  const add = (brokerId: BrokerId, file: string, rows: Iterable<ListingRow>): void => {
    const taken = [...rows];
    if (taken.length === 0) throw new Error(`${file} has no row that can be used.`);
    for (const row of taken) tokens.set(`${brokerId} ${row.key}`, row.exchangeToken);
    builder.add(brokerId, { rows: taken, refused: [] });
  };
  for (const file of upstox) add(UPSTOX, file, upstoxRows(textOf(file)));
  for (const file of kite) add(KITE, file, kiteRows(textOf(file)));
  const snapshot = builder.finishAtOnce();
  const chains = new Chains(snapshot);
  return [...snapshot.all()].map((instrument) => venueInstrument(instrument, snapshot, chains, tokens));
}

function textOf(file: string): string {
  const bytes = readFileSync(file);
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
}

function venueInstrument(
  instrument: Instrument,
  snapshot: InstrumentSnapshot,
  chains: Chains,
  tokens: ReadonlyMap<string, string>,
): VenueInstrument {
  const listings: Record<string, VenueListing> = {};
  let exchangeToken = '';
  for (const brokerId of snapshot.brokers) {
    const listing = snapshot.listing(instrument.id, brokerId);
    if (listing === undefined) continue;
    listings[brokerId] = { key: listing.key, feedToken: listing.feedToken, symbol: listing.symbol };
    exchangeToken ||= tokens.get(`${brokerId} ${listing.key}`) ?? '';
  }
  const { id, exchange, segment, kind, underlying, expiry, strike, optionType, isin, series } = instrument;
  const { name, lotSize, tickSize, freezeQuantity, contractMultiplier } = instrument;
  const underlyingId = chains.underlyingOf(instrument);
  return {
    id,
    exchange,
    segment,
    kind,
    exchangeToken,
    underlying,
    underlyingClass: classOf(instrument, underlyingId),
    underlyingId,
    expiry,
    weekly: chains.isWeekly(instrument),
    strike,
    optionType,
    isin,
    series,
    name,
    lotSize,
    tickSize,
    freezeQuantity,
    contractMultiplier,
    previousClose: undefined,
    listings,
  };
}

/** What a contract stands on. */
class Chains {
  readonly #snapshot: InstrumentSnapshot;
  readonly #expiries = new Map<string, readonly string[]>();

  constructor(snapshot: InstrumentSnapshot) {
    this.#snapshot = snapshot;
  }

  underlyingOf({ kind, segment, exchange, underlying, expiry = '' }: Instrument): InstrumentId | undefined {
    if (kind === 'EQ' || kind === 'INDEX') return undefined;
    if (segment === 'NFO' || segment === 'BFO') return this.#snapshot.findCash(exchange, underlying)?.id;
    if (kind === 'FUT') return undefined;
    const future = this.#of(exchange, underlying, 'FUT').find((each) => each >= expiry);
    if (future === undefined) return undefined;
    return this.#snapshot.findContract({ exchange, underlying, expiry: future, option: undefined })?.id;
  }

  /** Whether another expiry of the same kind follows in the month. */
  isWeekly({ kind, exchange, underlying, expiry }: Instrument): boolean {
    if (expiry === undefined || (kind !== 'FUT' && kind !== 'OPT')) return false;
    return this.#of(exchange, underlying, kind).some(
      (each) => each > expiry && each.slice(0, 7) === expiry.slice(0, 7),
    );
  }

  #of(exchange: Instrument['exchange'], underlying: string, kind: 'FUT' | 'OPT'): readonly string[] {
    const key = `${exchange} ${underlying} ${kind}`;
    const known = this.#expiries.get(key);
    if (known !== undefined) return known;
    const expiries = this.#snapshot.expiries(exchange, underlying, kind);
    this.#expiries.set(key, expiries);
    return expiries;
  }
}

function classOf({ kind, segment }: Instrument, underlyingId: InstrumentId | undefined): UnderlyingClass {
  if (kind === 'INDEX') return 'index';
  if (segment === 'CDS' || segment === 'BCD') return 'currency';
  if (segment === 'MCX' || segment === 'NCO') return 'commodity';
  return underlyingId?.includes(':INDEX:') === true ? 'index' : 'equity';
}
