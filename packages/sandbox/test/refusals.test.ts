import type { Value } from '@copydesk/core';
import { REFUSAL_REASONS, type Refusal, type VenuePlacement } from '@copydesk/sandbox';
import { describe, expect, it } from 'vitest';
import { CE, FUTURE, INDEX, rupees, SHARE } from './listed-rows.ts';
import { aClient, aVenue, listed } from './venue-fixture.ts';

const LIMIT = {
  orderType: 'LIMIT',
  side: 'BUY',
  product: 'D',
  validity: 'DAY',
  price: rupees(1_500),
} as const;

function aDesk(options: Parameters<typeof aVenue>[0] = {}, broker = 'kite') {
  const { venue, clock } = aVenue(options);
  const client = aClient(venue, { broker, funds: undefined });
  /** What an order is refused for, and where. */
  const refusalOf = (id: string, given: Partial<VenuePlacement>): [string, Refusal | undefined] => {
    const answer = venue.orders.place(client, {
      ...LIMIT,
      quantity: 1,
      instrument: listed(venue, id),
      ...given,
    });
    if (answer.kind === 'refused') return ['gate', answer.refusal];
    clock.advanceBy(0);
    const order = venue.orders.find(client, answer.order.orderId);
    return [order?.state === 'rejected' ? 'exchange' : 'taken', order?.refusal];
  };
  return { venue, clock, client, refusalOf };
}

