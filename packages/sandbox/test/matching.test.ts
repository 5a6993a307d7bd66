import type { VenueOrder, VenuePlacement } from '@copydesk/sandbox';
import { describe, expect, it } from 'vitest';
import { CE, FUTURE, rupees, SHARE } from './listed-rows.ts';
import { aClient, aVenue, listed } from './venue-fixture.ts';

const QUICK = { validity: 'DAY', product: 'D', marketProtection: 'automatic' } as const;

function aFloor(options: Parameters<typeof aVenue>[0] = {}) {
  const { venue, clock } = aVenue(options);
  const client = aClient(venue, { holdings: [{ instrumentId: SHARE, quantity: 1_000 }] });
  const place = (id: string, given: Partial<VenuePlacement>): VenueOrder => {
    const answer = venue.orders.place(client, {
      instrument: listed(venue, id),
      side: 'BUY',
      quantity: 1,
      orderType: 'MARKET',
      ...QUICK,
      ...given,
    });
    if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.refusal, (_k, v) => String(v)));
    clock.advanceBy(0);
    return now(answer.order.orderId);
  };
  const now = (orderId: string): VenueOrder => {
    const order = venue.orders.find(client, orderId);
    if (order === undefined) throw new Error(`${orderId} is gone.`);
    return order;
  };
  const states = (orderId: string) => venue.orders.history(client, orderId)?.map((row) => row.state);
  const price = (id: string, amount: number) => {
    venue.market.setPrice(listed(venue, id), rupees(amount));
  };
  return { venue, clock, client, place, now, states, price };
}

