/** The list of the day: what the venue lists arrives row by row in our words. */
import type { ListingRow } from '@copydesk/core';
import type { VenueInstrument } from '@copydesk/sandbox';
import { expect } from 'vitest';
import type { BrokerBench } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';

const instruments = casesOf('instruments');

/** Rows in one batch: a reader works through them between two turns of its event loop. */
const LARGEST_BATCH = 5_000;

export const instrumentCases: readonly BrokerCase[] = [
  instruments('BC-201', 'everything that can be traded and that the broker lists is there', async (bench) => {
    const missing = tradable(bench).filter((instrument) => bench.shelf.rowOf(instrument) === undefined);

    expect(missing.map((instrument) => instrument.id)).toEqual([]);
    expect(bench.shelf.rows.length).toBeGreaterThan(0);
  }),

  instruments(
    'BC-202',
    'each row tells segment, kind, expiry, strike, lot and tick as the exchange set them',
    async (bench) => {
      const wrong = pairs(bench).filter(
        ([row, instrument]) =>
          row.segment !== instrument.segment ||
          row.kind !== instrument.kind ||
          row.optionType !== instrument.optionType ||
          row.expiry !== instrument.expiry ||
          row.strike !== instrument.strike ||
          row.lotSize !== instrument.lotSize ||
          row.tickSize !== instrument.tickSize,
      );

      expect(wrong.map(([row, instrument]) => ({ row, instrument }))).toEqual([]);
    },
  ),

  instruments('BC-203', 'no two rows share a key', async (bench) => {
    const keys = bench.shelf.rows.map((row) => row.key);

    expect(new Set(keys).size).toBe(keys.length);
  }),

  instruments(
    'BC-204',
    'rows of two brokers can be joined: the exchange’s own number stands in each',
    async (bench) => {
      const wrong = pairs(bench).filter(
        ([row, instrument]) => instrument.kind !== 'INDEX' && row.exchangeToken !== instrument.exchangeToken,
      );

      expect(wrong.map(([row]) => row.key)).toEqual([]);
    },
  ),

  instruments(
    'BC-205',
    'a derivative names its underlying, a share itself without its series',
    async (bench) => {
      const wrong = pairs(bench).filter(
        ([row, instrument]) => instrument.kind !== 'INDEX' && row.underlying !== instrument.underlying,
      );

      expect(
        wrong.map(([row, instrument]) => `${row.key}: ${row.underlying}, not ${instrument.underlying}`),
      ).toEqual([]);
    },
  ),

  instruments('BC-206', 'I6: where the exchange takes lots, one lot is quantity 1', async (bench) => {
    const inLots = bench.shelf.rows.filter((row) => ['CDS', 'BCD', 'MCX', 'NCO'].includes(row.segment));

    expect(inLots.filter((row) => row.kind !== 'INDEX' && row.lotSize !== 1)).toEqual([]);
  }),

  instruments('BC-207', 'an index is listed as one and cannot be traded', async (bench) => {
    const indices = bench.shelf.rows.filter((row) => row.kind === 'INDEX');

    expect(indices.length).toBeGreaterThan(0);
    expect(indices.filter((row) => row.lotSize !== 0)).toEqual([]);
  }),

  instruments(
    'BC-208',
    'where the list says a freeze quantity or a multiplier, they are the exchange’s',
    async (bench) => {
      const wrong = pairs(bench).filter(
        ([row, instrument]) =>
          instrument.kind !== 'INDEX' &&
          ((row.freezeQuantity !== undefined && row.freezeQuantity !== instrument.freezeQuantity) ||
            (row.contractMultiplier !== undefined &&
              row.contractMultiplier !== instrument.contractMultiplier)),
      );

      expect(wrong.map(([row, instrument]) => ({ row, instrument }))).toEqual([]);
    },
  ),

  instruments(
    'BC-210',
    'the list comes in batches that no event loop stumbles over, with progress that only grows',
    async (bench) => {
      const { batches } = bench.shelf;
      const told = batches.flatMap((batch) => batch.progress ?? []);

      expect(Math.max(...batches.map((batch) => batch.size))).toBeLessThanOrEqual(LARGEST_BATCH);
      expect(told).toEqual([...told].sort((a, b) => a - b));
      for (const progress of told) {
        expect(progress).toBeGreaterThanOrEqual(0);
        expect(progress).toBeLessThanOrEqual(1);
      }
    },
  ),

  instruments('BC-212', 'reading the list twice gives the same rows', async (bench) => {
    const again: ListingRow[] = [];
    for await (const batch of bench.adapter.listings(new AbortController().signal)) {
      for (const row of batch.rows) again.push(row);
    }

    expect(byKey(again)).toEqual(byKey(bench.shelf.rows));
  }),

  instruments('BC-214', 'a reader that stops is not read to the end', async (bench) => {
    const stop = new AbortController();
    let rows = 0;

    stop.abort();
    try {
      for await (const batch of bench.adapter.listings(stop.signal)) rows += batch.rows.length;
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }

    expect(rows).toBeLessThan(bench.shelf.rows.length);
  }),
];

function tradable(bench: BrokerBench): readonly VenueInstrument[] {
  const { segments } = bench.adapter.capabilities;
  return bench.shelf.listedAtVenue.filter((item) => item.lotSize > 0 && segments.includes(item.segment));
}

/** The rows whose instrument the venue has, with it. */
function pairs(bench: BrokerBench): readonly (readonly [ListingRow, VenueInstrument])[] {
  return bench.shelf.listedAtVenue.flatMap((instrument) => {
    const row = bench.shelf.rowOf(instrument);
    return row === undefined ? [] : [[row, instrument] as const];
  });
}

function byKey(rows: readonly ListingRow[]): readonly ListingRow[] {
  return [...rows].sort((a, b) => (a.key < b.key ? -1 : 1));
}
