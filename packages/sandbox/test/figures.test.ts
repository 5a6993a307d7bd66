import type { MarketMove, Venue, VenueFigures, VenueInstrument } from '@copydesk/sandbox';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CE, FUTURE, INDEX, rupees, SHARE } from './listed-rows.ts';
import { aClient, aVenue, listed } from './venue-fixture.ts';

const walking = { walking: true } as const;
const PE = 'NFO:BANKNIFTY:2026-11-24:43000:PE';
const HOUR = 3_600_000;

function buy(venue: Venue, quantity: number): void {
  const answer = venue.orders.placeOutside(aClient(venue), {
    instrument: listed(venue, SHARE),
    side: 'BUY',
    quantity,
    orderType: 'MARKET',
    product: 'D',
  });
  expect(answer.kind).toBe('accepted');
}

function expectBook(row: VenueInstrument, figures: VenueFigures): void {
  const { buy: bids = [], sell: offers = [] } = figures.depth ?? {};
  expect(bids.length + offers.length).toBeGreaterThan(0);
  if (bids[0] !== undefined) expect(bids[0].price).toBeLessThanOrEqual(figures.lastPrice);
  if (offers[0] !== undefined) expect(offers[0].price).toBeGreaterThanOrEqual(figures.lastPrice);
  if (bids[0] !== undefined && offers[0] !== undefined) {
    expect(offers[0].price).toBeGreaterThan(bids[0].price);
    expect(offers[0].price - bids[0].price).toBeLessThanOrEqual(
      Math.max(row.tickSize, Math.ceil(figures.lastPrice * 0.02)),
    );
  }
  for (const [levels, direction] of [
    [bids, -1],
    [offers, 1],
  ] as const) {
    for (const [place, level] of levels.entries()) {
      expect(level.price % row.tickSize).toBe(0);
      expect(level.price).toBeGreaterThanOrEqual(figures.lowerCircuit);
      expect(level.price).toBeLessThanOrEqual(figures.upperCircuit);
      expect(level.quantity % row.lotSize).toBe(0);
      expect(level.quantity).toBeGreaterThan(0);
      expect(level.orders).toBeGreaterThan(0);
      const better = levels[place - 1];
      if (better !== undefined) expect((level.price - better.price) * direction).toBeGreaterThan(0);
    }
  }
}