describe('refusals', () => {
  const cases: readonly [
    title: string,
    id: string,
    given: Partial<VenuePlacement>,
    where: string,
    refusal: Partial<Refusal>,
  ][] = [
    [
      'a quantity off the lot',
      CE,
      { quantity: 36, price: rupees(200) },
      'gate',
      { reason: 'lot', lotSize: 35 },
    ],
    ['no quantity', SHARE, { quantity: 0 }, 'gate', { reason: 'quantity' }],
    ['a fraction', SHARE, { quantity: 1.5 }, 'gate', { reason: 'quantity' }],
    ['not a number', SHARE, { quantity: Number.NaN }, 'gate', { reason: 'quantity' }],
    [
      'more than the freeze',
      CE,
      { quantity: 630, price: rupees(200) },
      'gate',
      { reason: 'freeze', freezeQuantity: 600 },
    ],
    ['a price off the tick', SHARE, { price: rupees(1_500.03) }, 'gate', { reason: 'tick', field: 'price' }],
    ['a limit without a price', SHARE, { price: undefined }, 'gate', { reason: 'price', problem: 'missing' }],
    [
      'a stop without a trigger',
      SHARE,
      { orderType: 'SL' },
      'gate',
      { reason: 'price', field: 'triggerPrice' },
    ],
    [
      'a price outside the band',
      SHARE,
      { price: rupees(1_900) },
      'exchange',
      { reason: 'circuit', upper: rupees(1_800) },
    ],
    [
      'a buy trigger below the market',
      SHARE,
      { orderType: 'SL', triggerPrice: rupees(1_490), price: rupees(1_500) },
      'exchange',
      { reason: 'trigger', against: 'last-price' },
    ],
    [
      'a buy trigger above its limit',
      SHARE,
      { orderType: 'SL', triggerPrice: rupees(1_520), price: rupees(1_510) },
      'exchange',
      { reason: 'trigger', against: 'limit' },
    ],
    [
      'MARKET without protection',
      SHARE,
      { orderType: 'MARKET' },
      'gate',
      { reason: 'market-protection', problem: 'missing' },
    ],
    [
      'protection of nothing',
      SHARE,
      { orderType: 'MARKET', marketProtection: 0 },
      'gate',
      { reason: 'market-protection' },
    ],
    [
      'protection above all',
      SHARE,
      { orderType: 'MARKET', marketProtection: 10_001 },
      'gate',
      { reason: 'market-protection', problem: 'out-of-range' },
    ],
    [
      'IOC on MCX',
      'MCX:GOLDM:2026-11-24:FUT',
      { validity: 'IOC', price: rupees(120_000) },
      'gate',
      { reason: 'validity' },
    ],
    [
      'SL-M where it is withdrawn',
      CE,
      { orderType: 'SL-M', quantity: 35, triggerPrice: rupees(300), marketProtection: 'automatic' },
      'gate',
      { reason: 'order-type' },
    ],
    [
      'a product that derivatives lack',
      FUTURE,
      { product: 'MTF', quantity: 35, price: rupees(43_200) },
      'gate',
      { reason: 'product' },
    ],
    ['a tag that is too long', SHARE, { tag: 'X'.repeat(21) }, 'gate', { reason: 'tag', limit: 20 }],
    [
      'a disclosed quantity that is too small',
      SHARE,
      { quantity: 100, disclosedQuantity: 5 },
      'gate',
      { reason: 'disclosed-quantity' },
    ],
    ['an index', INDEX, {}, 'gate', { reason: 'not-found', what: 'instrument' }],
    [
      'shares that are not held',
      SHARE,
      { side: 'SELL', quantity: 1 },
      'exchange',
      { reason: 'holdings', available: 0 },
    ],
    [
      'more than the money',
      SHARE,
      { quantity: 90_000 },
      'exchange',
      { reason: 'margin', required: 1_350_000_000_000n as Value },
    ],
  ];
  it.each(cases)('refuses %s', (...[, id, given, where, refusal]) => {
    const { venue, refusalOf } = aDesk();
    const [at, found] = refusalOf(id, given);
    expect([at, found]).toMatchObject([where, refusal]);
    venue.close();
  });

  it('refuses segments that the client lacks or the broker has switched off', () => {
    const gold = 'MCX:GOLDM:2026-11-24:FUT';
    const off = aDesk({}, 'up');
    expect(off.refusalOf(gold, { price: rupees(120_000) })).toMatchObject([
      'gate',
      { reason: 'segment', cause: 'disabled-by-broker' },
    ]);
    const { venue, client, refusalOf } = aDesk();
    venue.clients.upsert({ ...client, segments: ['NSE'], ips: null, postbackUrl: null });
    expect(refusalOf(gold, { price: rupees(120_000) })).toMatchObject([
      'gate',
      { reason: 'segment', cause: 'not-enabled' },
    ]);
    off.venue.close();
    venue.close();
  });

  it('leaves no row after a refusal at the gate, and a rejected one after a refusal at the exchange', () => {
    const { venue, client, refusalOf } = aDesk();
    refusalOf(CE, { quantity: 1 });
    expect(venue.orders.list(client)).toHaveLength(0);
    refusalOf(SHARE, { price: rupees(1_900) });
    expect(venue.orders.history(client, 'O1')?.map((row) => row.state)).toEqual([
      'received',
      'validation-pending',
      'rejected',
    ]);
    venue.close();
  });

  it('sends the sale of holdings to the depository first, unless there is a standing authorisation', () => {
    const { venue, client, refusalOf } = aDesk();
    const holdings = [{ instrumentId: SHARE, quantity: 10, t1Quantity: 5 }];
    venue.clients.upsert({ broker: 'kite', client: client.client, ddpi: false, holdings });
    expect(refusalOf(SHARE, { side: 'SELL', quantity: 12 })).toMatchObject([
      'gate',
      { reason: 'authorisation', quantity: 12, isin: 'INE002A01018' },
    ]);
    venue.books.authorise(client, [{ isin: 'INE002A01018', quantity: 12 }]);
    expect(venue.books.holdings(client)[0]).toMatchObject({ authorisedQuantity: 12, usedQuantity: 0 });
    expect(refusalOf(SHARE, { side: 'SELL', quantity: 12 })[0]).toBe('taken');
    expect(venue.books.holdings(client)[0]?.usedQuantity).toBe(12);
    expect(refusalOf(SHARE, { side: 'SELL', quantity: 3 })).toMatchObject(['gate', { quantity: 3 }]);
    venue.clients.upsert({ broker: 'kite', client: client.client, ddpi: true });
    expect(refusalOf('BSE:INE002A01018', { side: 'SELL', quantity: 3 })[0]).toBe('taken');
    expect(refusalOf(SHARE, { side: 'SELL', quantity: 1 })).toMatchObject([
      'exchange',
      { reason: 'holdings' },
    ]);
    venue.close();
  });

  it('knows market hours: always open, closed, or by the calendar', () => {
    const { venue, clock, refusalOf } = aDesk();
    expect(refusalOf(SHARE, { afterMarket: true })).toMatchObject(['gate', { reason: 'after-market' }]);
    venue.market.change({ open: false });
    expect(refusalOf(SHARE, {})).toMatchObject(['gate', { reason: 'market-closed', segment: 'NSE' }]);
    venue.market.change({ open: 'calendar' });
    expect(refusalOf(SHARE, {})[0]).toBe('taken');
    venue.clock.set((venue.clock.now() + 6 * 3_600_000) as never);
    clock.advanceBy(0);
    expect(refusalOf(SHARE, {})).toMatchObject(['gate', { reason: 'market-closed' }]);
    expect(refusalOf('MCX:GOLDM:2026-11-24:FUT', { price: rupees(120_000) })[0]).toBe('taken');
    venue.close();
  });

  it('refuses the next order for any reason that a test names, at the gate or at the exchange', () => {
    const { venue, client, refusalOf } = aDesk();
    for (const reason of REFUSAL_REASONS) {
      venue.orders.rejectNext(client, reason, 'gate');
      expect(refusalOf(SHARE, {})).toMatchObject(['gate', { reason }]);
      venue.orders.rejectNext(client, reason, 'exchange');
      expect(refusalOf(SHARE, {})).toMatchObject(['exchange', { reason }]);
    }
    venue.orders.rejectNext(client, 'Scrip is banned', 'exchange');
    expect(refusalOf(SHARE, {})).toMatchObject(['exchange', { reason: 'other', text: 'Scrip is banned' }]);
    expect(refusalOf(SHARE, {})[0]).toBe('taken');
    venue.close();
  });
});

