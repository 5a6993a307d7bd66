/** Faults of a placement: what is proven is said, what is not known stays unknown, and nothing is sent twice. */
import { type PlaceOrder, type PlaceOutcome, quantityOf } from '@copydesk/core';
import type { FaultName } from '@copydesk/sandbox';
import { expect } from 'vitest';
import { type BrokerBench, NEVER, type Trader } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { lots, marketOrder, restingOrder } from './orders.ts';

const faults = casesOf('faults');

/** A fault of a placement: whether the order exists afterwards, and as what the loss may be described. */
interface Loss {
  readonly id: string;
  readonly fault: FaultName;
  readonly effect: boolean;
  readonly causes: readonly string[];
  readonly says: string;
}

const LOSSES: readonly Loss[] = [
  {
    id: 'BC-801',
    fault: 'reset-before',
    effect: false,
    causes: ['reset'],
    says: 'a reset before anything happened',
  },
  { id: 'BC-802', fault: 'reset-after', effect: true, causes: ['reset'], says: 'a reset after acceptance' },
  { id: 'BC-803', fault: '500', effect: true, causes: ['server-error'], says: 'a 500 after acceptance' },
  { id: 'BC-804', fault: '500', effect: false, causes: ['server-error'], says: 'a 500 without effect' },
  {
    id: 'BC-805',
    fault: 'html',
    effect: true,
    causes: ['server-error', 'unreadable'],
    says: 'a page of HTML after acceptance',
  },
  {
    id: 'BC-806',
    fault: 'html',
    effect: false,
    causes: ['server-error', 'unreadable'],
    says: 'a page of HTML without effect',
  },
];

