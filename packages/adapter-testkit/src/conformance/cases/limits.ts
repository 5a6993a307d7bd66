/** Limits: what the adapter declares is true at the venue, and beyond it nothing is lost or doubled. */
import { expect } from 'vitest';
import { NEVER } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { lots, restingOrder } from './orders.ts';

const limits = casesOf('limits');

export const limitCases: readonly BrokerCase[] = [
  limits('BC-901', 'what the capabilities declare makes sense', async (bench) => {
    const declared = bench.adapter.capabilities;

    expect(bench.adapter.contractVersion).toBe(1);
    expect(declared.tagLength).toBeGreaterThanOrEqual(20);
    expect(declared.writeTimeoutMs).toBeGreaterThan(0);
    expect(declared.absenceAfterMs).toBeGreaterThanOrEqual(0);
    expect(declared.pollMs.withStream).toBeGreaterThan(0);
    expect(declared.pollMs.withoutStream).toBeGreaterThan(0);
    for (const list of [
      declared.products,
      declared.orderTypes,
      declared.segments,
      declared.validities.default,
    ]) {
      expect(list.length).toBeGreaterThan(0);
      expect(new Set(list).size).toBe(list.length);
    }
    for (const { limit, windowMs } of declared.orderRates) {
      expect(limit).toBeGreaterThan(0);
      expect(windowMs).toBeGreaterThan(0);
    }
    if (declared.orderStream === 'never') expect(declared.streamShowsPlacement).toBe(false);
  }),

  limits('BC-902', 'who keeps to the declared rate is never told to slow down', async (bench) => {
    const [shortest] = [...bench.adapter.capabilities.orderRates].sort((a, b) => a.windowMs - b.windowMs);
    if (shortest === undefined) return;
    const trader = await bench.trader({ funds: 1_000_000_000_000_000n as never });
    const option = bench.shelf.option();

    for (let window = 0; window < 4; window += 1) {
      for (let count = 0; count < shortest.limit; count += 1) {
        const outcome = await bench.place(trader, restingOrder(bench, { quantity: lots(option) }));
        expect(outcome.kind, `write ${count + 1} of window ${window + 1}`).toBe('accepted');
      }
      await bench.clock.advance(shortest.windowMs);
    }
  }),

  limits(
    'BC-904',
    'I1: beyond the broker’s rate an order was not sent, is not at the venue, and may be sent again',
    async (bench) => {
      const trader = await bench.trader({ funds: 1_000_000_000_000_000n as never });
      const option = bench.shelf.option();
      const orders = Array.from({ length: 16 }, () => restingOrder(bench, { quantity: lots(option) }));

      const outcomes = await Promise.all(
        orders.map((order) => bench.adapter.placeOrder(trader.session, order, NEVER)),
      );
      await bench.rest();

      const late = orders.filter((_order, index) => outcomes[index]?.kind === 'not-sent');
      expect(late.length).toBeGreaterThan(0);
      for (const [index, order] of orders.entries()) {
        const outcome = outcomes[index];
        expect(['accepted', 'not-sent']).toContain(outcome?.kind);
        if (outcome?.kind === 'not-sent') expect(outcome.cause).toBe('rate-limited');
        expect(bench.heldFor(trader, order)).toHaveLength(outcome?.kind === 'accepted' ? 1 : 0);
      }

      await bench.clock.advance(1_000);
      expect((await bench.place(trader, late[0] ?? restingOrder(bench))).kind).toBe('accepted');
    },
    { counts: 'broker' },
  ),

  limits('BC-906', 'I7: one client’s rate is not used up by another', async (bench) => {
    const [busy, calm] = [await bench.trader(), await bench.trader()];
    const option = bench.shelf.option();

    await Promise.all(
      Array.from({ length: 9 }, () =>
        bench.adapter.placeOrder(busy.session, restingOrder(bench, { quantity: lots(option) }), NEVER),
      ),
    );

    expect((await bench.place(calm, restingOrder(bench))).kind).toBe('accepted');
  }),
];
