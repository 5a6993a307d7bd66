import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { type Price } from '../../src/index.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  newDesk,
  openBench,
  placeAndSettle,
  setPrice,
  venueNet,
  venueOrders,
} from '../desk-bench.ts';

const nets = (b: DeskBench) => [b.master, ...b.children].map((a) => venueNet(b, a));
const SELL = { side: 'SELL' } as const;
describe('F', () => {
  it('f1 a second desk opening marks the orders that the first has under way as lost', async () => {
    const b = await openBench({ links: [], latencyMs: 500 });
    const placing = b.desk.trader.place(ANN, anOrderOf(b, 1));
    await b.clock.advance(100);
    const second = newDesk({ ...b, leases: { take: async () => ({ heldBy: 'the first' }) } } as never);
    await second.open();
    await b.clock.drive(placing.catch(() => undefined));
    await b.clock.advance(5_000);
    expect([b.desk.journal.available]).toEqual([true]);
  });
  it('f3 two logins close together do not lock the account out of its own lease', async () => {
    const b = await openBench({ links: [] });
    let holder = false;
    (b.leases as any).take = async (accountId: never) => {
      await new Promise<void>((r) => b.clock.after(20, r));
      if (holder) return { heldBy: 'myself' };
      holder = true;
      return { accountId, fence: 1, lost: new AbortController().signal, release: async () => undefined };
    };
    const d = newDesk(b); // a fresh process
    await b.clock.drive(b.desk.close());
    const s = b.desk.accounts.sessionOf(b.master.id)!;
    await b.repositories.sessions.remove(b.master.id);
    await d.open();
    await d.accounts.openSession(s);
    await d.accounts.openSession(s);
    await b.clock.advance(5_000);
    expect([d.accounts.stateOf(b.master.id).leasedBy, d.accounts.stateOf(b.master.id).settled]).toEqual([
      undefined,
      true,
    ]);
  });
  it('f4 the I8 test has trades of more than one price', async () => {
    const b = await openBench({ links: [] });
    await placeAndSettle(b, anOrderOf(b, 3, { orderType: 'LIMIT', price: 9_999_500 as Price }));
    const t = b.venue.orders.trades({ broker: b.master.brokerId, client: b.master.clientId });
    expect(new Set(t.map((x) => x.price)).size).toBeGreaterThan(1);
  });
});
