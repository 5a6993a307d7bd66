/** Cancelling: the order ends once, what was filled stays, and a cancel that came too late says so. */
import type { BrokerOrderId } from '@copydesk/core';
import { expect } from 'vitest';
import { type BrokerBench, NEVER, type Trader } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { lots, marketOrder, restingOrder, stopOrder } from './orders.ts';

const cancelling = casesOf('cancelling');

export const cancellingCases: readonly BrokerCase[] = [
  cancelling('BC-501', 'a resting order is cancelled', async (bench) => {
    const trader = await bench.trader();
    const held = await bench.placed(trader, restingOrder(bench));

    const outcome = await cancel(bench, trader, held.orderId);

    expect(outcome).toEqual({ kind: 'accepted' });
    expect(bench.held(trader, held.orderId).state).toBe('cancelled');
  }),

  cancelling('BC-502', 'a resting stop is cancelled', async (bench) => {
    const trader = await bench.trader();
    const held = await bench.placed(trader, stopOrder(bench));

    await cancel(bench, trader, held.orderId);

    expect(bench.held(trader, held.orderId).state).toBe('cancelled');
  }),

  cancelling('BC-503', 'what was filled before the cancel stays filled', async (bench) => {
    const trader = await bench.trader();
    const option = bench.shelf.option();
    const held = await bench.placed(trader, restingOrder(bench));
    bench.venue.orders.fill(held.broker, held.orderId, lots(option), held.price);
    await bench.rest();

    const outcome = await cancel(bench, trader, held.orderId);

    expect(outcome).toEqual({ kind: 'accepted' });
    expect(bench.held(trader, held.orderId)).toMatchObject({
      state: 'cancelled',
      filledQuantity: lots(option),
    });
    expect(bench.venue.books.positions(trader.client)[0]?.quantity).toBe(lots(option));
  }),

  cancelling(
    'BC-504',
    'a filled order is not cancelled, and the answer says that it is final',
    async (bench) => {
      const trader = await bench.trader();
      const held = await bench.placed(trader, marketOrder(bench));

      expect(await cancel(bench, trader, held.orderId)).toMatchObject({ kind: 'refused', code: 'final' });
      expect(bench.held(trader, held.orderId).state).toBe('complete');
    },
  ),

  cancelling('BC-505', 'a second cancel finds the order final', async (bench) => {
    const trader = await bench.trader();
    const held = await bench.placed(trader, restingOrder(bench));
    await cancel(bench, trader, held.orderId);

    expect(await cancel(bench, trader, held.orderId)).toMatchObject({ kind: 'refused', code: 'final' });
  }),

  cancelling('BC-506', 'an order that does not exist is refused as such', async (bench) => {
    const trader = await bench.trader();
    const held = await bench.placed(trader, restingOrder(bench));

    const outcome = await cancel(bench, trader, held.orderId.replace(/\d{4}$/, '9999'));

    expect(outcome).toMatchObject({ kind: 'refused', code: 'not-found' });
    expect(bench.held(trader, held.orderId).state).toBe('open');
  }),

  cancelling('BC-507', "I7: another client's order is not cancelled", async (bench) => {
    const owner = await bench.trader();
    const other = await bench.trader();
    const held = await bench.placed(owner, restingOrder(bench));

    expect((await cancel(bench, other, held.orderId)).kind).toBe('refused');
    expect(bench.held(owner, held.orderId).state).toBe('open');
  }),

  ...(
    [
      ['BC-520', 'reset-after', true],
      ['BC-521', 'reset-before', false],
      ['BC-522', 'timeout-400', true],
    ] as const
  ).map(([id, fault, effect]) =>
    cancelling(id, `a cancel under "${fault}" is uncertain and is sent once`, async (bench) => {
      const trader = await bench.trader();
      const held = await bench.placed(trader, restingOrder(bench));
      const before = bench.writes(trader).length;
      bench.fault(trader, 'cancel', fault);

      const outcome = await cancel(bench, trader, held.orderId);

      expect(outcome.kind).toBe('uncertain');
      expect(bench.writes(trader).length - before).toBe(1);
      expect(bench.held(trader, held.orderId).state).toBe(effect ? 'cancelled' : 'open');
    }),
  ),

  ...(
    [
      ['BC-524', '500', true],
      ['BC-525', '500', false],
      ['BC-526', 'html', true],
      ['BC-527', 'html', false],
    ] as const
  ).map(([id, fault, effect]) =>
    cancelling(
      id,
      `a cancel that is answered with ${fault === '500' ? '500' : 'a page of HTML'} is uncertain when it ${effect ? 'took' : 'took no'} effect`,
      async (bench) => {
        const trader = await bench.trader();
        const held = await bench.placed(trader, restingOrder(bench));
        bench.fault(trader, 'cancel', fault, { effect });

        const outcome = await cancel(bench, trader, held.orderId);

        expect(outcome.kind).toBe('uncertain');
        expect(bench.held(trader, held.orderId).state).toBe(effect ? 'cancelled' : 'open');
      },
    ),
  ),

  cancelling('BC-529', 'I5: a cancel beyond the rate was not sent, and may be sent later', async (bench) => {
    const trader = await bench.trader();
    const held = await bench.placed(trader, restingOrder(bench));
    bench.fault(trader, 'cancel', '429', { times: 1 });

    const first = await cancel(bench, trader, held.orderId);
    await bench.clock.advance(1_000);
    const second = await cancel(bench, trader, held.orderId);

    expect(first).toMatchObject({ kind: 'not-sent', cause: 'rate-limited' });
    expect(second).toEqual({ kind: 'accepted' });
    expect(bench.held(trader, held.orderId).state).toBe('cancelled');
  }),

  cancelling('BC-531', 'a cancel with a dead session was not sent', async (bench) => {
    const trader = await bench.trader();
    const held = await bench.placed(trader, restingOrder(bench));
    bench.venue.sessions.expire(trader.client);

    expect(await cancel(bench, trader, held.orderId)).toMatchObject({
      kind: 'not-sent',
      cause: 'session-lost',
    });
    expect(bench.held(trader, held.orderId).state).toBe('open');
  }),
];

async function cancel(bench: BrokerBench, trader: Trader, orderId: string) {
  const order = { brokerOrderId: orderId as BrokerOrderId, afterMarket: false };
  const outcome = await bench.adapter.cancelOrder(trader.session, order, NEVER);
  await bench.rest();
  return outcome;
}