describe('after-market orders', () => {
  it('wait for the opening where they were asked for, and can be changed and cancelled meanwhile', () => {
    const { venue, clock, client, refusalOf } = aDesk({ market: { open: false, walking: false } });
    expect(refusalOf(SHARE, { afterMarket: true, price: rupees(1_490) })[0]).toBe('taken');
    expect(refusalOf(SHARE, { afterMarket: true })[0]).toBe('taken');
    venue.orders.modify(client, 'O1', { price: rupees(1_500) });
    venue.orders.cancel(client, 'O2');
    clock.advanceBy(0);
    expect(venue.orders.find(client, 'O1')).toMatchObject({
      state: 'modify-after-market-received',
      afterMarket: true,
    });
    expect(venue.orders.find(client, 'O2')).toMatchObject({ state: 'cancelled-after-market' });
    venue.market.change({ open: true });
    clock.advanceBy(0);
    expect(venue.orders.find(client, 'O1')).toMatchObject({
      state: 'complete',
      filledQuantity: 1,
      afterMarket: true,
    });
    expect(venue.orders.find(client, 'O2')?.filledQuantity).toBe(0);
    venue.close();
  });

  it('are what every order becomes while closed, where the broker infers them from the session', () => {
    const { venue, clock, client, refusalOf } = aDesk({ market: { open: false, walking: false } }, 'up');
    expect(refusalOf(SHARE, {})[0]).toBe('taken');
    expect(venue.orders.find(client, 'U1')).toMatchObject({
      state: 'after-market-received',
      afterMarket: true,
    });
    venue.market.change({ open: true });
    clock.advanceBy(0);
    expect(venue.orders.find(client, 'U1')?.state).toBe('complete');
    expect(refusalOf(SHARE, { afterMarket: true })[0]).toBe('taken');
    expect(venue.orders.find(client, 'U2')).toMatchObject({ state: 'complete', afterMarket: false });
    venue.close();
  });
});
