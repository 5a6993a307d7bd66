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
const resting = { orderType: 'LIMIT', price: 1_000_000 as Price } as const;
const SELL = { side: 'SELL' } as const;
const HOUR = 3_600_000;
const toNextMorning = async (b: DeskBench) => {
  for (let i = 0; i < 24; i += 1) await b.clock.advance(HOUR);
};

describe('C', () => {
  it('c0 control of b7: without stale the child is taken out', async () => {
    const b = await openBench({ links: [{}] });
    await b.clock.drive(b.desk.trader.place(ANN, anOrderOf(b, 1)));
    await b.clock.advance(1_500);
    await kill(b);
    const a = await restart(b);
    await b.clock.advance(20_000);
    await placeAndSettle(a, anOrderOf(a, 1, SELL));
    await b.clock.advance(30_000);
    expect(nets(a)).toEqual([0, 0]);
  });
  it('c1 entry uncertain at the end of the day that filled is not called denied next day, and its child is taken out', async () => {
    const b = await openBench({ links: [{}] });
    const c = b.children[0]!;
    b.venue.gate.addFault({ on: 'place', fault: 'reset-after', times: 1, client: c.clientId });
    b.venue.gate.addFault({ on: 'book', fault: 'stale', ms: 100_000, client: c.clientId });
    b.venue.gate.addFault({ on: 'stream', fault: 'drop', client: c.clientId });
    const id = await b.clock.drive(b.desk.trader.place(ANN, anOrderOf(b, 1)));
    await b.clock.advance(2_000);
    const before = viewOf(b, id).children[0]?.status;
    await kill(b);
    b.venue.gate.clearFaults();
    await toNextMorning(b);
    const a = await restart(b);
    await logIn(a, a.desk, a.master);
    await logIn(a, a.desk, c);
    await b.clock.advance(200_000);
    const after = viewOf(a, id).children[0];
    expect(before).toBe('uncertain');
    const net = nets(a);
    await placeAndSettle(a, anOrderOf(a, 1, SELL)).catch((e) => console.log('EXIT', e.message));
    await b.clock.advance(30_000);
    expect([after?.status, net, nets(a)]).toEqual(['filled', [75, 75], [0, 0]]);
  });
  it('c2 a resting child entry that filled while the desk was down until next day', async () => {
    const b = await openBench({ links: [{}] });
    const p = await placeAndSettle(b, anOrderOf(b, 1, resting));
    await kill(b);
    setPrice(b, 900_000 as Price);
    await b.clock.advance(5_000);
    expect(nets(b)).toEqual([75, 75]);
    await toNextMorning(b);
    const a = await restart(b);
    await logIn(a, a.desk, a.master);
    await logIn(a, a.desk, b.children[0]!);
    await b.clock.advance(20_000);
    const v = viewOf(a, p.intent.orderId);
    const status = [v.status, v.children[0]?.status];
    await placeAndSettle(a, anOrderOf(a, 1, SELL));
    await b.clock.advance(30_000);
    expect([status, nets(a)]).toEqual([
      ['filled', 'filled'],
      [0, 0],
    ]);
  });
  it('c3 old session refused late does not end the new login', async () => {
    const b = await openBench({ links: [{}] });
    const c = b.children[0]!;
    const broker = b.brokers.get(c.brokerId)!;
    const place = broker.placeOrder.bind(broker);
    (broker as any).placeOrder = async (s: any, o: any, g: any) => {
      if (s.accountId !== c.id) return place(s, o, g);
      await new Promise<void>((r) => b.clock.after(3_000, r));
      return place(s, o, g);
    };
    await b.clock.drive(b.desk.trader.place(ANN, anOrderOf(b, 1)));
    await b.clock.advance(100);
    b.venue.sessions.expire(ref(c));
    await logIn(b, b.desk, c);
    await b.clock.advance(10_000);
    expect(b.desk.accounts.sessionOf(c.id) !== undefined).toBe(true);
  });
  it('c4 reversal with 200 children: time on the event loop', async () => {
    const out: [number, number, number][] = [];
    for (const n of [25, 50, 100, 200]) {
      const b = await openBench({ links: Array.from({ length: n }, () => ({})) });
      await placeAndSettle(b, anOrderOf(b, 2));
      let t = performance.now();
      await placeAndSettle(b, anOrderOf(b, 1));
      const plain = performance.now() - t;
      t = performance.now();
      await placeAndSettle(b, anOrderOf(b, 4, SELL));
      out.push([n, Math.round(plain), Math.round(performance.now() - t)]);
      await b.desk.close();
      b.venue.close();
    }
    console.log('children, plain ms, reversal ms', JSON.stringify(out));
  }, 120_000);
  it('c5 simultaneous: master refused, children filled → something says so', async () => {
    const b = await openBench({ links: [{}], copyWhen: 'simultaneous' });
    const seen: string[] = [];
    b.desk.journal.subscribe((e) => seen.push(e.event.type));
    b.venue.orders.rejectNext(ref(b.master), 'margin', 'gate');
    await placeAndSettle(b, anOrderOf(b, 1));
    await b.clock.advance(10_000);
    expect([nets(b), seen.filter((x) => /alert|diverg/.test(x)).length > 0]).toEqual([[0, 75], true]);
  });
  it('c6 copyOutsideOrders true is refused or does something', async () => {
    const b = await openBench({ links: [{}] });
    const e = await b.desk.groups
      .change(ANN, b.group.id, b.group.version, { copyOutsideOrders: true })
      .catch((x: unknown) => x);
    if (TradingError.is(e)) return;
    b.venue.orders.placeOutside(ref(b.master), {
      instrument: b.venue.instruments.byId(b.instrument.id) as never,
      side: 'BUY',
      quantity: 75,
      orderType: 'MARKET',
      product: 'D',
    });
    await b.clock.advance(20_000);
    expect(nets(b)).toEqual([75, 75]);
  });
  it('c7 a master sold out by hand: the children are exited, or something says that they hold', async () => {
    const b = await openBench({ links: [{}] });
    await placeAndSettle(b, anOrderOf(b, 1));
    const seen: string[] = [];
    b.desk.journal.subscribe((e) => seen.push(e.event.type));
    b.venue.orders.placeOutside(ref(b.master), {
      instrument: b.venue.instruments.byId(b.instrument.id) as never,
      side: 'SELL',
      quantity: 75,
      orderType: 'MARKET',
      product: 'D',
    });
    await b.clock.advance(20_000);
    expect([nets(b)[1] === 0 || seen.some((x) => /alert|diverg/.test(x))]).toEqual([true]);
  });
  it('c8 an expired/cancelled partial child exit is made up for while the master still holds', async () => {
    const b = await openBench({ links: [{}] });
    const c = b.children[0]!;
    await placeAndSettle(b, anOrderOf(b, 2));
    b.venue.orders.rejectNext(ref(c), 'margin', 'gate');
    await placeAndSettle(b, anOrderOf(b, 1, SELL)); // child's rejected: holds 150 vs 75
    await placeAndSettle(b, anOrderOf(b, 1, SELL)); // now flat
    await b.clock.advance(10_000);
    expect(nets(b)).toEqual([0, 0]);
  });
  it('c9 master entry cancelled after a part fill: the child keeps its share', async () => {
    const b = await openBench({ links: [{}] });
    b.venue.market.change({ matching: 'manual' });
    const p = await placeAndSettle(b, anOrderOf(b, 4, resting));
    b.venue.orders.fill(b.master.brokerId, venueOrders(b, b.master)[0]!.orderId, 225);
    await b.clock.advance(1_000);
    b.venue.orders.cancel(ref(b.master), venueOrders(b, b.master)[0]!.orderId);
    await b.clock.advance(3_000);
    const o = venueOrders(b, b.children[0]!);
    expect(o.filter((x) => x.state !== 'cancelled').map((x) => x.quantity)).toEqual([225]);
    void p;
  });
  it('c10 an entry waiting in a lane without a session shows an outcome in time', async () => {
    const b = await openBench({ links: [{}], latencyMs: 50 });
    const c = b.children[0]!;
    const placing = b.desk.trader.place(ANN, anOrderOf(b, 50));
    await b.clock.advance(120);
    b.venue.sessions.expire(ref(c));
    await b.clock.drive(placing);
    await b.clock.advance(60_000);
    const id = b.desk.orders.list({ userId: ANN })[0]!.intent.orderId;
    const child = b.desk.orders.childrenOf(b.desk.orders.get(id)!)[0];
    expect(child?.slices.map((s) => s.status)).not.toContain('journaled');
  });
  it('c11 two group changes with one version: the second is stale', async () => {
    const b = await openBench({ links: [{}] });
    const save = b.repositories.groups.save.bind(b.repositories.groups);
    (b.repositories.groups as any).save = async (g: never) => {
      await new Promise<void>((r) => b.clock.after(50, r));
      return save(g);
    };
    const one = b.desk.groups.change(ANN, b.group.id, b.group.version, { name: 'One' }).then(
      () => 'ok',
      (e) => e.code,
    );
    const two = b.desk.groups.change(ANN, b.group.id, b.group.version, { name: 'Two' }).then(
      () => 'ok',
      (e) => e.code,
    );
    await b.clock.advance(500);
    expect([await one, await two].sort()).toEqual(['ok', 'stale-version']);
  });
  it('c12 exit command doubled at a limit does not sell twice', async () => {
    const b = await openBench({ links: [] });
    await placeAndSettle(b, anOrderOf(b, 1));
    const exit = {
      accountId: b.master.id,
      instrumentId: b.instrument.id,
      product: 'D',
      fraction: 1_000_000,
      orderType: 'LIMIT',
      price: 3_000_000 as Price,
    } as const;
    await b.clock.drive(b.desk.trader.exit(ANN, exit));
    await b.clock.advance(3_000);
    await b.clock.drive(b.desk.trader.exit(ANN, exit).catch(() => undefined));
    setPrice(b, 3_100_000 as Price);
    await b.clock.advance(10_000);
    expect(nets(b)).toEqual([0]);
  });
  it('c13 lease held at start is tried again', async () => {
    const b = await openBench({ links: [{}] });
    await placeAndSettle(b, anOrderOf(b, 1));
    await kill(b);
    let held = true;
    const leases = b.leases;
    const take = leases.take.bind(leases);
    (leases as any).take = async (id: never) => (held ? { heldBy: 'old process' } : take(id));
    const a = await restart(b);
    await b.clock.advance(5_000);
    held = false;
    await b.clock.advance(120_000);
    expect(a.desk.accounts.stateOf(a.master.id).settled).toBe(true);
  });
});
