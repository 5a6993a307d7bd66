/** Shutdown: closing ends everything the adapter opened, and nothing afterwards reaches the broker. */
import { expect } from 'vitest';
import { NEVER } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { failureOf } from '../expecting.ts';
import { restingOrder } from './orders.ts';

const inGroup = casesOf('shutdown');

/** Closing the adapter is the end of it, so each case has its own. */
function shutdown(
  id: string,
  title: string,
  run: BrokerCase['run'],
  counts: BrokerCase['counts'] = 'always',
): BrokerCase {
  return inGroup(id, title, run, { fresh: true, counts });
}

export const shutdownCases: readonly BrokerCase[] = [
  shutdown(
    'BC-1101',
    'closing ends every stream',
    async (bench) => {
      const readers = [
        await bench.listening(await bench.trader()),
        await bench.listening(await bench.trader()),
      ];

      await bench.adapter.close();
      await bench.eventually(() => readers.every((reader) => reader.isOver), 'the streams end', 5_000);

      expect(readers.map((reader) => reader.failure)).toEqual([undefined, undefined]);
    },
    (capabilities) => capabilities.orderStream !== 'never',
  ),

  shutdown('BC-1102', 'closing twice, or without having done anything, is harmless', async (bench) => {
    await bench.adapter.close();
    await bench.adapter.close();
  }),

  shutdown('BC-1103', 'I1: after closing nothing is sent', async (bench) => {
    const trader = await bench.trader();
    await bench.adapter.close();

    const outcome = await bench.place(trader, restingOrder(bench));

    expect(outcome.kind).toBe('not-sent');
    expect(bench.writes(trader)).toEqual([]);
  }),

  shutdown('BC-1104', 'after closing a read fails, and does not hang', async (bench) => {
    const trader = await bench.trader();
    await bench.adapter.close();

    const call = bench.start(failureOf(bench.adapter.orders(trader.session, NEVER)));
    await bench.eventually(call.done, 'the read ends', 5_000);

    expect(await call.result).toBeInstanceOf(Error);
  }),

  shutdown(
    'BC-1105',
    'I1: a placement that is on its way when we close is uncertain, not forgotten',
    async (bench) => {
      const trader = await bench.trader();
      const order = restingOrder(bench);
      bench.fault(trader, 'place', 'answer-late', { ms: 3_600_000 });
      const call = bench.start(bench.adapter.placeOrder(trader.session, order, NEVER));
      await bench.received(trader, 1);

      const closing = bench.start(bench.adapter.close());
      await bench.eventually(() => call.done() && closing.done(), 'the call and the closing end', 60_000);

      expect(await call.result).toMatchObject({ kind: 'uncertain' });
      expect(bench.heldFor(trader, order)).toHaveLength(1);
    },
  ),

  shutdown('BC-1106', 'closing leaves no timer behind', async (bench) => {
    const before = bench.clock.pending;
    const trader = await bench.trader();
    await bench.place(trader, restingOrder(bench));
    await bench.adapter.orders(trader.session, NEVER);
    const reader =
      bench.adapter.capabilities.orderStream === 'never' ? undefined : await bench.listening(trader);

    await bench.adapter.close();
    await bench.eventually(() => reader?.isOver ?? true, 'the stream ends', 5_000);

    // The venue's own timers for a connection go when it has learned that the connection is closed.
    await bench.eventually(() => bench.clock.pending <= before, 'no timer is left', 1_000);
  }),
];
