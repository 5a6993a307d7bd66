/** Reading back when it fails or lags: an error that says what to do, never an empty book. */
import { type AccountId } from '@copydesk/core';
import { expect } from 'vitest';
import { aClientOrderId } from '../../builders/orders.ts';
import { type BrokerBench, NEVER, type Trader } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { expectTradingError } from '../expecting.ts';
import { marketOrder, restingOrder } from './orders.ts';

const reading = casesOf('reading back');

export const readingFailureCases: readonly BrokerCase[] = [
  reading('BC-640', 'I1: a book that lags does not show an order yet, and shows it later', async (bench) => {
    const trader = await bench.trader();
    const order = restingOrder(bench);
    bench.fault(trader, 'book', 'stale', { ms: 20_000 });
    await bench.placed(trader, order);

    expect(await bench.adapter.findByClientOrderId(trader.session, order.clientOrderId, NEVER)).toEqual([]);

    await bench.clock.advance(21_000);
    expect(await bench.adapter.findByClientOrderId(trader.session, order.clientOrderId, NEVER)).toHaveLength(
      1,
    );
  }),

  ...(
    [
      ['BC-650', '500', ['broker-unreachable', 'broker-refused', 'broker-answer-unreadable']],
      ['BC-651', 'html', ['broker-answer-unreadable', 'broker-unreachable']],
      ['BC-652', 'reset-before', ['broker-unreachable']],
      ['BC-653', 'reset-after', ['broker-unreachable']],
      ['BC-654', '429', ['rate-limited']],
    ] as const
  ).map(([id, fault, codes]) =>
    reading(
      id,
      `a read under "${fault}" is an error that says what to do, never an empty book`,
      async (bench) => {
        const trader = await bench.trader();
        await bench.placed(trader, marketOrder(bench));
        for (const target of ['book', 'trades', 'positions'] as const) {
          bench.fault(trader, target, fault, { effect: false });
        }

        for (const read of reads(bench, trader)) await expectTradingError(read(), ...codes);

        bench.venue.gate.clearFaults();
        await bench.clock.advance(2_000);
        expect(await bench.adapter.orders(trader.session, NEVER)).toHaveLength(1);
      },
    ),
  ),

  reading('BC-656', 'a read with a dead session says so', async (bench) => {
    const trader = await bench.trader();
    bench.venue.sessions.expire(trader.client);

    for (const read of reads(bench, trader)) await expectTradingError(read(), 'session-expired');
    await expectTradingError(bench.adapter.funds(trader.session, NEVER), 'session-expired');
    await expectTradingError(bench.adapter.holdings(trader.session, NEVER), 'session-expired');
  }),

  reading('BC-657', 'a read that is not answered ends on the clock', async (bench) => {
    const trader = await bench.trader();
    bench.fault(trader, 'book', 'delay', { ms: 3_600_000 });

    const call = bench.start(bench.adapter.orders(trader.session, NEVER));
    call.result.catch(() => {});
    await bench.eventually(call.done, 'the read gives up', 120_000);

    await expectTradingError(call.result, 'broker-unreachable');
  }),

  reading('BC-658', 'a read that the caller gives up ends at once', async (bench) => {
    const trader = await bench.trader();
    const stop = new AbortController();
    bench.fault(trader, 'book', 'delay', { ms: 3_600_000 });

    const call = bench.start(bench.adapter.orders(trader.session, stop.signal));
    call.result.catch(() => {});
    await bench.rest();
    stop.abort();
    await bench.eventually(call.done, 'the read ends', 1_000);

    await expect(call.result).rejects.toBeInstanceOf(Error);
  }),

  reading('BC-660', 'reading needs nothing that the placing process remembered', async (bench) => {
    const trader = await bench.trader();
    const order = restingOrder(bench);
    await bench.placed(trader, order);
    const { accessToken } = trader.session;

    const session = await bench.adapter.adoptToken(
      { ...bench.callbackOf(trader.client), accountId: 'another-desk' as AccountId, accessToken },
      NEVER,
    );
    const found = await bench.adapter.findByClientOrderId(session, order.clientOrderId, NEVER);

    expect(found.map((row) => row.clientOrderId)).toEqual([order.clientOrderId]);
  }),
];

function reads(bench: BrokerBench, { session }: Trader): readonly (() => Promise<unknown>)[] {
  return [
    () => bench.adapter.orders(session, NEVER),
    () => bench.adapter.findByClientOrderId(session, aClientOrderId(3), NEVER),
    () => bench.adapter.trades(session, NEVER),
    () => bench.adapter.positions(session, NEVER),
  ];
}
