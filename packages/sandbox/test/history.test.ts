import { instantOf, priceOfUnits, priceToNumber } from '@copydesk/core';
import type { Venue, VenueCandle, VenueInstrument } from '@copydesk/sandbox';
import { describe, expect, it } from 'vitest';
import { CE, FUTURE, INDEX, rupees, SHARE } from './listed-rows.ts';
import { aVenue, listed, MONDAY } from './venue-fixture.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const walking = { walking: true, open: 'calendar' } as const;
const ist = (text: string) => instantOf(Date.parse(`${text}+05:30`));

function minutesOf(venue: Venue, row: VenueInstrument, from: number, to: number): readonly VenueCandle[] {
  return venue.market.candles(row, { minutes: 1, from: instantOf(from), to: instantOf(to) });
}

describe('candles', () => {
  it('end at the last price, yesterday’s at the previous close, whatever is looked at', () => {
    const { venue, clock } = aVenue({ market: walking });
    clock.advanceBy(95 * MINUTE + 7_000);
    for (const id of [SHARE, INDEX, CE, FUTURE]) {
      const row = listed(venue, id);
      const candles = minutesOf(venue, row, MONDAY - 4 * DAY, venue.clock.now() + 1);
      expect(candles.at(-1)?.close).toBe(venue.market.lastPrice(row));
      const friday = candles.filter(({ at }) => at < ist('2026-11-21T00:00:00'));
      expect(friday.at(-1)?.close).toBe(venue.market.quote(row).previousClose);
      const days = venue.market.candles(row, {
        minutes: 'day',
        from: instantOf(MONDAY - 4 * DAY),
        to: venue.clock.now(),
      });
      expect(days.at(-1)?.close).toBe(venue.market.lastPrice(row));
      expect(days.at(-2)?.close).toBe(venue.market.quote(row).previousClose);
    }
    venue.close();
  });

  it('are those of the sessions of working days alone', () => {
    const { venue } = aVenue({ market: walking, holidays: ['2026-11-19'] });
    const share = listed(venue, SHARE);
    const candles = minutesOf(venue, share, ist('2026-11-18T00:00:00'), ist('2026-11-23T00:00:00'));
    const days = new Set(candles.map(({ at }) => new Date(at + 19_800_000).toISOString().slice(0, 10)));
    expect([...days]).toEqual(['2026-11-18', '2026-11-20']);
    expect(candles).toHaveLength(2 * 375);
    expect(candles[0]?.at).toBe(ist('2026-11-18T09:15:00'));
    expect(candles[374]?.at).toBe(ist('2026-11-18T15:29:00'));
    const hours = venue.market.candles(share, {
      minutes: 60,
      from: ist('2026-11-18T00:00:00'),
      to: ist('2026-11-19T00:00:00'),
    });
    expect(hours.map(({ at }) => (at - ist('2026-11-18T00:00:00')) / MINUTE)).toEqual([
      555, 615, 675, 735, 795, 855, 915,
    ]);
    venue.close();
  });

  it('are on the tick, hold their own ends, follow each other, and are the same whenever asked', () => {
    const { venue, clock } = aVenue({ market: walking });
    clock.advanceBy(30 * MINUTE);
    const option = listed(venue, CE);
    const from = ist('2026-11-23T09:15:00');
    const candles = minutesOf(venue, option, from, venue.clock.now() - 2 * MINUTE);
    for (const [place, candle] of candles.entries()) {
      const { open, high, low, close, volume, openInterest } = candle;
      for (const price of [open, high, low, close]) expect(price % option.tickSize).toBe(0);
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
      expect(low).toBeLessThanOrEqual(Math.min(open, close));
      expect(volume % option.lotSize).toBe(0);
      expect(openInterest).toBeGreaterThan(0);
      const next = candles[place + 1];
      if (next !== undefined) expect(next.open).toBe(close);
    }
    clock.advanceBy(10 * MINUTE);
    expect(minutesOf(venue, option, from, venue.clock.now() - 12 * MINUTE)).toEqual(candles);
    venue.close();
  });

  it('show a price that was set where it was set, and what was before as it was', () => {
    const { venue, clock } = aVenue({ market: walking });
    const share = listed(venue, SHARE);
    clock.advanceBy(10 * MINUTE);
    const before = minutesOf(venue, share, MONDAY, venue.clock.now() - MINUTE);
    venue.market.setPrice(share, rupees(1_550));
    clock.advanceBy(10 * MINUTE);
    const after = minutesOf(venue, share, MONDAY, venue.clock.now());
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.at(-1)?.close).toBeGreaterThan(rupees(1_540));
    venue.close();
  });

  it.each(['a quiet market', 'one that trades at all hours'] as const)(
    'of earlier days stay as they were, however often and however far a price is moved today: %s',
    (kind) => {
      const { venue, clock } = aVenue({
        market: kind === 'a quiet market' ? walking : { walking: true, open: true },
      });
      for (const id of [SHARE, CE, FUTURE]) {
        const row = listed(venue, id);
        clock.advanceBy(10 * MINUTE);
        const friday = () => minutesOf(venue, row, MONDAY - 4 * DAY, ist('2026-11-21T00:00:00'));
        const before = friday();
        expect(before.length).toBeGreaterThan(300);
        venue.market.setPrice(row, rupees(1));
        expect(friday()).toEqual(before);
        clock.advanceBy(MINUTE);
        venue.market.setPrice(row, rupees(90_000));
        expect(friday()).toEqual(before);
        clock.advanceBy(MINUTE);
        venue.market.setPrice(row, priceOfUnits(row.tickSize));
        expect(friday()).toEqual(before);
        const today = minutesOf(venue, row, MONDAY, venue.clock.now() + 1);
        expect(today.at(-1)?.close).toBe(venue.market.lastPrice(row));
      }
      venue.close();
    },
  );

  it('of a contract that was worth less than a tick are at the tick, not blown up', () => {
    const { venue, clock } = aVenue({ market: walking });
    clock.advanceBy(MINUTE);
    const option = listed(venue, CE);
    venue.market.setPrice(option, rupees(0.05));
    const index = listed(venue, INDEX);
    venue.market.setPrice(index, rupees(priceToNumber(venue.market.lastPrice(index)) - 500));
    clock.advanceBy(DAY);
    for (const candle of minutesOf(venue, option, MONDAY - 4 * DAY, venue.clock.now())) {
      expect(candle.high).toBeLessThan(rupees(2_000));
    }
    venue.close();
  });

  it('have busy and quiet times', () => {
    const { venue } = aVenue({ market: walking });
    const fives = venue.market.candles(listed(venue, SHARE), {
      minutes: 5,
      from: ist('2026-11-20T00:00:00'),
      to: ist('2026-11-21T00:00:00'),
    });
    const volumes = fives.map(({ volume }) => volume).sort((one, other) => one - other);
    const tenth = Math.floor(volumes.length / 10);
    expect((volumes.at(-tenth) ?? 0) / (volumes[tenth] ?? Number.NaN)).toBeGreaterThan(1.5);
    venue.close();
  });

  it('stand still while prices are held', () => {
    const { venue, clock } = aVenue({ market: { walking: false, open: true } });
    const share = listed(venue, SHARE);
    clock.advanceBy(20 * MINUTE);
    const held = minutesOf(venue, share, MONDAY, venue.clock.now());
    expect(held).toHaveLength(20);
    expect(new Set(held.flatMap(({ open, high, low, close }) => [open, high, low, close]))).toEqual(
      new Set([rupees(1_500)]),
    );
    expect(held.every(({ volume }) => volume === 0)).toBe(true);
    venue.close();
  });
});
