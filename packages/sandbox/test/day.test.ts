import { VirtualClock } from '@copydesk/adapter-testkit';
import { instantOf } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { CE, FUTURE, rows, rupees, SHARE } from './listed-rows.ts';
import { aClient, aVenue, listed, MONDAY } from './venue-fixture.ts';

const DAY_MS = 86_400_000;

/** The list of a day: contracts that have expired are gone. */
const living = (date: string) => [
  ...rows().filter((row) => row.expiry === undefined || row.expiry >= date),
  ...rows('2026-12-29').filter((row) => row.expiry !== undefined),
];

function aDay() {
  const { venue, clock } = aVenue({ instruments: living });
  const client = aClient(venue);
  const buy = (id: string, quantity: number, product: 'I' | 'D' = 'D') => {
    venue.orders.place(client, {
      instrument: listed(venue, id),
      side: 'BUY',
      quantity,
      product,
      orderType: 'MARKET',
      validity: 'DAY',
      marketProtection: 'automatic',
    });
    clock.advanceBy(0);
  };
  return { venue, clock, client, buy };
}

describe('a new day', () => {
  it('wipes orders and trades, carries positions, and delivers shares by way of t1', () => {
    const { venue, client, buy } = aDay();
    buy(SHARE, 10);
    buy(FUTURE, 35);
    venue.clock.advance(DAY_MS);
    expect(venue.instruments.date).toBe('2026-11-24');
    expect(venue.orders.list(client)).toHaveLength(0);
    expect(venue.orders.trades(client)).toHaveLength(0);
    expect(venue.books.holdings(client)[0]).toMatchObject({
      quantity: 0,
      t1Quantity: 10,
      averagePrice: rupees(1_500),
    });
    const [carried] = venue.books.positions(client);
    expect(venue.books.positions(client)).toHaveLength(1);
    expect(carried).toMatchObject({ quantity: 35, overnightQuantity: 35, dayBuyQuantity: 0 });
    expect(carried?.overnightValue).toBe(carried?.openValue);
    venue.clock.advance(DAY_MS);
    expect(venue.books.holdings(client)[0]).toMatchObject({ quantity: 10, t1Quantity: 0 });
    venue.close();
  });

  it('closes intraday positions, settles expired contracts and keeps the money of both', () => {
    const { venue, client, buy } = aDay();
    buy(SHARE, 10, 'I');
    buy(CE, 35);
    venue.market.setPrice(listed(venue, SHARE), rupees(1_510));
    const before = venue.books.funds(client);
    venue.clock.advance(DAY_MS);
    expect(venue.books.positions(client).map((position) => position.instrument.id)).toEqual([CE]);
    expect(venue.books.funds(client).opening).toBe(before.opening + before.cashFlow + 1_000_000n);
    venue.market.setPrice(listed(venue, 'NSE:INDEX:BANKNIFTY'), rupees(43_500));
    venue.clock.advance(DAY_MS);
    expect(venue.instruments.byId(CE)).toBeUndefined();
    expect(venue.books.positions(client)).toHaveLength(0);
    expect(venue.books.funds(client)).toMatchObject({
      opening: before.opening + before.cashFlow + 1_000_000n + 500n * 10_000n * 35n,
      used: 0n,
    });
    venue.close();
  });

  it('takes sold shares out of the holdings', () => {
    const { venue, clock, client } = aDay();
    venue.clients.upsert({
      broker: 'kite',
      client: client.client,
      holdings: [{ instrumentId: SHARE, quantity: 10, averagePrice: rupees(1_000) }],
    });
    venue.orders.place(client, {
      instrument: listed(venue, 'BSE:INE002A01018'),
      side: 'SELL',
      quantity: 4,
      product: 'D',
      orderType: 'MARKET',
      validity: 'DAY',
      marketProtection: 'automatic',
    });
    clock.advanceBy(0);
    expect(venue.books.holdings(client)[0]).toMatchObject({ quantity: 10, usedQuantity: 4 });
    venue.clock.advance(DAY_MS);
    expect(venue.books.holdings(client)[0]).toMatchObject({ quantity: 6, usedQuantity: 0 });
    venue.close();
  });

  it('makes the last prices the previous closes, and does not jump', () => {
    const { venue } = aDay();
    venue.market.setPrice(listed(venue, SHARE), rupees(1_555));
    venue.clock.advance(DAY_MS);
    expect(venue.market.quote(listed(venue, SHARE))).toMatchObject({
      lastPrice: rupees(1_555),
      previousClose: rupees(1_555),
      open: rupees(1_555),
    });
    venue.close();
  });

  it('keeps after-market orders that wait for its opening', () => {
    const clock = new VirtualClock(instantOf(Date.parse('2026-11-23T20:00:00+05:30')));
    const { venue } = aVenue({ clock, market: { open: 'calendar', walking: false } });
    const client = aClient(venue, { broker: 'up' });
    const order = { instrument: listed(venue, SHARE), side: 'BUY', quantity: 1, product: 'D' } as const;
    venue.orders.place(client, { ...order, orderType: 'LIMIT', price: rupees(1_500), validity: 'DAY' });
    clock.advanceBy(0);
    venue.clock.set(instantOf(Date.parse('2026-11-24T09:14:59+05:30')));
    clock.advanceBy(0);
    expect(venue.orders.list(client)[0]?.state).toBe('after-market-received');
    clock.advanceBy(2_000);
    expect(venue.orders.list(client)[0]?.state).toBe('complete');
    venue.close();
  });
});

