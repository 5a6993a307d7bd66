/**
 * The brokers' real lists, read by the adapters and joined by the core.
 *
 * The counts are those of the project's measurement of public dump files (pairs A and A′); the files are of 2019 to
 * 2026 and no part of this repository. Lists of different days are joined here for the count only: the product never
 * joins them.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readListingFile as readUpstoxFile } from '@copydesk/adapter-upstox';
import { readListingFile as readKiteFile } from '@copydesk/adapter-zerodha';
import {
  type BrokerId,
  type CatalogReport,
  type InstrumentSnapshot,
  type ListingBatch,
  SnapshotBuilder,
} from '@copydesk/core';
import { describe, expect, it } from 'vitest';

const FOLDER =
  process.env['COPYDESK_REAL_DATA'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
const ABSENT = existsSync(join(FOLDER, 'kite/instruments'))
  ? ''
  : ' (skipped: they are not in shared/data beside the repository; COPYDESK_REAL_DATA names another folder)';
if (ABSENT !== '') process.stdout.write(`Real instrument lists${ABSENT}.\n`);

const KITE = 'zerodha' as BrokerId;
const UPSTOX = 'upstox' as BrokerId;

const kite = (name: string) => ({ brokerId: KITE, name: `kite/instruments/${name}`, read: readKiteFile });
const upstox = (name: string) => ({
  brokerId: UPSTOX,
  name: `upstox/instruments/${name}`,
  read: readUpstoxFile,
});
const NFO = kite('kite-nfo-2026-01-02.csv.gz');
const NSE = kite('kite-nse-2026-01-06.csv.gz');
const COMPLETE = upstox('upstox-complete-2026-01-02.json.gz');
const LEGACY = upstox('upstox-complete-legacy-2026-01-06.csv.gz');

async function load(...files: readonly ReturnType<typeof kite>[]): Promise<InstrumentSnapshot> {
  const builder = new SnapshotBuilder('2026-01-02');
  for (const { brokerId, name, read } of files) {
    const source = { file: join(FOLDER, name) };
    const batches: AsyncIterable<ListingBatch> = read({ source, signal: new AbortController().signal });
    for await (const batch of batches) builder.add(brokerId, batch);
  }
  return builder.finishAtOnce();
}

function say(title: string, facts: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${title}: ${JSON.stringify(facts)}\n`);
}

function pairOf(report: CatalogReport, segment: string) {
  const pair = report.pairs.find((each) => each.segment === segment);
  if (pair === undefined) throw new Error(`No pair in ${segment}`);
  return pair;
}

/** A list of 150 000 rows takes a second alone, and far longer on a machine that runs everything at once. */
const SLOW_MS = 120_000;