describe('orders at the venue', () => {
  it('answers before the state machine runs, then walks through every state', () => {
    const { venue, clock, client, states } = aFloor();
    const answer = venue.orders.place(client, {
      ...QUICK,
      instrument: listed(venue, SHARE),
      side: 'BUY',
      quantity: 10,
      orderType: 'LIMIT',
      price: rupees(1_500),
    });
    expect(answer).toMatchObject({ kind: 'accepted', order: { state: 'received', filledQuantity: 0 } });
    if (answer.kind === 'refused') return;
    clock.advanceBy(0);
    expect(states(answer.order.orderId)).toEqual([
      'received',
      'validation-pending',
      'open-pending',
      'open',
      'complete',
    ]);
    expect(answer.order.state).toBe('received');
    venue.close();
  });

  it('walks at the pace that was set', () => {
    const { venue, clock, client } = aFloor({ processingDelayMs: 100 });
    const answer = venue.orders.place(client, {
      ...QUICK,
      instrument: listed(venue, SHARE),
      side: 'BUY',
      quantity: 1,
      orderType: 'MARKET',
    });
    if (answer.kind === 'refused') throw new Error('refused');
    const state = () => venue.orders.find(client, answer.order.orderId)?.state;
    const seen = [99, 1, 100, 100].map((ms) => {
      clock.advanceBy(ms);
      return state();
    });
    expect(seen).toEqual(['received', 'validation-pending', 'open-pending', 'complete']);
    venue.close();
  });

  it.each(['modify', 'cancel'] as const)(
    'keeps what has ended ended, whatever %s still waits for it',
    (what) => {
      const { venue, clock, client, price } = aFloor({ processingDelayMs: 100 });
      const answer = venue.orders.place(client, {
        ...QUICK,
        instrument: listed(venue, SHARE),
        side: 'BUY',
        quantity: 1,
        orderType: 'LIMIT',
        price: rupees(1_490),
      });
      if (answer.kind === 'refused') throw new Error('refused');
      const { orderId } = answer.order;
      clock.advanceBy(300);
      venue.orders.modify(client, orderId, { price: rupees(1_480) });
      if (what === 'modify') venue.orders.modify(client, orderId, { quantity: 5 });
      else venue.orders.cancel(client, orderId);
      // The first is done, the second has not begun: it fills in between.
      clock.advanceBy(350);
      price(SHARE, 1_480);
      clock.advanceBy(1_000);
      expect(venue.orders.find(client, orderId)).toMatchObject({
        state: 'complete',
        quantity: 1,
        filledQuantity: 1,
      });
      venue.close();
    },
  );

  it('turns MARKET into a limit at the protection price and fills it at the last price', () => {
    const { venue, place } = aFloor();
    const order = place(SHARE, { marketProtection: 200 });
    expect(order).toMatchObject({
      state: 'complete',
      orderType: 'LIMIT',
      requestedType: 'MARKET',
      price: rupees(1_530),
      appliedProtection: 200,
    });
    expect(venue.orders.trades(order)[0]).toMatchObject({ price: rupees(1_500), quantity: 1 });
    const sale = place(SHARE, { side: 'SELL', marketProtection: 'automatic' });
    expect(sale).toMatchObject({ price: rupees(1_492.5), appliedProtection: 50 });
    venue.close();
  });

  it('leaves the rest of a protected order at its price when the market runs away', () => {
    const { venue, clock, place, price, now } = aFloor({
      market: { walking: false, lotsPerMatch: 1 },
      stepMs: 500,
    });
    const order = place(CE, { quantity: 105, marketProtection: 100 });
    expect(order).toMatchObject({ state: 'open', filledQuantity: 35 });
    price(CE, 400);
    clock.advanceBy(2_000);
    expect(now(order.orderId)).toMatchObject({ state: 'open', filledQuantity: 35, orderType: 'LIMIT' });
    price(CE, 200);
    clock.advanceBy(2_000);
    const filled = now(order.orderId);
    expect(filled).toMatchObject({ state: 'complete', filledQuantity: 105 });
    expect(venue.orders.trades(order, order.orderId).map((trade) => trade.quantity)).toEqual([35, 35, 35]);
    expect(venue.orders.trades(order, order.orderId).at(-1)?.price).toBe(filled.price);
    venue.close();
  });

  it('rests a limit until the price crosses it, and fills it at its own limit', () => {
    const { venue, place, price, now } = aFloor();
    const order = place(SHARE, { orderType: 'LIMIT', price: rupees(1_450), quantity: 5 });
    expect(order.state).toBe('open');
    price(SHARE, 1_450.05);
    expect(now(order.orderId).state).toBe('open');
    price(SHARE, 1_440);
    expect(now(order.orderId)).toMatchObject({ state: 'complete', filledQuantity: 5 });
    expect(venue.orders.trades(order)[0]?.price).toBe(rupees(1_450));
    venue.close();
  });

  it('triggers SL at its limit and SL-M with protection', () => {
    const { venue, place, price, now, states } = aFloor();
    const stop = place(SHARE, {
      orderType: 'SL',
      side: 'SELL',
      triggerPrice: rupees(1_480),
      price: rupees(1_475),
      quantity: 3,
    });
    const market = place(FUTURE, {
      orderType: 'SL-M',
      side: 'SELL',
      triggerPrice: rupees(43_000),
      quantity: 35,
    });
    expect([stop.state, market.state]).toEqual(['trigger-pending', 'trigger-pending']);
    price(SHARE, 1_480.05);
    expect(now(stop.orderId).state).toBe('trigger-pending');
    price(SHARE, 1_478);
    expect(states(stop.orderId)?.slice(-4)).toEqual(['trigger-pending', 'open-pending', 'open', 'complete']);
    expect(venue.orders.trades(stop, stop.orderId)[0]?.price).toBe(rupees(1_478));
    price(FUTURE, 42_990);
    expect(now(market.orderId)).toMatchObject({
      state: 'complete',
      orderType: 'LIMIT',
      appliedProtection: 50,
    });
    venue.close();
  });

  it('cancels what an IOC order cannot fill at once', () => {
    const { venue, place } = aFloor({ market: { walking: false, lotsPerMatch: 1 } });
    expect(place(CE, { validity: 'IOC', quantity: 70 })).toMatchObject({
      state: 'cancelled',
      filledQuantity: 35,
      cancelledQuantity: 35,
    });
    expect(place(SHARE, { validity: 'IOC', orderType: 'LIMIT', price: rupees(1_400) })).toMatchObject({
      state: 'cancelled',
      filledQuantity: 0,
    });
    venue.close();
  });

  it('fills by hand only, when matching is manual, and never more than is left', () => {
    const { venue, place, price, now } = aFloor({ market: { walking: false, matching: 'manual' } });
    const order = place(CE, { quantity: 105 });
    price(CE, 10);
    expect(now(order.orderId)).toMatchObject({ state: 'open', filledQuantity: 0 });
    expect(venue.orders.fill('kite', order.orderId, 35, rupees(99.5))).toMatchObject({
      state: 'open',
      filledQuantity: 35,
    });
    expect(venue.orders.fill('kite', order.orderId, 700)).toMatchObject({
      state: 'complete',
      filledQuantity: 105,
    });
    expect(venue.orders.fill('kite', order.orderId, 35)).toBeUndefined();
    expect(venue.orders.trades(order).map((trade) => trade.quantity)).toEqual([35, 70]);
    venue.close();
  });

  it('modifies with the official rows, keeps the fills and counts modifications', () => {
    const { venue, clock, client, place, states, now } = aFloor();
    const order = place(SHARE, { orderType: 'LIMIT', price: rupees(1_400), quantity: 10 });
    expect(venue.orders.modify(client, order.orderId, { price: rupees(1_410), quantity: 12 }).kind).toBe(
      'accepted',
    );
    clock.advanceBy(0);
    expect(states(order.orderId)?.slice(-4)).toEqual([
      'modify-validation-pending',
      'modify-pending',
      'modified',
      'open',
    ]);
    const rows = venue.orders.history(client, order.orderId) ?? [];
    expect(rows.at(-2)).toMatchObject({ state: 'modified', price: rupees(1_400), quantity: 10 });
    expect(rows.at(-1)).toMatchObject({ state: 'open', price: rupees(1_410), quantity: 12 });
    for (let count = 1; count < 25; count += 1) venue.orders.modify(client, order.orderId, { quantity: 10 });
    expect(venue.orders.modify(client, order.orderId, { quantity: 11 })).toEqual({
      kind: 'refused',
      refusal: { reason: 'modifications', limit: 25 },
    });
    clock.advanceBy(0);
    expect(now(order.orderId)).toMatchObject({ quantity: 10, modifications: 25 });
    venue.close();
  });

  it('modifies a limit to MARKET only with protection, and then fills it', () => {
    const { venue, clock, client, place, now } = aFloor();
    const order = place(SHARE, { orderType: 'LIMIT', price: rupees(1_400), marketProtection: undefined });
    expect(venue.orders.modify(client, order.orderId, { orderType: 'MARKET' })).toMatchObject({
      refusal: { reason: 'market-protection', problem: 'missing' },
    });
    venue.orders.modify(client, order.orderId, { orderType: 'MARKET', marketProtection: 'automatic' });
    clock.advanceBy(0);
    expect(now(order.orderId)).toMatchObject({ state: 'complete', filledQuantity: 1 });
    venue.close();
  });

  it('refuses a modification below what is filled, and anything about a final order', () => {
    const { venue, clock, client, place } = aFloor({ market: { walking: false, matching: 'manual' } });
    const order = place(SHARE, { orderType: 'LIMIT', price: rupees(1_400), quantity: 10 });
    venue.orders.fill('kite', order.orderId, 6);
    expect(venue.orders.modify(client, order.orderId, { quantity: 6 })).toMatchObject({
      refusal: { reason: 'quantity' },
    });
    expect(venue.orders.cancel(client, order.orderId).kind).toBe('accepted');
    clock.advanceBy(0);
    expect(venue.orders.find(client, order.orderId)).toMatchObject({
      state: 'cancelled',
      filledQuantity: 6,
      cancelledQuantity: 4,
    });
    expect(venue.orders.cancel(client, order.orderId)).toMatchObject({ refusal: { reason: 'final' } });
    expect(venue.orders.modify(client, order.orderId, { quantity: 12 })).toMatchObject({
      refusal: { reason: 'final' },
    });
    expect(venue.orders.cancel(client, 'O999')).toMatchObject({ refusal: { reason: 'not-found' } });
    venue.close();
  });

  it('finds orders by tag, keeps clients apart and shows the past when asked', () => {
    const { venue, clock, client, place } = aFloor();
    const other = aClient(venue, { client: 'CD5678' });
    const first = place(SHARE, { tag: 'CDTAG1' });
    clock.advanceBy(5_000);
    const asOf = venue.clock.now();
    clock.advanceBy(5_000);
    place(SHARE, { tag: 'CDTAG1' });
    expect(venue.orders.tagged(client, 'CDTAG1')).toHaveLength(2);
    expect(venue.orders.tagged(client, 'CDTAG1', asOf).map((order) => order.orderId)).toEqual([
      first.orderId,
    ]);
    expect(venue.orders.tagged(other, 'CDTAG1')).toHaveLength(0);
    expect(venue.orders.find(other, first.orderId)).toBeUndefined();
    expect(venue.orders.trades(client, undefined, asOf)).toHaveLength(1);
    expect(venue.books.positions(client, asOf)[0]?.quantity).toBe(1);
    expect(venue.books.positions(client)[0]?.quantity).toBe(2);
    venue.close();
  });

  it('tells streams every row, and trades with the position they make', () => {
    const { venue, client, place } = aFloor();
    const seen: string[] = [];
    const stop = venue.events.stream(client, (event) => {
      seen.push(event.type === 'order' ? event.order.state : event.type);
    });
    place(CE, { quantity: 35 });
    expect(seen).toEqual([
      'received',
      'validation-pending',
      'open-pending',
      'open',
      'complete',
      'trade',
      'position',
    ]);
    stop();
    place(CE, { quantity: 35 });
    expect(seen).toHaveLength(7);
    venue.close();
  });

  it('takes orders from the broker’s own app without market protection, and says who placed them', () => {
    const { venue, clock, client } = aFloor();
    const answer = venue.orders.placeOutside(client, {
      instrument: listed(venue, SHARE),
      side: 'BUY',
      quantity: 2,
      orderType: 'MARKET',
      product: 'I',
      placedBy: 'DEALER1',
    });
    clock.advanceBy(0);
    expect(answer.kind).toBe('accepted');
    expect(venue.orders.list(client).at(-1)).toMatchObject({
      state: 'complete',
      origin: 'outside',
      placedBy: 'DEALER1',
      apiKey: undefined,
    });
    venue.close();
  });
});
