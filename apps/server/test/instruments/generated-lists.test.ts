/** The sandbox's list on its whole way: generated, written by both faces, downloaded and read by both adapters, joined. */

import { isDeepStrictEqual } from 'node:util';
import { RecordingLog } from '@copydesk/adapter-testkit';
import { createUpstoxAdapter } from '@copydesk/adapter-upstox';
import { sandboxFace as upstoxFace } from '@copydesk/adapter-upstox/sandbox';
import { createZerodhaAdapter } from '@copydesk/adapter-zerodha';
import { sandboxFace as kiteFace } from '@copydesk/adapter-zerodha/sandbox';
import {
  type BrokerId,
  type BrokerListing,
  type BrokerPort,
  type Clock,
  type Instrument,
  instantOf,
  SnapshotBuilder,
} from '@copydesk/core';
import {
  type RunningSandbox,
  startSandbox,
  type VenueInstrument,
  type VenueListing,
} from '@copydesk/sandbox';
import { afterEach, describe, expect, it } from 'vitest';

/** The day of the test, on the machine's timers. */
function clockAt(date: string): Clock {
  const start = Date.parse(`${date}T04:30:00Z`);
  const began = performance.now();
  return {
    now: () => instantOf(Math.floor(start + performance.now() - began)),
    monotonicMs: () => performance.now(),
    after: (delayMs, run) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

/** Two files of twenty thousand rows are written, sent and read. */
const SLOW_MS = 120_000;

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(date: string, seed: number, rows?: number): Promise<RunningSandbox> {
  const sandbox = await startSandbox({
    faces: [kiteFace, upstoxFace],
    instruments: { kind: 'generated', rows },
    seed,
    clock: clockAt(date),
    market: { walking: false },
  });
  open.push(() => sandbox.close());
  return sandbox;
}

function adapters(sandbox: RunningSandbox): readonly BrokerPort[] {
  const options = (id: string, endpoints: Readonly<Record<string, string>>) => ({
    brokerId: id as BrokerId,
    environment: 'sandbox' as const,
    clock: clockAt('2026-11-23'),
    log: new RecordingLog(),
    endpoints,
  });
  const made = [
    createZerodhaAdapter(options('zerodha', kiteFace.endpoints(sandbox.faces['zerodha'] ?? ''))),
    createUpstoxAdapter(options('upstox', upstoxFace.endpoints(sandbox.faces['upstox'] ?? ''))),
  ];
  open.push(...made.map((adapter) => () => adapter.close()));
  return made;
}

async function joined(sandbox: RunningSandbox, date: string) {
  const builder = new SnapshotBuilder(date);
  for (const adapter of adapters(sandbox)) {
    for await (const batch of adapter.listings(new AbortController().signal)) builder.add(adapter.id, batch);
  }
  return builder.finishAtOnce();
}

/** What survives the two files: everything but the closing price and what stands behind it. */
function facts(row: VenueInstrument | Instrument | undefined) {
  if (row === undefined) return undefined;
  const { id, segment, kind, underlying, expiry, strike, optionType, isin, lotSize, tickSize } = row;
  const { freezeQuantity, contractMultiplier } = row;
  return [
    ...[id, segment, kind, underlying, expiry, strike, optionType, isin],
    ...[lotSize, tickSize, freezeQuantity, contractMultiplier],
  ];
}

function namesOf(listing: Pick<BrokerListing, 'key' | 'feedToken' | 'symbol'> | VenueListing | undefined) {
  return listing && [listing.key, listing.feedToken, listing.symbol];
}

describe('the generated list', { timeout: SLOW_MS }, () => {
  it.each([
    ['2026-11-23', 1, undefined],
    ['2026-12-31', 7, 30_000],
    ['2026-03-30', 42, undefined],
  ] as const)(
    'of %s, seed %i, comes back whole through both files, joined row for row',
    async (date, seed, rows) => {
      const sandbox = await start(date, seed, rows);
      const { all } = sandbox.venue.instruments;
      const snapshot = await joined(sandbox, date);
      const { report } = snapshot;

      expect(all.length).toBeGreaterThanOrEqual(rows ?? 15_000);
      expect(report.disagreementCounts).toEqual({});
      expect(report.tickDiffers).toBe(0);
      for (const pair of report.pairs)
        expect(pair).toMatchObject({ disagreeing: 0, leftOnly: {}, rightOnly: {} });
      expect(report.pairs.reduce((sum, { matched }) => sum + matched, 0)).toBe(all.length);
      expect(snapshot.size).toBe(all.length);
      // One assertion over all rows: twenty thousand separate ones take half a minute.
      const wrong = all.filter(
        (row) =>
          !isDeepStrictEqual(facts(row), facts(snapshot.find(row.id))) ||
          snapshot.brokers.some(
            (brokerId) =>
              !isDeepStrictEqual(
                namesOf(snapshot.listing(row.id, brokerId)),
                namesOf(row.listings[brokerId]),
              ),
          ),
      );
      expect(wrong).toEqual([]);
    },
  );

  it('has contracts of today, the strike 43000 of BANKNIFTY in every expiry, and expiries off holidays', async () => {
    const snapshot = await joined(await start('2026-11-23', 1), '2026-11-23');
    // 24 November 2026, a Tuesday, is a holiday: what would expire then expires on Monday.
    expect(snapshot.expiries('NSE', 'NIFTY', 'OPT').slice(0, 3)).toEqual([
      '2026-11-23',
      '2026-12-01',
      '2026-12-08',
    ]);
    const expiries = snapshot.expiries('NSE', 'BANKNIFTY', 'OPT');
    expect(expiries).toEqual(['2026-11-23', '2026-12-29', '2027-01-25']);
    for (const expiry of expiries) {
      for (const type of ['CE', 'PE']) {
        expect(snapshot.find(`NFO:BANKNIFTY:${expiry}:43000:${type}`)).toMatchObject({ lotSize: 30 });
      }
    }
    expect(snapshot.expiries('BSE', 'SENSEX', 'OPT')[0]).toBe('2026-11-26');
    expect(snapshot.search({ text: 'nifty 26000 ce' })[0]?.symbol).toBe('NIFTY 23 NOV 26000 CE');
    expect(snapshot.find('NSE:RELIANCE')?.isin).toBe('INE002A01018');
  });

  it('is the same for the same seed and day, and keeps the tokens of contracts from day to day', async () => {
    const first = (await start('2026-11-25', 3)).venue.instruments.all;
    const again = (await start('2026-11-25', 3)).venue.instruments.all;
    const next = (await start('2026-11-26', 3)).venue.instruments.all;
    expect(again).toEqual(first);
    const tokens = new Map(first.map(({ id, exchangeToken }) => [id, exchangeToken]));
    const kept = next.filter(({ id }) => tokens.has(id));
    expect(kept.length).toBeGreaterThan(first.length * 0.9);
    expect(kept.filter(({ id, exchangeToken }) => tokens.get(id) !== exchangeToken).length).toBeLessThan(5);
  });
});
