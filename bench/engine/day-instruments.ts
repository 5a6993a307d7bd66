/** A day's instruments for the engine: the brokers' real lists where they are, else a made-up list of the same size. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type BrokerId,
  type Instrument,
  InstrumentCatalog,
  type InstrumentSnapshot,
  type ListingKey,
  type ListingRow,
  type Price,
  SnapshotBuilder,
} from '@copydesk/core';
import { loadLists } from '../day-lists.ts';

/** A day's instruments in force, and the contracts that the orders are in. */
export interface DayInstruments {
  readonly catalog: InstrumentCatalog;
  readonly contracts: readonly Instrument[];
  readonly brokerId: BrokerId;
  /** In words, for the table. */
  readonly from: string;
}

/** How many contracts the orders go round. */
const CONTRACTS = 20;
/** As many rows as a day's complete list of one broker has. */
const MADE_UP_UNDERLYINGS = 240;
const MADE_UP_EXPIRIES = 4;
const MADE_UP_STRIKES = 75;

/** The few that a start knows before it has read the day's lists: those that are traded (`FamiliarStore`). */
export const FAMILIAR = 'familiar';

/** Loads the lists, or makes them up, and puts them in force for sandbox accounts. */
export async function loadDay(lists: string | undefined): Promise<DayInstruments> {
  const isMadeUp = lists === undefined || lists === FAMILIAR;
  const underlyings = lists === FAMILIAR ? 1 : MADE_UP_UNDERLYINGS;
  const snapshot = isMadeUp ? await madeUp(underlyings) : await loadLists(lists);
  const catalog = new InstrumentCatalog('sandbox');
  catalog.replace(snapshot);
  const brokerId = 'upstox' as BrokerId;
  const contracts: Instrument[] = [];
  for (const instrument of snapshot.all()) {
    if (instrument.kind !== 'OPT' || instrument.segment !== 'NFO' || instrument.underlying !== 'NIFTY')
      continue;
    if (snapshot.listing(instrument.id, brokerId) === undefined) continue;
    contracts.push(instrument);
    if (contracts.length === CONTRACTS) break;
  }
  const from = isMadeUp ? 'a made-up list' : "the brokers' lists";
  return { catalog, contracts, brokerId, from: `${from} of ${snapshot.size} instruments` };
}

async function madeUp(underlyings: number): Promise<InstrumentSnapshot> {
  const builder = new SnapshotBuilder('2026-01-02');
  for (const rows of madeUpRows(underlyings)) builder.add('upstox' as BrokerId, { rows, refused: [] });
  for (const _ of builder.finish()) await nextTurn();
  return builder.snapshot;
}

function* madeUpRows(underlyings: number): Generator<readonly ListingRow[]> {
  let token = 0;
  for (let place = 0; place < underlyings; place += 1) {
    const underlying = place === 0 ? 'NIFTY' : `MADEUP${place}`;
    const rows: ListingRow[] = [];
    for (let month = 0; month < MADE_UP_EXPIRIES; month += 1) {
      for (let step = 0; step < MADE_UP_STRIKES; step += 1) {
        for (const optionType of ['CE', 'PE'] as const) {
          token += 1;
          rows.push(optionRow({ underlying, month, step, optionType, token }));
        }
      }
    }
    yield rows;
  }
}

function optionRow(of: {
  readonly underlying: string;
  readonly month: number;
  readonly step: number;
  readonly optionType: 'CE' | 'PE';
  readonly token: number;
}): ListingRow {
  const { underlying, optionType } = of;
  const rupees = 10_000 + of.step * 50;
  const expiry = `2030-0${of.month + 1}-28`;
  const symbol = `${underlying}30${of.month + 1}28${rupees}${optionType}`;
  return {
    segment: 'NFO',
    kind: 'OPT',
    optionType,
    exchangeToken: String(of.token),
    key: `NSE_FO|${of.token}` as ListingKey,
    feedToken: `NSE_FO|${of.token}`,
    symbol,
    symbolByRule: undefined,
    name: underlying,
    underlying,
    expiry,
    strike: (rupees * 10_000) as Price,
    isin: undefined,
    series: undefined,
    lotSize: 75,
    tickSize: 500 as Price,
    freezeQuantity: 1_800,
    contractMultiplier: 1,
  };
}
