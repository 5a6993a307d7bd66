/** Modifying: what is changed changes, what is not said stays, and nothing is asked twice. */
import { type BrokerOrderId, priceOfUnits, quantityOf } from '@copydesk/core';
import { expect } from 'vitest';
import { NEVER } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { below, lots, marketOrder, modificationOf, restingOrder, stopOrder } from './orders.ts';

const modifying = casesOf('modifying');

export const modifyingCases: readonly BrokerCase[] = [
  modifying('BC-401', 'a new price replaces the old one, and the rest stays', async (bench) => {
    const trader = await bench.trader();
    const held = await bench.placed(trader, restingOrder(bench));
    const price = below(bench, bench.shelf.option(), 0.85);

    const outcome = await bench.adapter.modifyOrder(
      trader.session,
      modificationOf(bench, held, { price }),
      NEVER,
    );
    await bench.rest();

    expect(outcome).toEqual({ kind: 'accepted' });
    const now = bench.held(trader, held.orderId);
    expect(now).toMatchObject({
      price,
      quantity: held.quantity,
      orderType: 'LIMIT',
      validity: 'DAY',
      tag: held.tag,
    });
    expect(bench.venue.orders.list(trader.client)).toHaveLength(1);
  }),

  modifying('BC-402', 'a new quantity is the whole quantity from now on', async (bench) => {
    const trader = await bench.trader();
    const option = bench.shelf.option();
    const held = await bench.placed(trader, restingOrder(bench));

    await bench.adapter.modifyOrder(
      trader.session,
      modificationOf(bench, held, { quantity: lots(option, 3) }),
      NEVER,
    );
    await bench.rest();

    expect(bench.held(trader, held.orderId).quantity).toBe(lots(option, 3));
  }),

  modifying(
    'BC-403',
    'I6: a partly filled order whose price is changed keeps its quantity',
    async (bench) => {
      const trader = await bench.trader();
      const option = bench.shelf.option();
      const held = await bench.placed(trader, restingOrder(bench));
      bench.venue.orders.fill(held.broker, held.orderId, lots(option), held.price);
      await bench.rest();

      const price = below(bench, option, 0.85);
      await bench.adapter.modifyOrder(trader.session, modificationOf(bench, held, { price }), NEVER);
      await bench.rest();

      expect(bench.held(trader, held.orderId)).toMatchObject({
        price,
        quantity: held.quantity,
        filledQuantity: lots(option),
      });
    },
  ),

  modifying('BC-404', 'a limit that becomes a market order fills at once', async (bench) => {
    const trader = await bench.trader();
    const held = await bench.placed(trader, restingOrder(bench));

    const outcome = await bench.adapter.modifyOrder(
      trader.session,
      modificationOf(bench, held, { orderType: 'MARKET', price: undefined }),
      NEVER,
    );
    await bench.clock.advance(1_000);

    expect(outcome).toEqual({ kind: 'accepted' });
    expect(bench.held(trader, held.orderId).state).toBe('complete');
  }),

  modifying('BC-405', 'the trigger and limit of a resting stop move together', async (bench) => {
    const trader = await bench.trader();
    const held = await bench.placed(trader, stopOrder(bench));
    const { tickSize } = held.instrument;
    const triggerPrice = priceOfUnits((held.triggerPrice ?? 0) + 20 * tickSize);
    const price = priceOfUnits((held.price ?? 0) + 20 * tickSize);

    await bench.adapter.modifyOrder(
      trader.session,
      modificationOf(bench, held, { triggerPrice, price }),
      NEVER,
    );
    await bench.rest();

    expect(bench.held(trader, held.orderId)).toMatchObject({ triggerPrice, price, state: 'trigger-pending' });
  }),

  modifying('BC-407', 'I8: the price that a modification carries arrives to the tick', async (bench) => {
    const trader = await bench.trader();
    const held = await bench.placed(trader, restingOrder(bench));

    for (let step = 1; step <= 5; step += 1) {
      const price = priceOfUnits((held.price ?? 0) - step * held.instrument.tickSize);
      await bench.adapter.modifyOrder(trader.session, modificationOf(bench, held, { price }), NEVER);
      await bench.clock.advance(200);
      expect(bench.held(trader, held.orderId).price).toBe(price);
    }
  }),

  modifying(
    'BC-410',
    'a final order is not modified, and the answer says that it is final',
    async (bench) => {
      const trader = await bench.trader();
      const held = await bench.placed(trader, marketOrder(bench));
      const price = below(bench, bench.shelf.option(), 0.9);

      const outcome = await bench.adapter.modifyOrder(
        trader.session,
        modificationOf(bench, held, { orderType: 'LIMIT', price }),
        NEVER,
      );

      expect(outcome).toMatchObject({ kind: 'refused', code: 'final' });
      expect(bench.held(trader, held.orderId).state).toBe('complete');
    },
  ),

  modifying('BC-411', 'an order that does not exist is refused, and none comes into being', async (bench) => {
    const trader = await bench.trader();
    const held = await bench.placed(trader, restingOrder(bench));
    const nobody = digitsOff(held.orderId);

    const outcome = await bench.adapter.modifyOrder(
      trader.session,
      { ...modificationOf(bench, held), brokerOrderId: nobody },
      NEVER,
    );

    expect(outcome).toMatchObject({ kind: 'refused', code: 'not-found' });
    expect(bench.venue.orders.list(trader.client)).toHaveLength(1);
  }),

  modifying('BC-412', "I7: another client's order is not touched", async (bench) => {
    const owner = await bench.trader();
    const other = await bench.trader();
    const held = await bench.placed(owner, restingOrder(bench));

    const outcome = await bench.adapter.modifyOrder(
      other.session,
      modificationOf(bench, held, { price: below(bench, bench.shelf.option(), 0.8) }),
      NEVER,
    );
    await bench.rest();

    expect(outcome.kind).toBe('refused');
    expect(bench.held(owner, held.orderId)).toMatchObject({ price: held.price, state: 'open' });
  }),

  modifying(
    'BC-414',
    'more modifications than the broker says it takes are refused as such',
    async (bench) => {
      const limit = bench.adapter.capabilities.modificationsPerOrder;
      if (limit === undefined) return;
      const trader = await bench.trader();
      const held = await bench.placed(trader, restingOrder(bench));
      const { tickSize } = held.instrument;

      for (let count = 1; count <= limit; count += 1) {
        await bench.clock.advance(200);
        const price = priceOfUnits((held.price ?? 0) - (count % 5) * tickSize);
        const outcome = await bench.adapter.modifyOrder(
          trader.session,
          modificationOf(bench, held, { price }),
          NEVER,
        );
        expect(outcome, `modification ${count}`).toEqual({ kind: 'accepted' });
      }
      await bench.clock.advance(1_000);
      const tooMany = await bench.adapter.modifyOrder(trader.session, modificationOf(bench, held), NEVER);

      expect(tooMany).toMatchObject({ kind: 'refused', code: 'modifications' });
    },
    { counts: 'broker' },
  ),

  modifying(
    'BC-416',
    'I2: a modification that the exchange refuses leaves the order as it was',
    async (bench) => {
      const trader = await bench.trader();
      const held = await bench.placed(trader, restingOrder(bench));

      const outcome = await bench.adapter.modifyOrder(
        trader.session,
        modificationOf(bench, held, { price: priceOfUnits((held.price ?? 0) + 1) }),
        NEVER,
      );
      await bench.rest();

      if (outcome.kind !== 'accepted') expect(outcome).toMatchObject({ kind: 'refused', code: 'price' });
      expect(bench.held(trader, held.orderId)).toMatchObject({ price: held.price, quantity: held.quantity });
    },
  ),

  ...(
    [
      ['BC-420', 'reset-after', true],
      ['BC-421', 'reset-before', false],
      ['BC-422', 'timeout-400', true],
    ] as const
  ).map(([id, fault, effect]) =>
    modifying(id, `a modification under "${fault}" is uncertain and is sent once`, async (bench) => {
      const trader = await bench.trader();
      const held = await bench.placed(trader, restingOrder(bench));
      const before = bench.writes(trader).length;
      const price = below(bench, bench.shelf.option(), 0.8);
      bench.fault(trader, 'modify', fault);

      const outcome = await bench.adapter.modifyOrder(
        trader.session,
        modificationOf(bench, held, { price }),
        NEVER,
      );
      await bench.rest();

      expect(outcome.kind).toBe('uncertain');
      expect(bench.writes(trader).length - before).toBe(1);
      expect(bench.held(trader, held.orderId).price).toBe(effect ? price : held.price);
    }),
  ),

  ...(
    [
      ['BC-424', true],
      ['BC-425', false],
    ] as const
  ).map(([id, effect]) =>
    modifying(
      id,
      `a modification that the broker answers with 500 is uncertain when it ${effect ? 'took' : 'took no'} effect`,
      async (bench) => {
        const trader = await bench.trader();
        const held = await bench.placed(trader, restingOrder(bench));
        const before = bench.writes(trader).length;
        bench.fault(trader, 'modify', '500', { effect });

        const outcome = await bench.adapter.modifyOrder(
          trader.session,
          modificationOf(bench, held, { quantity: quantityOf(held.quantity * 2) }),
          NEVER,
        );
        await bench.rest();

        expect(outcome).toMatchObject({ kind: 'uncertain', cause: 'server-error' });
        expect(bench.writes(trader).length - before).toBe(1);
        expect(bench.held(trader, held.orderId).quantity).toBe(effect ? held.quantity * 2 : held.quantity);
      },
    ),
  ),

  modifying('BC-427', 'a modification beyond the rate was not sent, and may be sent later', async (bench) => {
    const trader = await bench.trader();
    const held = await bench.placed(trader, restingOrder(bench));
    const price = below(bench, bench.shelf.option(), 0.85);
    bench.fault(trader, 'modify', '429', { times: 1 });

    const first = await bench.adapter.modifyOrder(
      trader.session,
      modificationOf(bench, held, { price }),
      NEVER,
    );
    await bench.clock.advance(1_000);
    const second = await bench.adapter.modifyOrder(
      trader.session,
      modificationOf(bench, held, { price }),
      NEVER,
    );
    await bench.rest();

    expect(first).toMatchObject({ kind: 'not-sent', cause: 'rate-limited' });
    expect(second).toEqual({ kind: 'accepted' });
    expect(bench.held(trader, held.orderId).price).toBe(price);
  }),
];

/** An id of the same form that no order has. */
function digitsOff(orderId: string): BrokerOrderId {
  return orderId.replace(/\d{4}$/, '9999') as BrokerOrderId;
}
