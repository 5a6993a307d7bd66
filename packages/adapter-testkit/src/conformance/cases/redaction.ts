/** Redaction: whatever fails, however deep one looks, no secret of the session is in what comes out. */
import { type BrokerOrderId, type ConvertPosition, canConvert } from '@copydesk/core';
import type { FaultName } from '@copydesk/sandbox';
import { expect } from 'vitest';
import { aClientOrderId } from '../../builders/orders.ts';
import { type BrokerBench, NEVER, type Trader } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { failureOf } from '../expecting.ts';
import { type NamedSecret, secretsFoundIn } from '../secrets.ts';
import { lots, modificationOf, restingOrder } from './orders.ts';

const redaction = casesOf('redaction');

const FAULTS: readonly FaultName[] = ['reset-before', 'reset-after', '500', 'html', '429', 'timeout-400'];

export const redactionCases: readonly BrokerCase[] = [
  redaction('BC-1001', 'I9: no write that fails shows a secret, nor does what is logged', async (bench) => {
    const trader = await bench.trader();
    const held = await bench.placed(trader, restingOrder(bench));
    const out: unknown[] = [];

    for (const fault of FAULTS) {
      for (const target of ['place', 'modify', 'cancel', 'convert'] as const)
        bench.fault(trader, target, fault, { effect: false });
      out.push(await bench.adapter.placeOrder(trader.session, restingOrder(bench), NEVER));
      out.push(await bench.adapter.modifyOrder(trader.session, modificationOf(bench, held), NEVER));
      out.push(
        await bench.adapter.cancelOrder(trader.session, { brokerOrderId: NOBODY, afterMarket: false }, NEVER),
      );
      if (canConvert(bench.adapter.capabilities, 'I', 'D')) {
        out.push(await bench.adapter.convertPosition(trader.session, conversionOf(bench), NEVER));
      }
      bench.venue.gate.clearFaults();
      await bench.clock.advance(1_000);
    }

    expectClean(bench, out, bench.secretsOf(trader.client, trader.session.accessToken));
  }),

  redaction('BC-1002', 'I9: no read that fails shows a secret, nor does what is logged', async (bench) => {
    const trader = await bench.trader();
    const out: unknown[] = [];

    for (const fault of FAULTS) {
      for (const target of ['book', 'trades', 'positions'] as const) bench.fault(trader, target, fault);
      out.push(...(await failuresOfReads(bench, trader)));
      bench.venue.gate.clearFaults();
    }

    expect(out.filter((error) => error instanceof Error).length).toBeGreaterThan(0);
    expectClean(bench, out, bench.secretsOf(trader.client, trader.session.accessToken));
  }),

  redaction('BC-1003', 'I9: a dead session is told without its token', async (bench) => {
    const trader = await bench.trader();
    const secrets = bench.secretsOf(trader.client, trader.session.accessToken);
    bench.venue.sessions.expire(trader.client);

    const out: unknown[] = await failuresOfReads(bench, trader);
    out.push(await bench.adapter.placeOrder(trader.session, restingOrder(bench), NEVER));
    out.push(await failureOf(bench.adapter.profile(trader.session, NEVER)));
    out.push(await failureOf(bench.adapter.logout(trader.session, NEVER)));

    expectClean(bench, out, secrets);
  }),

  redaction(
    'BC-1004',
    'I9: no login that fails shows the API secret or what came back from the login page',
    async (bench) => {
      const client = bench.client();
      const { redirectUrl } = client;
      const credentials = bench.setup.credentialsOf(client);
      const url = bench.adapter.loginUrl({ credentials, state: 'state-of-the-case', redirectUrl });
      const query = await bench.setup.visitLogin(url, client, 'approve');
      const callback = { ...bench.callbackOf(client), redirectUrl, query };
      const tokens = Object.entries(query).filter(([name]) => /code|token/.test(name));
      const out: unknown[] = [];

      for (const fault of ['500', 'html', 'reset-before', '429'] as const) {
        bench.venue.gate.addFault({ broker: bench.setup.broker, on: 'login', fault, effect: false });
        out.push(await failureOf(bench.adapter.completeLogin(callback, NEVER)));
        bench.venue.gate.clearFaults();
      }
      out.push(await failureOf(bench.adapter.completeLogin({ ...callback, clientId: 'ZZ0001' }, NEVER)));
      out.push(await failureOf(bench.adapter.completeLogin(callback, NEVER)));

      expect(out.filter((error) => error instanceof Error)).toHaveLength(out.length);
      expectClean(bench, out, bench.secretsOf(client, ...tokens.map(([, value]) => value)));
    },
  ),

  redaction(
    'BC-1005',
    'I9: a stream that breaks or is refused shows no secret',
    async (bench) => {
      const trader = await bench.trader();
      const secrets = bench.secretsOf(trader.client, trader.session.accessToken);
      bench.fault(trader, 'stream', '500', { effect: false });
      const reader = bench.listen(trader);
      await bench.eventually(() => reader.count('stream-down') >= 1, 'the stream is down');
      bench.venue.gate.clearFaults();
      await bench.eventually(() => reader.count('stream-up') === 1, 'the stream is up');
      bench.cutStreams();
      await bench.eventually(() => reader.count('stream-up') === 2, 'the stream is up again');
      bench.venue.sessions.expire(trader.client);
      await bench.eventually(() => reader.count('session-lost') === 1, 'the session is lost');

      expectClean(bench, [reader.facts, reader.failure], secrets);
    },
    { counts: (capabilities) => capabilities.orderStream !== 'never' },
  ),

  redaction(
    'BC-1006',
    'I9: a broker that repeats our token in its own words does not make us repeat it',
    async (bench) => {
      const trader = await bench.trader();
      const { accessToken } = trader.session;
      bench.venue.orders.rejectNext(trader.client, `No order for ${accessToken} today`, 'gate');

      const outcome = await bench.place(trader, restingOrder(bench));

      expect(outcome.kind).not.toBe('accepted');
      expectClean(bench, outcome, bench.secretsOf(trader.client, accessToken));
    },
  ),

  redaction('BC-1007', 'I9: the adapter itself can be printed', async (bench) => {
    const trader = await bench.trader();
    await bench.place(trader, restingOrder(bench));
    await bench.adapter.orders(trader.session, NEVER);

    expectClean(bench, bench.adapter, bench.secretsOf(trader.client, trader.session.accessToken));
  }),
];

const NOBODY = '9999' as BrokerOrderId;

async function failuresOfReads(bench: BrokerBench, { session }: Trader): Promise<unknown[]> {
  const { adapter } = bench;
  return [
    await failureOf(adapter.orders(session, NEVER)),
    await failureOf(adapter.findByClientOrderId(session, aClientOrderId(4), NEVER)),
    await failureOf(adapter.trades(session, NEVER)),
    await failureOf(adapter.positions(session, NEVER)),
    await failureOf(adapter.orderHistory(session, NOBODY, NEVER)),
  ];
}

function expectClean(bench: BrokerBench, out: unknown, secrets: readonly NamedSecret[]): void {
  expect(secretsFoundIn(out, secrets), 'in what came out').toEqual([]);
  expect(secretsFoundIn(bench.log.lines, secrets), 'in what was logged').toEqual([]);
}

function conversionOf(bench: BrokerBench): ConvertPosition {
  const option = bench.shelf.option();
  return { listing: option.listing, side: 'BUY', from: 'I', to: 'D', quantity: lots(option), part: 'day' };
}
