import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { type Price } from '../../src/index.ts';
import { ANN, anOrderOf, type DeskBench, openBench, placeAndSettle, setPrice, venueNet, venueOrders, newDesk } from '../desk-bench.ts';
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
  it('f2 an exit of the child while its broker has no answer: two exits of the master do not wait for each other', async () => {
    const b = await openBench({ links: [{}] });
    await placeAndSettle(b, anOrderOf(b, 4));
    const t0 = b.clock.monotonicMs();
    const one = b.desk.trader.place(ANN, anOrderOf(b, 1, { side: 'SELL', orderType: 'LIMIT', price: 3_000_000 as Price }));
    const two = b.desk.trader.place(ANN, anOrderOf(b, 1, { side: 'SELL', orderType: 'LIMIT', price: 3_000_000 as Price }));
    await b.clock.drive(Promise.all([one, two]));
    let waited = 0;
    while (venueOrders(b, b.children[0]!).length < 3 && waited < 5_000) { await b.clock.advance(10); waited += 10; }
    console.log('f2 both child exits at the venue after ms', b.clock.monotonicMs() - t0);
  });
});
