import type { GateRequest, VenueEvent } from '@copydesk/sandbox';
import { describe, expect, it } from 'vitest';
import { SHARE } from './listed-rows.ts';
import { aClient, aVenue, listed } from './venue-fixture.ts';

const PLACE: GateRequest = {
  broker: 'kite',
  client: 'AB1234',
  method: 'POST',
  path: '/orders/regular',
  kind: 'place',
  bucket: 'orders',
  orderRoute: true,
  remoteAddress: '127.0.0.1',
};
const READ: GateRequest = {
  ...PLACE,
  method: 'GET',
  path: '/orders',
  kind: 'book',
  bucket: 'reads',
  apiKey: 'kk1234',
  orderRoute: false,
};

describe('the gate', () => {
  it('counts in calendar seconds and minutes, and not what it refuses', () => {
    const { venue, clock } = aVenue();
    aClient(venue);
    const send = (count: number, weight = 1) =>
      Array.from({ length: count }, () => venue.gate.request({ ...PLACE, weight }).refusal?.reason ?? 'in');
    clock.advanceBy(900);
    expect(send(12).filter((answer) => answer === 'in')).toHaveLength(10);
    clock.advanceBy(99);
    expect(send(1)).toEqual(['rate']);
    clock.advanceBy(1);
    expect(send(10).filter((answer) => answer === 'in')).toHaveLength(10);
    clock.advanceBy(1_000);
    expect(send(1, 11)).toEqual(['rate']);
    expect(send(1, 10)).toEqual(['in']);
    venue.close();
  });

  it('names the window that is full, and gives reads their own bucket per app', () => {
    const { venue, clock } = aVenue();
    aClient(venue);
    for (let second = 0; second < 40; second += 1) {
      for (let count = 0; count < 10; count += 1) venue.gate.request(PLACE);
      clock.advanceBy(1_000);
    }
    expect(venue.gate.request(PLACE).refusal).toEqual({ reason: 'rate', limit: 400, windowMs: 60_000 });
    expect(venue.gate.request(READ).refusal).toBeUndefined();
    venue.close();
  });

  it('lifts every window when told so', () => {
    const { venue } = aVenue({ unlimitedRates: true });
    aClient(venue);
    const refusals = Array.from({ length: 1_000 }, () => venue.gate.request(PLACE).refusal);
    expect(refusals.every((refusal) => refusal === undefined)).toBe(true);
    expect(venue.unlimitedRates).toBe(true);
    venue.close();
  });

  it('takes order calls from registered addresses only, however the peer is printed', () => {
    const { venue } = aVenue();
    const refusal = (remoteAddress: string, orderRoute = true) =>
      venue.gate.request({ ...PLACE, bucket: undefined, remoteAddress, orderRoute }).refusal;
    aClient(venue);
    expect(refusal('198.51.100.7')).toBeUndefined();
    aClient(venue, { ips: [] });
    expect(refusal('127.0.0.1')).toMatchObject({ reason: 'address', problem: 'none-configured' });
    aClient(venue, { ips: ['203.0.113.4', '2001:DB8::1'] });
    expect(refusal('::ffff:203.0.113.4')).toBeUndefined();
    expect(refusal('2001:db8::1')).toBeUndefined();
    expect(refusal('127.0.0.1')).toMatchObject({ problem: 'not-allowed', remoteAddress: '127.0.0.1' });
    expect(refusal('127.0.0.1', false)).toBeUndefined();
    aClient(venue, { ips: null });
    expect(refusal('127.0.0.1')).toBeUndefined();
    venue.close();
  });

  it('logs what it was asked and what became of it', () => {
    const { venue, clock } = aVenue();
    venue.gate.request(PLACE).close(200);
    clock.advanceBy(5);
    venue.gate.addFault({ on: 'book', fault: 'reset-after', times: 1 });
    venue.gate.request(READ).close(undefined);
    venue.gate.request({ ...READ, client: undefined });
    const log = venue.gate.requests();
    expect(log.map(({ client, status, fault }) => [client, status, fault])).toEqual([
      ['AB1234', 200, undefined],
      ['AB1234', 0, 'reset-after'],
      [undefined, 0, undefined],
    ]);
    const [first] = log;
    expect((first?.answeredMonotonicMs ?? 0) - (first?.receivedMonotonicMs ?? 0)).toBeGreaterThanOrEqual(0);
    expect(venue.gate.requests({ client: 'AB1234' })).toHaveLength(2);
    venue.close();
  });
});