describe('figures', () => {
  it('are the same for the same seed and moment, and hold the quote', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 2 * HOUR }), (seed, ms) => {
        const one = aVenue({ seed, market: walking });
        const two = aVenue({ seed, market: walking });
        for (const { clock } of [one, two]) clock.advanceBy(ms);
        for (const row of one.venue.instruments.all) {
          const figures = one.venue.market.figures(row);
          expect(figures).toEqual(two.venue.market.figures(listed(two.venue, row.id)));
          expect(figures).toMatchObject(one.venue.market.quote(row));
          expect(figures.exchangeAt).toBe(one.venue.clock.now());
        }
        one.venue.close();
        two.venue.close();
      }),
      { numRuns: 6 },
    );
  });

  it('have a book around the last price, on the tick, inside the band', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: HOUR }), (seed, ms) => {
        const { venue, clock } = aVenue({ seed, market: walking });
        clock.advanceBy(ms);
        for (const row of venue.instruments.all) {
          const figures = venue.market.figures(row, 30);
          if (row.kind === 'INDEX') expect(figures.depth).toBeUndefined();
          else expectBook(row, figures);
        }
        venue.close();
      }),
      { numRuns: 6 },
    );
  });

  it('have as many levels as asked, at most 30, and none beyond the band', () => {
    const { venue } = aVenue();
    const share = listed(venue, SHARE);
    const levels = (count?: number) => venue.market.figures(share, count).depth?.buy.length;
    expect([levels(), levels(20), levels(50)]).toEqual([5, 20, 30]);
    venue.market.setPrice(share, rupees(1_800));
    const { depth, upperCircuit } = venue.market.figures(share, 30);
    expect(upperCircuit).toBe(rupees(1_800));
    expect(depth?.sell.length).toBeLessThanOrEqual(1);
    expect(depth?.buy.length).toBeGreaterThan(5);
    venue.close();
  });

  it('never tell less volume than before on the same day, nor open interest outside its range', () => {
    const { venue, clock } = aVenue({ market: walking });
    const before = new Map<string, VenueFigures>();
    for (let look = 0; look < 60; look += 1) {
      clock.advanceBy(look % 7 === 0 ? 613_000 : 700);
      for (const row of venue.instruments.all) {
        const figures = venue.market.figures(row);
        const earlier = before.get(row.id);
        expect(figures.volume).toBeGreaterThanOrEqual(earlier?.volume ?? 0);
        const { now, high, low } = figures.openInterest ?? { now: 0, high: 0, low: 0 };
        expect(high).toBeGreaterThanOrEqual(Math.max(now, earlier?.openInterest?.high ?? 0));
        expect(low).toBeLessThanOrEqual(Math.min(now, earlier?.openInterest?.low ?? now));
        before.set(row.id, figures);
      }
    }
    expect(before.get(CE)?.volume).toBeGreaterThan(0);
    expect(before.get(INDEX)).toMatchObject({ volume: 0, openInterest: undefined, lastTradeAt: undefined });
    expect(before.get(SHARE)?.openInterest).toBeUndefined();
    expect(before.get(FUTURE)?.openInterest?.low).toBeGreaterThan(0);
    venue.close();
  });

  it('begin the volume of another day anew', () => {
    const { venue, clock } = aVenue({ market: walking });
    const share = listed(venue, SHARE);
    clock.advanceBy(HOUR);
    const monday = venue.market.figures(share).volume;
    clock.advanceBy(13 * HOUR + 60_000);
    expect(venue.instruments.date).toBe('2026-11-24');
    expect(venue.market.figures(listed(venue, SHARE)).volume).toBeLessThan(monday / 10);
    venue.close();
  });

  it('show what the clients of the venue traded', () => {
    const { venue, clock } = aVenue();
    const share = listed(venue, SHARE);
    const before = venue.market.figures(share);
    clock.advanceBy(5_000);
    buy(venue, 77);
    clock.advanceBy(5_000);
    const after = venue.market.figures(share);
    expect(after.volume).toBe(before.volume + 77);
    expect(after.lastQuantity).toBe(77);
    expect(after.lastTradeAt).toBe(venue.clock.now() - 5_000);
    buy(venue, 3);
    clock.advanceBy(0);
    expect(venue.market.figures(share)).toMatchObject({ volume: before.volume + 80, lastQuantity: 3 });
    venue.close();
  });

  it('give options greeks by the model that prices them', () => {
    const { venue } = aVenue();
    const figures = (id: string) => venue.market.figures(listed(venue, id));
    const call = figures(CE);
    const put = figures(PE);
    expect(figures(SHARE).greeks).toBeUndefined();
    expect(call.greeks?.impliedVolatility).toBe(0.13);
    expect((call.greeks?.delta ?? 0) - (put.greeks?.delta ?? 0)).toBeCloseTo(1, 6);
    const lift = 10;
    venue.market.setPrice(listed(venue, INDEX), rupees(43_200 + lift));
    const lifted = (figures(CE).lastPrice - call.lastPrice) / 10_000;
    const gamma = ((call.greeks?.gamma ?? 0) * lift * lift) / 2;
    // A little more, as the model's deviation grows with the spot, and the price is on the tick.
    expect(Math.abs(lifted - (call.greeks?.delta ?? 0) * lift - gamma)).toBeLessThan(0.1);
    venue.market.setPrice(listed(venue, CE), rupees(900));
    expect(figures(CE).greeks?.impliedVolatility).toBeGreaterThan(0.2);
    venue.close();
  });
});

describe('moves', () => {
  it('are told on each step while prices walk, and cost no timer while nobody listens', () => {
    const { venue, clock } = aVenue({ market: walking, stepMs: 500 });
    const idle = clock.pending;
    const told: MarketMove[] = [];
    const end = venue.market.onMove((move) => told.push(move));
    expect(clock.pending).toBe(idle + 1);
    clock.advanceBy(2_000);
    expect(told).toEqual(Array.from({ length: 4 }, () => ({ kind: 'walked' })));
    end();
    expect(clock.pending).toBe(idle);
    clock.advanceBy(2_000);
    expect(told).toHaveLength(4);
    venue.close();
  });

  it('are not told while prices are held, but for prices that are set and orders that fill', () => {
    const { venue, clock } = aVenue();
    const share = listed(venue, SHARE);
    const told: MarketMove[] = [];
    venue.market.onMove((move) => told.push(move));
    clock.advanceBy(5_000);
    expect(told).toEqual([]);
    venue.market.setPrice(share, rupees(1_501));
    expect(told).toEqual([{ kind: 'set', instrument: share }]);
    buy(venue, 2);
    clock.advanceBy(1_000);
    expect(told.slice(1)).toEqual([{ kind: 'traded', instrument: share }]);
    venue.market.change({ walking: true });
    clock.advanceBy(1_000);
    expect(told.at(-1)).toEqual({ kind: 'walked' });
    venue.close();
  });
});
