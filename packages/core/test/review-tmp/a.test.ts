import { times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type Lots, type Price, quantityOf, TradingError } from '../../src/index.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  openBench,
  placeAndSettle,
  restart,
  setPrice,
  venueNet,
  venueOrders,
  viewOf,
} from '../desk-bench.ts';

const nets = (b: DeskBench) => [b.master, ...b.children].map((a) => venueNet(b, a));
const ref = (a: { brokerId: string; clientId: string }) => ({ broker: a.brokerId, client: a.clientId });
const sellOutside = (b: DeskBench, a: any, quantity = 75) =>
  b.venue.orders.placeOutside(ref(a), {
    instrument: b.venue.instruments.byId(b.instrument.id) as never,
    side: 'SELL',
    quantity,
    orderType: 'MARKET',
    product: 'D',
  });
const resting = { orderType: 'LIMIT', price: 1_000_000 as Price } as const;
const SELL = { side: 'SELL' } as const;

describe('A', () => {
  it('a1 child exit resent after proven absence is recomputed (never opposite)', async () => {
    const b = await openBench({ links: [{}], absenceAfterMs: 20_000 });
    const c = b.children[0]!;
    await placeAndSettle(b, anOrderOf(b, 1));
    b.venue.gate.addFault({ on: 'place', fault: '500', effect: false, times: 1, client: c.clientId });
    await placeAndSettle(b, anOrderOf(b, 1, SELL));
    sellOutside(b, c);
    await b.clock.advance(60_000);
    expect(nets(b)).toEqual([0, 0]);
  });
  it('a2 child exit resent after session loss + hand sale is recomputed', async () => {
    const b = await openBench({ links: [{}] });
    const c = b.children[0]!;
    await placeAndSettle(b, anOrderOf(b, 1));
    b.venue.sessions.expire(ref(c));
    await placeAndSettle(b, anOrderOf(b, 1, SELL));
    sellOutside(b, c);
    await logIn(b, b.desk, c);
    await b.clock.advance(10_000);
    expect(nets(b)).toEqual([0, 0]);
  });
  it('a3 master exit uncertain, sold by hand, is not resent to short', async () => {
    const b = await openBench({ links: [], absenceAfterMs: 20_000 });
    await placeAndSettle(b, anOrderOf(b, 1));
    b.venue.gate.addFault({ on: 'place', fault: '500', effect: false, times: 1, client: b.master.clientId });
    await placeAndSettle(b, anOrderOf(b, 1, SELL));
    sellOutside(b, b.master);
    await b.clock.advance(60_000);
    expect(nets(b)).toEqual([0]);
  });
  it('a4 exit command while an earlier exit is uncertain (it filled) does not go short', async () => {
    const b = await openBench({ links: [] });
    await placeAndSettle(b, anOrderOf(b, 1));
    b.venue.gate.addFault({ on: 'book', fault: 'stale', ms: 30_000, client: b.master.clientId });
    b.venue.gate.addFault({ on: 'stream', fault: 'drop', client: b.master.clientId });
    b.venue.gate.addFault({ on: 'place', fault: 'reset-after', times: 1, client: b.master.clientId });
    const exit = {
      accountId: b.master.id,
      instrumentId: b.instrument.id,
      product: 'D',
      fraction: 1_000_000,
    } as const;
    await b.clock.drive(b.desk.trader.exit(ANN, exit));
    await b.clock.advance(3_000);
    const second = b.desk.trader.exit(ANN, exit).catch((e: unknown) => e);
    await b.clock.advance(10_000);
    await second;
    expect(nets(b)).toEqual([0]);
  });
  it('a5 partial reduction while child entry still works: child ends at its share', async () => {
    const b = await openBench({ links: [{}] });
    b.venue.market.change({ matching: 'manual' });
    await placeAndSettle(b, anOrderOf(b, 2, resting));
    const f = (a: any, i: number, q: number) =>
      b.venue.orders.fill(a.brokerId, venueOrders(b, a)[i]!.orderId, q);
    f(b.master, 0, 150);
    await b.clock.advance(500);
    await b.clock.drive(b.desk.trader.place(ANN, anOrderOf(b, 1, SELL)));
    f(b.master, 1, 75);
    await b.clock.advance(3_000);
    if (venueOrders(b, b.children[0]!)[0]!.state !== 'cancelled') f(b.children[0]!, 0, 150);
    b.venue.market.change({ matching: 'auto' });
    await b.clock.advance(20_000);
    const n = nets(b);
    expect(n[0]).toBe(75);
    expect(n[1]).toBeLessThanOrEqual(75);
  });
  it('a6 master reduces quantity; partly filled child does not exceed the rule', async () => {
    const b = await openBench({ links: [{}] });
    b.venue.market.change({ matching: 'manual' });
    const p = await placeAndSettle(b, anOrderOf(b, 4, resting));
    const f = (a: any, i: number, q: number) =>
      b.venue.orders.fill(a.brokerId, venueOrders(b, a)[i]!.orderId, q);
    f(b.children[0]!, 0, 75);
    await b.clock.advance(1_000);
    await b.clock.drive(b.desk.trader.modify(ANN, p.intent.orderId, { quantity: quantityOf(75) }));
    await b.clock.advance(1_000);
    f(b.master, 0, 75);
    await b.clock.advance(1_000);
    const o = venueOrders(b, b.children[0]!)[0]!;
    if (o.state !== 'cancelled') f(b.children[0]!, 0, 225);
    await b.clock.advance(10_000);
    expect(nets(b)).toEqual([75, 75]);
  });
  it('a7 master reduces to where child gets under one lot: child entry ends', async () => {
    const b = await openBench({ links: [{ sizing: times(0.5) }] });
    const p = await placeAndSettle(b, anOrderOf(b, 2, resting));
    await b.clock.drive(b.desk.trader.modify(ANN, p.intent.orderId, { quantity: quantityOf(75) }));
    await b.clock.advance(1_000);
    setPrice(b, 900_000 as Price);
    await b.clock.advance(5_000);
    expect(nets(b)).toEqual([75, 0]);
  });
  it('a8 modify (smaller) while placement in flight and then 429: sent at the modified quantity', async () => {
    const b = await openBench({ links: [], latencyMs: 200 });
    b.venue.gate.addFault({ on: 'place', fault: '429', times: 1, client: b.master.clientId });
    const placing = b.desk.trader.place(ANN, anOrderOf(b, 2, resting));
    await b.clock.advance(50);
    const o = b.desk.orders.list({ userId: ANN })[0]!;
    await b.desk.trader.modify(ANN, o.intent.orderId, { quantity: quantityOf(75) });
    await b.clock.drive(placing);
    await b.clock.advance(5_000);
    expect(venueOrders(b, b.master).map((x) => x.quantity)).toEqual([75]);
  });
  it('a9 modify while placement in flight and answer lost: reaches the order once found', async () => {
    const b = await openBench({ links: [], latencyMs: 200 });
    b.venue.gate.addFault({ on: 'place', fault: 'reset-after', times: 1, client: b.master.clientId });
    const placing = b.desk.trader.place(ANN, anOrderOf(b, 2, resting));
    await b.clock.advance(50);
    const o = b.desk.orders.list({ userId: ANN })[0]!;
    await b.desk.trader.modify(ANN, o.intent.orderId, { quantity: quantityOf(75) });
    await b.clock.drive(placing);
    await b.clock.advance(30_000);
    expect(venueOrders(b, b.master).map((x) => x.quantity)).toEqual([75]);
  });
  it('a10 rejected child exit: child ends flat or an alert is raised', async () => {
    const b = await openBench({ links: [{}] });
    const c = b.children[0]!;
    await placeAndSettle(b, anOrderOf(b, 1));
    const seen: string[] = [];
    b.desk.journal.subscribe((e) => seen.push(e.event.type));
    b.venue.orders.rejectNext(ref(c), 'margin', 'gate');
    await placeAndSettle(b, anOrderOf(b, 1, SELL));
    await b.clock.advance(200_000);
    expect([nets(b)[1] === 0 || seen.includes('alert-raised'), nets(b)]).toEqual([true, [0, 0]]);
  });
  it('a11 a child sold by hand while its copied exit rests does not go short', async () => {
    const b = await openBench({ links: [{}] });
    const c = b.children[0]!;
    await placeAndSettle(b, anOrderOf(b, 1));
    await placeAndSettle(b, anOrderOf(b, 1, { side: 'SELL', orderType: 'LIMIT', price: 3_000_000 as Price }));
    sellOutside(b, c);
    await b.clock.advance(15_000);
    setPrice(b, 3_100_000 as Price);
    await b.clock.advance(10_000);
    expect(nets(b)).toEqual([0, 0]);
  });
  it('a12 desk exit by hand in a child while its copied exit rests does not go short', async () => {
    const b = await openBench({ links: [{}] });
    const c = b.children[0]!;
    await placeAndSettle(b, anOrderOf(b, 1));
    await placeAndSettle(b, anOrderOf(b, 1, { side: 'SELL', orderType: 'LIMIT', price: 3_000_000 as Price }));
    await b.clock.drive(
      b.desk.trader.exit(ANN, { accountId: c.id, instrumentId: b.instrument.id, product: 'D' }),
    );
    await b.clock.advance(15_000);
    setPrice(b, 3_100_000 as Price);
    await b.clock.advance(10_000);
    expect(nets(b)).toEqual([0, 0]);
  });
});
describe('B', () => {
  it('b1 one child with an absurd size stops nobody', async () => {
    const b = await openBench({
      links: [
        { sizing: { kind: 'fixed-lots', lots: 40_000 as Lots, capLots: undefined, atLeastOneLot: false } },
        {},
      ],
    });
    await placeAndSettle(b, anOrderOf(b, 1));
    expect([nets(b)[0], nets(b)[2]]).toEqual([75, 75]);
  });
  it('b2 huge quantity is a TradingError', async () => {
    const b = await openBench({ links: [] });
    const e = await b.desk.trader.place(ANN, anOrderOf(b, 40_000)).catch((x: unknown) => x);
    expect(TradingError.is(e)).toBe(true);
  });
  it('b3 a throwing journal subscriber does not stop the desk', async () => {
    const b = await openBench({ links: [] });
    b.desk.journal.subscribe(() => {
      throw new Error('socket gone');
    });
    await b.clock.drive(b.desk.trader.place(ANN, anOrderOf(b, 1)).catch(() => undefined));
    await b.clock.advance(1000);
    expect(b.desk.journal.available).toBe(true);
  });
  it('b4 an uncertain entry blocks further entries of its instrument', async () => {
    const b = await openBench({ links: [] });
    b.venue.gate.addFault({ on: 'place', fault: '500', effect: false, times: 1, client: b.master.clientId });
    await placeAndSettle(b, anOrderOf(b, 1));
    await placeAndSettle(b, anOrderOf(b, 1));
    expect(venueOrders(b, b.master).length).toBe(0);
  });
  it('b5 disarm during a change of the group is not lost', async () => {
    const b = await openBench({ links: [{}] });
    const save = b.repositories.groups.save.bind(b.repositories.groups);
    let slow = true;
    (b.repositories.groups as any).save = async (g: never) => {
      if (slow) {
        slow = false;
        await new Promise<void>((r) => b.clock.after(50, r));
      }
      return save(g);
    };
    const change = b.desk.groups.change(ANN, b.group.id, b.group.version, { name: 'Other' });
    await b.desk.groups.disarm(ANN, b.group.id);
    await b.clock.drive(change.catch(() => undefined));
    expect(b.desk.groups.get(ANN, b.group.id).armed).toBe(false);
  });
  it('b6 a child removed from its group while the change is written is not stranded', async () => {
    const b = await openBench({ links: [{}, {}] });
    const save = b.repositories.groups.save.bind(b.repositories.groups);
    (b.repositories.groups as any).save = async (g: never) => {
      await new Promise<void>((r) => b.clock.after(50, r));
      return save(g);
    };
    const change = b.desk.groups
      .change(ANN, b.group.id, b.group.version, { children: [b.group.children[1]!] })
      .catch((e: unknown) => e);
    const placed = b.desk.trader.place(ANN, anOrderOf(b, 1));
    await b.clock.advance(3_000);
    await change;
    await placed;
    await placeAndSettle(b, anOrderOf(b, 1, SELL));
    await b.clock.advance(10_000);
    expect(nets(b)).toEqual([0, 0, 0]);
  });
  it('b7 stale positions after a restart do not erase what was copied', async () => {
    const b = await openBench({ links: [{}] });
    const c = b.children[0]!;
    await b.clock.drive(b.desk.trader.place(ANN, anOrderOf(b, 1)));
    await b.clock.advance(1_500);
    b.venue.gate.addFault({ on: 'positions', fault: 'stale', ms: 8_000, client: c.clientId });
    await kill(b);
    const a = await restart(b);
    await b.clock.advance(20_000);
    b.venue.gate.clearFaults();
    await placeAndSettle(a, anOrderOf(a, 1, SELL));
    await b.clock.advance(30_000);
    expect(nets(a)).toEqual([0, 0]);
  });
  it('b8 a refused cancel of a competing exit does not hold the child for ever', async () => {
    const b = await openBench({ links: [{}] });
    const c = b.children[0]!;
    await placeAndSettle(b, anOrderOf(b, 1));
    await placeAndSettle(b, anOrderOf(b, 1, { side: 'SELL', orderType: 'LIMIT', price: 3_000_000 as Price }));
    const broker = b.brokers.get(c.brokerId)!;
    const cancel = broker.cancelOrder.bind(broker);
    let n = 0;
    (broker as any).cancelOrder = async (s: any, o: any, g: any) =>
      s.accountId === c.id && n++ === 0
        ? { kind: 'refused', code: 'other', brokerText: 'being processed, try later' }
        : cancel(s, o, g);
    await placeAndSettle(b, anOrderOf(b, 1, SELL));
    await b.clock.advance(60_000);
    expect(nets(b)).toEqual([0, 0]);
  });
});