describe('faults', () => {
  it('keeps those of price feeds apart: on their messages, on their handshakes, and from the order stream', () => {
    const { venue } = aVenue();
    const ref = { broker: 'kite', client: 'AB1234' };
    const handshake: GateRequest = { ...READ, kind: 'feed', bucket: undefined };
    venue.gate.addFault({ on: 'stream', fault: 'drop' });
    venue.gate.addFault({ on: 'feed', fault: 'silence', ms: 3_000, times: 1 });
    venue.gate.addFault({ on: 'feed', fault: '429', times: 1 });
    expect(venue.gate.request(handshake).fault?.fault).toBe('429');
    expect(venue.gate.request(handshake).fault).toBeUndefined();
    expect(venue.gate.feedFault(ref)).toEqual({ fault: 'silence', ms: 3_000 });
    expect(venue.gate.feedFault(ref)).toBeUndefined();
    venue.close();
  });

  it('strike what they are set on, as often as they are set, oldest first', () => {
    const { venue } = aVenue();
    const strikes = (request: GateRequest) =>
      venue.gate.request({ ...request, bucket: undefined }).fault?.fault;
    venue.gate.addFault({ on: 'place', fault: 'reset-before', times: 2, client: 'AB1234' });
    venue.gate.addFault({ on: 'place', fault: '500', effect: true });
    expect(strikes({ ...PLACE, client: 'CD5678' })).toBe('500');
    expect(strikes(READ)).toBeUndefined();
    expect([strikes(PLACE), strikes(PLACE), strikes(PLACE)]).toEqual(['reset-before', 'reset-before', '500']);
    expect(venue.gate.faults()).toHaveLength(1);
    venue.gate.clearFaults();
    expect(strikes(PLACE)).toBeUndefined();
    venue.close();
  });

  it('make books lag: an order placed within the lag is not there yet', () => {
    const { venue, clock } = aVenue();
    const client = aClient(venue);
    venue.gate.addFault({ on: 'book', fault: 'stale', ms: 8_000 });
    venue.orders.place(client, {
      instrument: listed(venue, SHARE),
      side: 'BUY',
      quantity: 1,
      product: 'D',
      orderType: 'MARKET',
      validity: 'DAY',
      marketProtection: 'automatic',
    });
    clock.advanceBy(7_999);
    const seen = () => {
      const { asOf, fault } = venue.gate.request({ ...READ, bucket: undefined });
      expect(fault).toBeUndefined();
      return venue.orders.list(client, asOf).length;
    };
    expect(seen()).toBe(0);
    clock.advanceBy(1);
    expect(seen()).toBe(1);
    venue.close();
  });

  const streamed = (fault: 'duplicate' | 'reorder' | 'drop' | 'delay', times: number | undefined) => {
    const { venue, clock } = aVenue();
    const client = aClient(venue);
    venue.gate.addFault({ on: 'stream', fault, times, ms: 50 });
    const seen: string[] = [];
    venue.events.stream(client, (event: VenueEvent) => {
      if (event.type === 'order') seen.push(event.order.state);
    });
    venue.orders.placeOutside(client, {
      instrument: listed(venue, SHARE),
      side: 'BUY',
      quantity: 1,
      product: 'I',
      orderType: 'LIMIT',
      price: venue.market.lastPrice(listed(venue, SHARE)),
    });
    clock.advanceBy(0);
    const before = [...seen];
    clock.advanceBy(60);
    venue.close();
    return { before, after: seen };
  };
  const WALK = ['received', 'validation-pending', 'open-pending', 'open', 'complete'];

  it('double, swap, lose and delay messages of streams', () => {
    expect(streamed('duplicate', 1).after).toEqual(['received', ...WALK]);
    expect(streamed('reorder', 1).after).toEqual(['validation-pending', 'received', ...WALK.slice(2)]);
    expect(streamed('drop', 2).after).toEqual(WALK.slice(2));
    const delayed = streamed('delay', undefined);
    expect(delayed.before).toEqual([]);
    expect(delayed.after).toEqual(WALK);
  });

  it('leave webhooks alone', () => {
    const { venue, clock } = aVenue();
    const client = aClient(venue);
    venue.gate.addFault({ on: 'stream', fault: 'drop' });
    const seen: string[] = [];
    venue.events.watch('kite', (event, ref) => seen.push(`${ref.client} ${event.type}`));
    venue.orders.placeOutside(client, {
      instrument: listed(venue, SHARE),
      side: 'BUY',
      quantity: 1,
      product: 'I',
      orderType: 'MARKET',
    });
    clock.advanceBy(0);
    expect(seen).toHaveLength(7);
    expect(seen[0]).toBe('AB1234 order');
    venue.close();
  });
});
