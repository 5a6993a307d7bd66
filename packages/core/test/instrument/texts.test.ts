import {
  futureId,
  indexId,
  type ListingRow,
  optionId,
  packListings,
  priceOfUnits,
  provisionalId,
  readInstrumentId,
  SEGMENTS,
  shareId,
  unpackListings,
} from '@copydesk/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { option, share, snapshotOf } from './rows.ts';

const underlyings = fc.constantFrom('NIFTY', 'M&M', 'BAJAJ-AUTO', '360ONE', 'NIFTYNXT50', '633GS2035');
const dates = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2039-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const strikes = fc.integer({ min: 1, max: 10_000_000_000 }).map(priceOfUnits);
const texts = fc.string({ unit: fc.constantFrom(...'ABCXYZ 0189-&|:.é'), minLength: 1, maxLength: 30 });

describe('canonical ids', () => {
  it('read back to what they were made of', () => {
    const segments = fc.constantFrom(...SEGMENTS.filter((each) => each !== 'NSE' && each !== 'BSE'));
    fc.assert(
      fc.property(segments, underlyings, dates, strikes, (segment, underlying, expiry, strike) => {
        expect(readInstrumentId(optionId(segment, underlying, expiry, { strike, type: 'PE' }))).toMatchObject(
          {
            segment,
            description: {
              baseInstrument: underlying,
              instrumentType: 'OPT',
              expiry,
              strike,
              optionType: 'PE',
            },
          },
        );
        expect(readInstrumentId(futureId(segment, underlying, expiry))).toMatchObject({
          segment,
          description: { baseInstrument: underlying, instrumentType: 'FUT', expiry },
        });
      }),
    );
    expect(optionId('NFO', 'NIFTY', '2024-10-03', { strike: priceOfUnits(258_000_000), type: 'CE' })).toBe(
      'NFO:NIFTY:2024-10-03:25800:CE',
    );
    expect(readInstrumentId(shareId('NSE', 'INE002A01018'))).toMatchObject({
      kind: 'cash',
      symbol: 'INE002A01018',
    });
    expect(readInstrumentId(provisionalId('NSE', 'RELIANCE'))).toMatchObject({
      kind: 'cash',
      symbol: 'RELIANCE',
    });
    expect(readInstrumentId(indexId('NSE', 'NIFTY 500'))).toMatchObject({
      kind: 'cash',
      symbol: 'NIFTY 500',
    });
  });
});

describe('the table', () => {
  it('gives every contract back as it was put in, by id, key and feed token', () => {
    const seeds = fc.uniqueArray(fc.record({ underlying: underlyings, expiry: dates, strike: strikes }), {
      selector: ({ underlying, expiry, strike }) => `${underlying} ${expiry} ${strike}`,
      maxLength: 60,
    });
    fc.assert(
      fc.property(seeds, (contracts) => {
        const rows = contracts.map(({ underlying, expiry, strike }, at) =>
          option({ token: String(at), underlying, expiry, strike: String(strike / 10_000) }),
        );
        const snapshot = snapshotOf({ left: rows });
        expect(snapshot.size).toBe(rows.length);
        for (const row of rows) {
          const found = snapshot.byListingKey(snapshot.brokers[0] as never, row.key);
          expect(found).toMatchObject({ underlying: row.underlying, expiry: row.expiry, strike: row.strike });
          expect(snapshot.find(found?.id ?? '')).toEqual(found);
          expect(snapshot.byFeedToken(snapshot.brokers[0] as never, row.feedToken)?.id).toBe(found?.id);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('packed listings', () => {
  it('come out as they went in', () => {
    const rows: fc.Arbitrary<ListingRow> = fc
      .record({ text: texts, strike: strikes, isin: fc.option(texts, { nil: undefined }), lot: fc.nat() })
      .map(({ text, strike, isin, lot }) => ({
        ...option({}, { symbol: text, strike, lotSize: lot, symbolByRule: lot % 2 === 0 ? text : undefined }),
        isin,
      }));
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 50 }), (list) => {
        expect(unpackListings(packListings(list))).toEqual(list);
      }),
    );
  });

  it('refuse a text that would shift the rows behind it', () => {
    const row = share('A\u001fB', '1');
    expect(() => unpackListings(packListings([row]))).toThrow(RangeError);
  });
});