export const faultCases: readonly BrokerCase[] = [
  ...LOSSES.map(({ id, fault, effect, causes, says }) =>
    faults(id, `I1: ${says} is uncertain, and the request is not repeated`, async (bench) => {
      const trader = await bench.trader();
      const order = restingOrder(bench);
      bench.fault(trader, 'place', fault, { effect });

      const outcome = await bench.place(trader, order);
      await bench.clock.advance(60_000);

      expect(outcome).toMatchObject({ kind: 'uncertain' });
      expect(causes).toContain(causeOf(outcome));
      expect(bench.heldFor(trader, order)).toHaveLength(effect ? 1 : 0);
      expect(bench.writes(trader)).toHaveLength(1);
    }),
  ),

  faults(
    'BC-807',
    'I1: the broker’s own "timed out" for an order that took effect is uncertain',
    async (bench) => {
      const trader = await bench.trader();
      const order = restingOrder(bench);
      bench.fault(trader, 'place', 'timeout-400');

      const outcome = await bench.place(trader, order);

      expect(outcome).toMatchObject({ kind: 'uncertain' });
      expect(bench.heldFor(trader, order)).toHaveLength(1);
      expect(bench.writes(trader)).toHaveLength(1);
    },
    { counts: 'broker' },
  ),

  faults('BC-810', 'an answer that comes within the time-out is the answer', async (bench) => {
    const trader = await bench.trader();
    const order = restingOrder(bench);
    const ms = bench.adapter.capabilities.writeTimeoutMs / 2;
    bench.fault(trader, 'place', 'answer-late', { ms });

    const call = bench.start(bench.adapter.placeOrder(trader.session, order, NEVER));
    await bench.received(trader, 1);
    await bench.clock.advance(ms);
    const outcome = await call.result;

    expect(outcome).toEqual({ kind: 'accepted', brokerOrderId: bench.heldFor(trader, order)[0]?.orderId });
  }),

  faults(
    'BC-811',
    'I1: no answer within the time-out is uncertain at that moment, although the order exists',
    async (bench) => {
      const trader = await bench.trader();
      const order = restingOrder(bench);
      const { writeTimeoutMs } = bench.adapter.capabilities;
      bench.fault(trader, 'place', 'answer-late', { ms: writeTimeoutMs * 3 });

      const call = bench.start(bench.adapter.placeOrder(trader.session, order, NEVER));
      await bench.received(trader, 1);
      await bench.clock.advance(writeTimeoutMs - 500);
      expect(call.done(), 'too early').toBe(false);
      await bench.eventually(call.done, 'the write gives up', 2_000);

      expect(await call.result).toEqual({ kind: 'uncertain', cause: 'timeout' });
      expect(bench.heldFor(trader, order)).toHaveLength(1);
      expect(bench.writes(trader)).toHaveLength(1);
    },
  ),

  faults(
    'BC-812',
    'I1: what we gave up may take effect later, and is then found by its tag',
    async (bench) => {
      const trader = await bench.trader();
      const order = restingOrder(bench);
      const { writeTimeoutMs } = bench.adapter.capabilities;
      bench.fault(trader, 'place', 'delay', { ms: writeTimeoutMs * 2 });

      const call = bench.start(bench.adapter.placeOrder(trader.session, order, NEVER));
      await bench.received(trader, 1);
      await bench.eventually(call.done, 'the write gives up', writeTimeoutMs * 1.5);
      expect(await call.result).toEqual({ kind: 'uncertain', cause: 'timeout' });
      expect(bench.heldFor(trader, order)).toEqual([]);

      await bench.eventually(
        () => bench.heldFor(trader, order).length === 1,
        'the order appears',
        writeTimeoutMs * 2,
      );
      const found = await bench.adapter.findByClientOrderId(trader.session, order.clientOrderId, NEVER);
      expect(found.map((row) => row.clientOrderId)).toEqual([order.clientOrderId]);
    },
  ),

  faults('BC-813', 'I1: giving up a request that has left is uncertain', async (bench) => {
    const trader = await bench.trader();
    const order = restingOrder(bench);
    const stop = new AbortController();
    bench.fault(trader, 'place', 'answer-late', { ms: 600_000 });

    const call = bench.start(bench.adapter.placeOrder(trader.session, order, stop.signal));
    await bench.received(trader, 1);
    stop.abort();
    await bench.eventually(call.done, 'the call ends', 1_000);

    expect(await call.result).toMatchObject({ kind: 'uncertain' });
    expect(bench.heldFor(trader, order)).toHaveLength(1);
  }),

  faults('BC-814', 'a request that was given up before it left was not sent', async (bench) => {
    const trader = await bench.trader();
    const order = restingOrder(bench);
    const stop = new AbortController();
    stop.abort();

    const outcome = await bench.adapter.placeOrder(trader.session, order, stop.signal);
    await bench.rest();

    expect(outcome).toMatchObject({ kind: 'not-sent', cause: 'aborted' });
    expect(bench.writes(trader)).toEqual([]);
  }),

  faults(
    'BC-816',
    'a broker that takes no connection was sent nothing',
    async (bench) => {
      const trader = await bench.trader();
      await bench.place(trader, restingOrder(bench));
      const before = bench.writes(trader).length;
      await bench.setup.goDown();
      // The end of a connection that was kept alive is news that travels, too.
      await bench.eventually(() => bench.openConnections === 0, 'the connections are closed', 5_000);
      await bench.clock.advance(100);
      const call = bench.start(bench.adapter.placeOrder(trader.session, restingOrder(bench), NEVER));
      await bench.eventually(call.done, 'the call ends', 60_000);

      expect(await call.result).toMatchObject({ kind: 'not-sent', cause: 'connection-refused' });
      expect(bench.writes(trader)).toHaveLength(before);
    },
    { fresh: true },
  ),

  faults(
    'BC-818',
    'a placement beyond the rate was not sent, and may be sent again with the same tag',
    async (bench) => {
      const trader = await bench.trader();
      const order = restingOrder(bench);
      bench.fault(trader, 'place', '429', { times: 1 });

      const first = await bench.place(trader, order);
      expect(bench.heldFor(trader, order)).toEqual([]);
      await bench.clock.advance(1_000);
      const second = await bench.place(trader, order);

      expect(first).toMatchObject({ kind: 'not-sent', cause: 'rate-limited' });
      expect(second.kind).toBe('accepted');
      expect(bench.heldFor(trader, order)).toHaveLength(1);
    },
  ),

  faults('BC-820', 'a placement with a dead session was not sent', async (bench) => {
    const trader = await bench.trader();
    const order = restingOrder(bench);
    bench.venue.sessions.expire(trader.client);

    const outcome = await bench.place(trader, order);

    expect(outcome).toMatchObject({ kind: 'not-sent', cause: 'session-lost' });
    expect(bench.heldFor(trader, order)).toEqual([]);
  }),

  ...(
    [
      ['BC-822', 'from an address that is not registered', ['203.0.113.9']],
      ['BC-823', 'when no address is registered', []],
    ] as const
  ).map(([id, when, ips]) =>
    faults(
      id,
      `a placement ${when} is refused for its address, and places nothing`,
      async (bench) => {
        const trader = await bench.trader({ ips });
        const order = restingOrder(bench);

        const outcome = await bench.place(trader, order);

        expect(outcome).toMatchObject({ kind: 'refused', code: 'address' });
        expect(bench.heldFor(trader, order)).toEqual([]);
        expect(await bench.adapter.orders(trader.session, NEVER)).toEqual([]);
      },
      { counts: 'broker' },
    ),
  ),

  faults(
    'BC-824',
    'each account leaves from its own address',
    async (bench) => {
      const near = await bench.trader({
        ips: ['127.0.0.2'],
        egress: { kind: 'address', address: '127.0.0.2' },
      });
      const far = await bench.trader({
        ips: ['127.0.0.3'],
        egress: { kind: 'address', address: '127.0.0.3' },
      });

      expect((await bench.place(near, restingOrder(bench))).kind).toBe('accepted');
      expect((await bench.place(far, restingOrder(bench))).kind).toBe('accepted');
      expect(
        (
          await bench.place(
            { ...near, session: { ...near.session, egress: far.session.egress } },
            restingOrder(bench),
          )
        ).kind,
      ).toBe('refused');
    },
    { counts: 'broker' },
  ),

  faults(
    'BC-826',
    'a closed market refuses, or keeps the order for the opening; it never fills it',
    async (bench) => {
      const trader = await bench.trader();
      bench.venue.market.change({ open: false });

      const outcome = await bench.place(trader, marketOrder(bench));

      if (outcome.kind !== 'accepted')
        expect(outcome).toMatchObject({ kind: 'refused', code: 'market-closed' });
      expect(bench.venue.orders.trades(trader.client)).toEqual([]);
    },
  ),

  faults('BC-828', 'I7: a client whose broker does not answer costs the others nothing', async (bench) => {
    const slow = await bench.trader();
    const others = [await bench.trader(), await bench.trader()];
    bench.fault(slow, 'place', 'answer-late', { ms: 600_000 });
    const stop = new AbortController();
    const hanging = bench.start(bench.adapter.placeOrder(slow.session, restingOrder(bench), stop.signal));
    await bench.received(slow, 1);

    for (const other of others) {
      expect((await bench.place(other, restingOrder(bench))).kind).toBe('accepted');
      expect(await bench.adapter.orders(other.session, NEVER)).toHaveLength(1);
    }
    expect(hanging.done()).toBe(false);

    stop.abort();
    await bench.eventually(hanging.done, 'the call ends', 1_000);
  }),

  faults(
    'BC-830',
    'I1: whatever strikes, each tag has at most one order, and every claim of the outcome is true',
    async (bench) => {
      const trader = await bench.trader({ funds: 1_000_000_000_000_000n as never });
      const option = bench.shelf.option();
      const kinds = ['reset-before', 'reset-after', '500', 'html', '429', 'none'] as const;

      for (let round = 0; round < 40; round += 1) {
        const order = restingOrder(bench, { quantity: quantityOf(lots(option)) });
        const kind = kinds[bench.random.below(kinds.length)] ?? 'none';
        if (kind !== 'none')
          bench.fault(trader, 'place', kind, { effect: bench.random.below(2) === 0, times: 1 });

        const outcome = await bench.place(trader, order);

        const count = bench.heldFor(trader, order).length;
        expect(possibleCounts(outcome), `round ${round}: ${kind} gave ${JSON.stringify(outcome)}`).toContain(
          count,
        );
        bench.venue.gate.clearFaults();
        await bench.clock.advance(400);
      }
    },
  ),

  faults('BC-832', 'I1: an uncertain order is settled by looking for its tag', async (bench) => {
    const trader = await bench.trader();
    const [lost, kept] = [restingOrder(bench), restingOrder(bench)];
    bench.fault(trader, 'place', '500', { effect: false, times: 1 });
    await bench.place(trader, lost);
    bench.fault(trader, 'place', '500', { effect: true, times: 1 });
    await bench.place(trader, kept);
    bench.venue.gate.clearFaults();

    expect(await found(bench, trader, lost)).toBe(0);
    expect(await found(bench, trader, kept)).toBe(1);
  }),
];

/** How many orders may exist at the venue when an outcome was given. */
function possibleCounts(outcome: PlaceOutcome): readonly number[] {
  switch (outcome.kind) {
    case 'accepted':
      return [1];
    case 'refused':
    case 'not-sent':
      return [0];
    case 'uncertain':
      return [0, 1];
  }
}

function causeOf(outcome: PlaceOutcome): string | undefined {
  return outcome.kind === 'uncertain' ? outcome.cause : undefined;
}

async function found(bench: BrokerBench, trader: Trader, order: PlaceOrder): Promise<number> {
  return (await bench.adapter.findByClientOrderId(trader.session, order.clientOrderId, NEVER)).length;
}
