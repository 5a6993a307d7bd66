import { describe, expect, it } from 'vitest';
import { type Price, quantityOf } from '../../src/index.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  newDesk,
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
describe('E', () => {
  it('e1 a refused cancel (asked by the trader) of a resting order is seen as not done', async () => {
    const b = await openBench({ links: [{}] });
    const c = b.children[0]!;
    const p = await placeAndSettle(b, anOrderOf(b, 1, resting));
    const broker = b.brokers.get(c.brokerId)!;
    const cancel = broker.cancelOrder.bind(broker);
    let n = 0;
    (broker as any).cancelOrder = async (s: any, o: any, g: any) =>
      s.accountId === c.id && n++ === 0
        ? { kind: 'refused', code: 'other', brokerText: 'being processed' }
        : cancel(s, o, g);
    await b.clock.drive(b.desk.trader.cancel(ANN, p.intent.orderId));
    await b.clock.advance(120_000);
    expect(venueOrders(b, c).map((o) => o.state)).toEqual(['cancelled']);
  });
  it('e2 a failing session repository does not end the process when a session is lost', async () => {
    const b = await openBench({ links: [{}] });
    const c = b.children[0]!;
    (b.repositories.sessions as any).remove = async () => {
      throw new Error('disk full');
    };
    const broker = b.brokers.get(c.brokerId)!;
    const place = broker.placeOrder.bind(broker);
    (broker as any).placeOrder = async (s: any, o: any, g: any) =>
      s.accountId === c.id ? { kind: 'not-sent', cause: 'session-lost' } : place(s, o, g);
    await placeAndSettle(b, anOrderOf(b, 1));
  });
  it('e3 a modification answered accepted without its quantity (a fill was faster) does not shrink the living rest', async () => {
    const b = await openBench({ links: [], latencyMs: 50 });
    b.venue.market.change({ matching: 'manual' });
    const p = await placeAndSettle(b, anOrderOf(b, 4, resting));
    // the fill is reported while the modification waits behind a 429
    b.venue.gate.addFault({ on: 'modify', fault: '429', times: 1 });
    await b.desk.trader.modify(ANN, p.intent.orderId, { quantity: quantityOf(75) });
    await b.clock.advance(60);
    b.venue.orders.fill(b.master.brokerId, venueOrders(b, b.master)[0]!.orderId, 75);
    await b.clock.advance(3_000);
    const o = b.desk.orders.get(p.intent.orderId)!;
    expect([venueOrders(b, b.master)[0]!.quantity, o.slices[0]!.quantity]).toEqual([300, 300]);
  });
  it('e6 one lease that cannot be taken does not stop the desk from opening', async () => {
    const b = await openBench({ links: [{}] });
    await kill(b);
    const take = b.leases.take.bind(b.leases);
    (b.leases as any).take = async (id: never) => {
      if (id === b.children[0]!.id) throw new Error('lock file');
      return take(id);
    };
    const a = await restart(b).catch((e: Error) => e.message);
    expect(a).not.toBe('lock file');
  });
  it('e7 a second desk that is refused the leases does not stop the first', async () => {
    const b = await openBench({ links: [{}] });
    await placeAndSettle(b, anOrderOf(b, 1));
    const outside = { ...b, leases: { take: async () => ({ heldBy: 'the first' }) } };
    const second = newDesk(outside as never);
    await second.open();
    await b.clock.advance(1_000);
    const e = await b.clock.drive(
      b.desk.trader.place(ANN, anOrderOf(b, 1, SELL)).then(
        () => 'ok',
        (x) => x.code,
      ),
    );
    await b.clock.advance(5_000);
    expect([e, b.desk.journal.available, nets(b)]).toEqual(['ok', true, [0, 0]]);
  });
  it('e8 changing the broker of an account ends its session', async () => {
    const b = await openBench({ links: [] });
    await b.desk.accounts.change(b.master.id, { brokerId: 'south' as never, environment: 'live' });
    expect(b.desk.accounts.sessionOf(b.master.id)).toBeUndefined();
  });
  it('e9 an account cannot be removed around the checks', async () => {
    const b = await openBench({ links: [{}] });
    await placeAndSettle(b, anOrderOf(b, 1));
    const r = await b.desk.accounts.remove(b.children[0]!.id).then(
      () => 'removed',
      (e) => e.code,
    );
    expect(r).toBe('account-in-use');
  });
  it('e10 removed child account: master order still works', async () => {
    const b = await openBench({ links: [{}, {}] });
    await b.desk.accounts.remove(b.children[0]!.id);
    const r = await b.clock.drive(
      b.desk.trader.place(ANN, anOrderOf(b, 1)).then(
        () => 'ok',
        (e) => String(e),
      ),
    );
    await b.clock.advance(3000);
    expect([r, venueNet(b, b.children[1]!)]).toEqual(['ok', 75]);
  });
  it('e5 master cancel part: partial master exit then cancelled: child keeps the fraction', async () => {
    const b = await openBench({ links: [{}] });
    await placeAndSettle(b, anOrderOf(b, 4));
    b.venue.market.change({ matching: 'manual' });
    const x = await placeAndSettle(
      b,
      anOrderOf(b, 4, { side: 'SELL', orderType: 'LIMIT', price: 3_000_000 as Price }),
    );
    b.venue.orders.fill(b.master.brokerId, venueOrders(b, b.master)[1]!.orderId, 225);
    await b.clock.advance(1_000);
    await b.clock.drive(b.desk.trader.cancel(ANN, x.intent.orderId));
    await b.clock.advance(10_000);
    const seen = venueOrders(b, b.children[0]!).map((o) => o.state);
    // master holds 75 of 300, child still 300, nothing says so
    expect([nets(b), seen]).toEqual([[75, 75], seen]);
  });
});
