import type { Product, Side } from '@copydesk/core';
import type { Venue, VenueClient } from '@copydesk/sandbox';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CE, FUTURE, rupees, SHARE } from './listed-rows.ts';
import { aClient, aVenue, listed } from './venue-fixture.ts';

const CRORE = 100_000_000_000n;
const INFY = 'NSE:INE009A01021';
const USDINR = 'CDS:USDINR:2026-11-24:FUT';

function trade(
  venue: Venue,
  client: VenueClient,
  order: { id: string; side: Side; quantity: number; product?: Product },
) {
  return venue.orders.place(client, {
    instrument: listed(venue, order.id),
    side: order.side,
    quantity: order.quantity,
    orderType: 'MARKET',
    product: order.product ?? 'D',
    validity: 'DAY',
    marketProtection: 'automatic',
  });
}

describe('money', () => {
  it('is conserved: after any trading, available is what the trades leave and nothing stays blocked once all is flat', () => {
    const step = fc.record({
      id: fc.constantFrom(CE, FUTURE, SHARE, INFY, USDINR),
      side: fc.constantFrom<Side>('BUY', 'SELL'),
      lots: fc.integer({ min: 1, max: 4 }),
      product: fc.constantFrom<Product>('I', 'D'),
      limit: fc.option(fc.integer({ min: -40, max: 40 })),
      move: fc.integer({ min: -30, max: 30 }),
      cancel: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const { venue, clock } = aVenue({ market: { walking: false, lotsPerMatch: 1 } });
        const client = aClient(venue);
        for (const { id, side, lots, product, limit, move, cancel } of steps) {
          const instrument = listed(venue, id);
          const last = venue.market.lastPrice(instrument);
          const tick = instrument.tickSize;
          const answer = venue.orders.place(client, {
            instrument,
            side,
            product,
            quantity: lots * instrument.lotSize,
            orderType: limit === null ? 'MARKET' : 'LIMIT',
            price: limit === null ? undefined : ((last + limit * tick) as typeof last),
            validity: 'DAY',
            marketProtection: 'automatic',
          });
          clock.advanceBy(0);
          if (cancel && answer.kind === 'accepted') venue.orders.cancel(client, answer.order.orderId);
          clock.advanceBy(0);
          const moved = venue.market.lastPrice(instrument) + move * tick;
          venue.market.setPrice(instrument, Math.max(tick, moved) as typeof last);
          const funds = venue.books.funds(client);
          expect(funds.used).toBe(funds.span + funds.exposure + funds.premium + funds.delivery);
          expect(funds.available).toBe(funds.opening + funds.cashFlow + funds.realised - funds.used);
          for (const part of [funds.span, funds.exposure, funds.premium, funds.delivery]) {
            expect(part).toBeGreaterThanOrEqual(0n);
          }
        }
        for (const order of venue.orders.list(client)) venue.orders.cancel(client, order.orderId);
        clock.advanceBy(0);
        venue.market.change({ lotsPerMatch: undefined });
        for (const { instrument, product, quantity } of venue.books.positions(client)) {
          if (quantity === 0) continue;
          const side = quantity > 0 ? 'SELL' : 'BUY';
          trade(venue, client, { id: instrument.id, side, quantity: Math.abs(quantity), product });
          clock.advanceBy(0);
        }
        let result = 0n;
        for (const { side, price, quantity, instrument } of venue.orders.trades(client)) {
          const value = BigInt(price) * BigInt(quantity * instrument.contractMultiplier);
          result += side === 'SELL' ? value : -value;
        }
        expect(venue.books.positions(client).every((position) => position.quantity === 0)).toBe(true);
        expect(venue.books.funds(client)).toMatchObject({ used: 0n, available: CRORE + result });
        venue.close();
      }),
      { numRuns: 60 },
    );
  });

  it('pays options and deliveries in full, and blocks margin for the rest', () => {
    const { venue, clock } = aVenue();
    const client = aClient(venue);
    venue.market.setPrice(listed(venue, CE), rupees(200));
    trade(venue, client, { id: CE, side: 'BUY', quantity: 35 });
    trade(venue, client, { id: SHARE, side: 'BUY', quantity: 10 });
    clock.advanceBy(0);
    expect(venue.books.funds(client)).toMatchObject({ cashFlow: -(70_000_000n + 150_000_000n), used: 0n });
    trade(venue, client, { id: INFY, side: 'SELL', quantity: 10, product: 'I' });
    clock.advanceBy(0);
    expect(venue.books.funds(client)).toMatchObject({ delivery: 36_000_000n, used: 36_000_000n });
    const strike = 43_000n * 10_000n * 35n;
    trade(venue, client, { id: CE, side: 'SELL', quantity: 70, product: 'I' });
    clock.advanceBy(0);
    expect(venue.books.funds(client)).toMatchObject({
      span: (strike * 2n * 9n) / 100n,
      exposure: (strike * 2n * 2n) / 100n,
    });
    venue.close();
  });

  it('blocks a working entry, not an exit, and releases it when the order dies', () => {
    const { venue, clock } = aVenue({ market: { walking: false, matching: 'manual' } });
    const client = aClient(venue);
    const limit = (side: Side, quantity: number) =>
      venue.orders.place(client, {
        instrument: listed(venue, FUTURE),
        side,
        quantity,
        orderType: 'LIMIT',
        price: rupees(43_000),
        product: 'D',
        validity: 'DAY',
      });
    limit('BUY', 70);
    clock.advanceBy(0);
    const blocked = venue.books.funds(client).used;
    expect(blocked).toBe((43_000n * 10_000n * 70n * 11n) / 100n);
    venue.orders.fill('kite', 'O1', 35);
    expect(venue.books.funds(client).used).toBe(blocked);
    limit('SELL', 35);
    clock.advanceBy(0);
    expect(venue.books.funds(client).used).toBe(blocked);
    limit('SELL', 35);
    clock.advanceBy(0);
    expect(venue.books.funds(client).used).toBe(blocked + blocked / 2n);
    for (const id of ['O1', 'O2', 'O3']) venue.orders.cancel(client, id);
    clock.advanceBy(0);
    expect(venue.books.funds(client).used).toBe(blocked / 2n);
    venue.close();
  });

  it('counts MCX and currency in lots and their multiplier in money only', () => {
    const { venue, clock } = aVenue();
    const client = aClient(venue);
    trade(venue, client, { id: USDINR, side: 'BUY', quantity: 2 });
    clock.advanceBy(0);
    const position = venue.books.positions(client)[0];
    expect(position).toMatchObject({
      quantity: 2,
      dayBuyValue: 842_000n * 2n * 1_000n,
      averagePrice: rupees(84.2),
    });
    venue.market.setPrice(listed(venue, USDINR), rupees(84.3));
    expect(venue.books.funds(client).unrealised).toBe(1_000n * 2n * 1_000n);
    venue.close();
  });

  it('converts part of a position at cost, and refuses what the money does not allow', () => {
    const { venue, clock } = aVenue();
    const client = aClient(venue, { funds: 500_000_000n as never });
    trade(venue, client, { id: SHARE, side: 'BUY', quantity: 100, product: 'I' });
    clock.advanceBy(0);
    const instrument = listed(venue, SHARE);
    const convert = (quantity: number) =>
      venue.books.convert(client, { instrument, from: 'I', to: 'D', side: 'BUY', quantity });
    expect(convert(100)).toMatchObject({
      kind: 'refused',
      refusal: { reason: 'margin', required: 1_200_000_000n },
    });
    expect(venue.books.funds(client)).toMatchObject({ cashFlow: 0n, delivery: 300_000_000n });
    expect(convert(10)).toEqual({ kind: 'accepted' });
    expect(
      venue.books
        .positions(client)
        .map(({ product, quantity, dayBuyValue }) => [product, quantity, dayBuyValue]),
    ).toEqual([
      ['I', 90, 1_350_000_000n],
      ['D', 10, 150_000_000n],
    ]);
    expect(venue.books.funds(client)).toMatchObject({ cashFlow: -150_000_000n, delivery: 270_000_000n });
    expect(convert(91)).toMatchObject({ refusal: { reason: 'quantity' } });
    expect(
      venue.books.convert(client, { instrument, from: 'I', to: 'D', side: 'SELL', quantity: 1 }),
    ).toMatchObject({ refusal: { reason: 'not-found', what: 'position' } });
    venue.close();
  });

  it('asks for the margin of an order and of a basket', () => {
    const { venue } = aVenue();
    const instrument = listed(venue, FUTURE);
    const question = {
      instrument,
      side: 'BUY',
      quantity: 35,
      product: 'D',
      orderType: 'LIMIT',
      price: rupees(43_000),
    } as const;
    const one = venue.books.margin(question);
    expect(one).toMatchObject({ span: 1_354_500_000n, total: one.span + one.exposure });
    expect(venue.books.basketMargin([question, question]).total).toBe(one.total * 2n);
    venue.close();
  });
});