describe('the close by the calendar', () => {
  it('cancels what rests, and the broker closes intraday positions in its own name', () => {
    const { venue, clock } = aVenue({ market: { open: 'calendar', walking: false } });
    const client = aClient(venue);
    const order = { instrument: listed(venue, SHARE), side: 'BUY', validity: 'DAY' } as const;
    venue.orders.place(client, {
      ...order,
      quantity: 5,
      product: 'I',
      orderType: 'MARKET',
      marketProtection: 'automatic',
    });
    venue.orders.place(client, {
      ...order,
      quantity: 1,
      product: 'D',
      orderType: 'LIMIT',
      price: rupees(1_400),
    });
    clock.advanceBy(0);
    venue.clock.set(instantOf(Date.parse('2026-11-23T15:21:00+05:30')));
    clock.advanceBy(5_000);
    const closing = venue.orders.list(client).filter((row) => row.origin === 'outside');
    expect(closing).toMatchObject([
      { side: 'SELL', quantity: 5, product: 'I', placedBy: 'RMS', state: 'complete' },
    ]);
    venue.clock.set(instantOf(Date.parse('2026-11-23T15:30:00+05:30')));
    expect(venue.orders.find(client, 'O2')).toMatchObject({ state: 'cancelled', cancelledQuantity: 1 });
    venue.close();
  });

  it('does neither while the market is always open, and never trades on weekends and holidays', () => {
    const { venue, clock } = aVenue({ holidays: ['2026-11-25'] });
    const client = aClient(venue);
    venue.orders.place(client, {
      instrument: listed(venue, SHARE),
      side: 'BUY',
      quantity: 1,
      product: 'D',
      orderType: 'LIMIT',
      price: rupees(1_400),
      validity: 'DAY',
    });
    clock.advanceBy(0);
    venue.clock.set(instantOf(MONDAY + 8 * 3_600_000));
    expect(venue.orders.find(client, 'O1')?.state).toBe('open');
    venue.market.change({ open: 'calendar' });
    const openAt = (time: string) => {
      venue.clock.set(instantOf(Date.parse(time)));
      return venue.market.isOpen('NSE');
    };
    expect(openAt('2026-11-24T10:00:00+05:30')).toBe(true);
    expect(openAt('2026-11-25T10:00:00+05:30')).toBe(false);
    expect(openAt('2026-11-28T10:00:00+05:30')).toBe(false);
    venue.close();
  });
});