describe.skipIf(ABSENT !== '')(`real lists of 2026${ABSENT}`, { timeout: SLOW_MS }, () => {
  it('pair A joins as measured: Kite NFO 2–5 Jan and NSE 6 Jan 2026, Upstox JSON 2 Jan 2026', async () => {
    const snapshot = await load(NFO, NSE, COMPLETE);
    const { report } = snapshot;
    const nfo = pairOf(report, 'NFO');
    const nse = pairOf(report, 'NSE');
    const index = report.pairs.find((each) => each.segment === 'INDEX');
    const inav = report.brokers['zerodha']?.refused.inav ?? 0;
    say('Pair A (Kite NFO list of 2026-01-02..05, Kite NSE of 2026-01-06, Upstox of 2026-01-02)', {
      nseFo: { kite: 36_065, matched: nfo.matched, kiteOnly: nfo.leftOnly, upstoxOnly: nfo.rightOnly },
      nseEq: { matched: nse.matched, kiteOnly: { ...nse.leftOnly, inav }, upstoxOnly: nse.rightOnly },
      indices: report.indexJoins,
      disagreements: report.disagreementCounts,
    });

    expect(report.brokers['zerodha']?.bySegment).toEqual({ NFO: 36_065, NSE: 8_646, INDEX: 134 });
    expect(report.brokers['upstox']).toEqual({
      // 144 005 rows, of which 24 are spot prices of NSE commodities.
      rows: 143_981,
      refused: { 'not-tradable': 24 },
      bySegment: {
        NFO: 36_065,
        NSE: 8_646,
        BSE: 12_567,
        BFO: 4_477,
        MCX: 39_596,
        NCO: 23_580,
        CDS: 9_342,
        BCD: 9_504,
        INDEX: 204,
      },
    });
    expect(nfo).toMatchObject({ matched: 36_065, disagreeing: 0, leftOnly: {}, rightOnly: {} });
    expect(nse.matched).toBe(8_626);
    expect(nse.disagreeing).toBe(0);
    // Kite only 324 = 304 + 20, Upstox only 20: 17 scrips that moved series and 3 others on each side.
    expect(inav).toBe(304);
    expect(nse.leftOnly).toEqual({ 'series-moved': 17, 'not-in-list': 3 });
    expect(nse.rightOnly).toEqual({ 'series-moved': 17, 'not-in-list': 3 });
    expect(report.indexJoins).toEqual({ bySymbol: 124, byName: 5, byAlias: 5 });
    expect(index).toMatchObject({ matched: 134, leftOnly: {}, rightOnly: { 'not-in-list': 70 } });
    expect(report.disagreementCounts).toEqual({});
    expect(report.tickDiffers).toBe(0);
    expect(report.multiplierAssumed).toBe(0);
    expect(snapshot.earliestExpiry).toBe('2026-01-06');
    expectKnownContracts(snapshot);
    expectSearch(snapshot);
  });

  it("pair A′ joins as measured: the same Kite lists, Upstox' legacy CSV of 6 Jan 2026", async () => {
    const { report } = await load(NFO, NSE, LEGACY);
    const nfo = pairOf(report, 'NFO');
    const nse = pairOf(report, 'NSE');
    const inav = report.brokers['zerodha']?.refused.inav ?? 0;
    say(
      'Pair A′ (Kite NFO list of 2026-01-02..05, Kite NSE of 2026-01-06, Upstox legacy CSV of 2026-01-06)',
      {
        nseEq: { matched: nse.matched, kiteOnly: { ...nse.leftOnly, inav }, upstoxOnly: nse.rightOnly },
        nseFo: { matched: nfo.matched, kiteOnly: nfo.leftOnly, upstoxOnly: nfo.rightOnly },
        disagreements: report.disagreementCounts,
      },
    );
    expect(nse).toMatchObject({ matched: 8_646, disagreeing: 0, leftOnly: {}, rightOnly: {} });
    expect(inav).toBe(304);
    // One build apart: 2 061 contracts were added.
    expect(nfo).toMatchObject({
      matched: 36_065,
      disagreeing: 0,
      leftOnly: {},
      rightOnly: { 'not-in-list': 2_061 },
    });
    expect(report.disagreementCounts).toEqual({});
  });

  it('the raw Kite NSE list of 4 Mar 2026 and the BFO list of 8 May 2026 read without a refused row but INAV', async () => {
    const raw = (await load(kite('kite-nse-raw-2026-03-04.csv.gz'))).report.brokers['zerodha'];
    const bfo = (await load(kite('kite-bfo-2026-05-08.csv.gz'))).report;
    say('Kite NSE raw of 2026-03-04, Kite BFO of 2026-05-08', { raw, bfo: bfo.brokers['zerodha'] });
    const inav = raw?.refused.inav ?? 0;
    expect(inav).toBeGreaterThan(250);
    expect(raw?.refused).toEqual({ inav });
    expect(raw?.bySegment).toEqual({ NSE: 9_230 - inav, INDEX: 136 });
    expect(bfo.brokers['zerodha']).toEqual({ rows: 5_063, refused: {}, bySegment: { BFO: 5_063 } });
    expect(bfo.disagreementCounts).toEqual({});
  });

  it('lists of November 2019 in alphabetical column order, and futures of December 2025, read as well', async () => {
    const bse = (await load(kite('kite-bse-2019-11-22.csv.gz'))).report;
    const mcx = (await load(kite('kite-mcx-2019-11-22.csv.gz'))).report;
    const futures = (await load(kite('kite-mcx-nfo-futures-2025-12-07.csv'), COMPLETE)).report;
    say('Kite BSE of 2019-11, MCX of 2019-10-31, futures of 2025-12-07', {
      bse: bse.brokers['zerodha'],
      mcx: mcx.brokers['zerodha'],
      futures: futures.brokers['zerodha'],
      mcxAgainstJanuary: pairOf(futures, 'MCX'),
    });
    expect(bse.brokers['zerodha']).toEqual({
      rows: 13_017,
      refused: { inav: 16 },
      bySegment: { BSE: 13_016, INDEX: 1 },
    });
    // 21 rows are spreads of two futures.
    expect(mcx.brokers['zerodha']).toEqual({
      rows: 2_350,
      refused: { 'not-tradable': 21 },
      bySegment: { MCX: 2_350 },
    });
    expect(futures.brokers['zerodha']?.bySegment).toEqual({ NFO: 630, MCX: 144 });
    expect(pairOf(futures, 'MCX').matched).toBe(121);
  });
});

