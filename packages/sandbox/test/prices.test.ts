import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CE, FUTURE, INDEX, rows, rupees, SHARE } from './listed-rows.ts';
import { aVenue, listed } from './venue-fixture.ts';

const walking = { walking: true } as const;

describe('the walk of prices', () => {
  it('is the same for the same seed and moment, whenever and however often it is looked at', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 8 }),
        (seed, looks) => {
          const often = aVenue({ seed, market: walking });
          const once = aVenue({ seed, market: walking });
          const end = Math.max(0, ...looks);
          for (const at of [...looks].sort((a, b) => a - b)) {
            often.clock.advanceBy(at - often.clock.monotonicMs());
            often.venue.market.lastPrice(listed(often.venue, CE));
          }
          once.clock.advanceBy(end);
          for (const { id } of rows()) {
            expect(often.venue.market.lastPrice(listed(often.venue, id))).toBe(
              once.venue.market.lastPrice(listed(once.venue, id)),
            );
          }
          often.venue.close();
          once.venue.close();
        },
      ),
      { numRuns: 12 },
    );
  });

  it('stays on the tick, above nothing and near where it started', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 900_000 }), (seed, ms) => {
        const { venue, clock } = aVenue({ seed, market: walking });
        clock.advanceBy(ms);
        for (const row of venue.instruments.all) {
          const price = venue.market.lastPrice(row);
          expect(price).toBeGreaterThan(0);
          if (row.tickSize > 0) expect(price % row.tickSize).toBe(0);
          if (row.previousClose !== undefined) {
            expect(Math.abs(price / row.previousClose - 1)).toBeLessThan(0.08);
          }
        }
        venue.close();
      }),
      { numRuns: 12 },
    );
  });

  it('moves while prices walk, stands while they are held, and goes on from there', () => {
    const { venue, clock } = aVenue({ market: walking });
    const share = listed(venue, SHARE);
    const start = venue.market.lastPrice(share);
    clock.advanceBy(600_000);
    const walked = venue.market.lastPrice(share);
    expect(walked).not.toBe(start);
    venue.market.change({ walking: false });
    clock.advanceBy(600_000);
    expect(venue.market.lastPrice(share)).toBe(walked);
    venue.market.change({ walking: true });
    expect(venue.market.lastPrice(share)).toBe(walked);
    clock.advanceBy(600_000);
    expect(venue.market.lastPrice(share)).not.toBe(walked);
    venue.close();
  });

  it('differs from seed to seed and from instrument to instrument', () => {
    const one = aVenue({ seed: 1, market: walking });
    const two = aVenue({ seed: 2, market: walking });
    for (const { clock } of [one, two]) clock.advanceBy(600_000);
    const relative = (venue: typeof one.venue, id: string) =>
      venue.market.lastPrice(listed(venue, id)) / (listed(venue, id).previousClose ?? 1);
    expect(relative(one.venue, SHARE)).not.toBe(relative(two.venue, SHARE));
    expect(relative(one.venue, SHARE)).not.toBe(relative(one.venue, 'NSE:INE009A01021'));
    one.venue.close();
    two.venue.close();
  });

  it('prices options and futures from their underlying: calls and puts keep their parity', () => {
    const { venue } = aVenue();
    const spot = venue.market.lastPrice(listed(venue, INDEX));
    const call = venue.market.lastPrice(listed(venue, CE));
    const put = venue.market.lastPrice(listed(venue, 'NFO:BANKNIFTY:2026-11-24:43000:PE'));
    const further = venue.market.lastPrice(listed(venue, 'NFO:BANKNIFTY:2026-11-24:44000:CE'));
    expect(Math.abs(call - put - (spot - rupees(43_000)))).toBeLessThanOrEqual(rupees(0.1));
    expect(further).toBeLessThan(call);
    expect(venue.market.lastPrice(listed(venue, FUTURE))).toBeGreaterThan(spot);
    venue.close();
  });

  it('follows a price set by hand, and so do its options', () => {
    const { venue } = aVenue();
    const call = venue.market.lastPrice(listed(venue, CE));
    venue.market.setPrice(listed(venue, INDEX), rupees(44_000));
    expect(venue.market.lastPrice(listed(venue, INDEX))).toBe(rupees(44_000));
    const lifted = venue.market.lastPrice(listed(venue, CE));
    expect(lifted - call).toBeGreaterThan(rupees(500));
    venue.market.setPrice(listed(venue, CE), rupees(250));
    expect(venue.market.lastPrice(listed(venue, CE))).toBe(rupees(250));
    expect(() => venue.market.setPrice(listed(venue, CE), rupees(250.03))).toThrow(RangeError);
    venue.close();
  });

  it('derives a start where the list has no close: from the strikes, or from the seed', () => {
    const { venue } = aVenue({
      instruments: () => rows().map((row) => ({ ...row, previousClose: undefined })),
    });
    const index = venue.market.lastPrice(listed(venue, INDEX));
    expect(index).toBeGreaterThan(rupees(42_000));
    expect(index).toBeLessThan(rupees(45_000));
    expect(venue.market.lastPrice(listed(venue, SHARE))).toBeGreaterThan(0);
    venue.close();
  });

  it('quotes the day: open, high, low, previous close and a band that holds the last price', () => {
    const { venue } = aVenue();
    const share = listed(venue, SHARE);
    expect(venue.market.lastPrice(share)).toBe(rupees(1_500));
    venue.market.setPrice(share, rupees(1_510));
    venue.market.setPrice(share, rupees(1_490));
    expect(venue.market.quote(share)).toEqual({
      lastPrice: rupees(1_490),
      previousClose: rupees(1_500),
      open: rupees(1_500),
      high: rupees(1_510),
      low: rupees(1_490),
      lowerCircuit: rupees(1_200),
      upperCircuit: rupees(1_800),
    });
    venue.market.setPrice(share, rupees(2_500));
    const { lowerCircuit, upperCircuit } = venue.market.quote(share);
    expect([lowerCircuit, upperCircuit]).toEqual([rupees(2_000), rupees(3_000)]);
    venue.close();
  });
});