function expectKnownContracts(snapshot: InstrumentSnapshot): void {
  const call = snapshot.find('NFO:NIFTY:2026-01-06:26000:CE');
  expect(call).toMatchObject({
    symbol: 'NIFTY 06 JAN 26000 CE',
    lotSize: 65,
    freezeQuantity: 1755,
    tickSize: 500,
  });
  if (call === undefined) return;
  expect(snapshot.listing(call.id, KITE)?.symbol).toBe('NIFTY2610626000CE');
  expect(snapshot.listing(call.id, UPSTOX)?.symbol).toBe('NIFTY 26000 CE 06 JAN 26');
  const reliance = snapshot.find('NSE:RELIANCE');
  expect(reliance).toMatchObject({ id: 'NSE:INE002A01018', name: 'RELIANCE INDUSTRIES LTD', series: 'EQ' });
  expect(snapshot.byFeedToken(KITE, '738561')?.id).toBe('NSE:INE002A01018');
  expect(snapshot.byFeedToken(UPSTOX, 'NSE_EQ|INE002A01018')?.id).toBe('NSE:INE002A01018');
  expect(snapshot.byFeedToken(KITE, '256265')?.id).toBe('NSE:INDEX:NIFTY');
  expect(snapshot.find('MCX:CRUDEOIL:2026-01-16:FUT')).toMatchObject({ lotSize: 1, contractMultiplier: 100 });
  expect(snapshot.find('CDS:USDINR:2026-01-28:FUT')).toMatchObject({
    lotSize: 1,
    tickSize: 25,
    contractMultiplier: 1000,
  });
}

function expectSearch(snapshot: InstrumentSnapshot): void {
  const first = (text: string): string | undefined => snapshot.search({ text })[0]?.symbol;
  expect(first('nifty 25000 ce')).toBe('NIFTY 06 JAN 25000 CE');
  expect(first('reliance')).toBe('RELIANCE');
  expect(first('banknifty fut')).toBe('BANKNIFTY 27 JAN FUT');
  expect(first('nifty 6 jan 26000 ce')).toBe('NIFTY 06 JAN 26000 CE');
  expect(first('nif')).toBe('NIFTY');
  expect(first('nifty 50')).toBe('NIFTY');
  expect(first('state bank')).toBe('SBIN');
  expect(first('tata motors')).toMatch(/^TM/);
  expect(first('m&m fut')).toBe('M&M 27 JAN FUT');
  expect(first('bajaj-auto')).toBe('BAJAJ-AUTO');
  expect(first('crudeoil fut')).toBe('CRUDEOIL 16 JAN FUT');
}
