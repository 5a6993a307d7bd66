/** I1, I2, I4, I5 and I6 under random commands, faults, crashes, logins, refusals and sales by hand, checked against the venue's own records. */
import { times } from '@copydesk/adapter-testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Account, type Price, TradingError } from '../../src/index.ts';
import { filledOf, isOrderFinal } from '../../src/order/order.ts';
import { childOf, clientOf, tradeByHand } from '../bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  openBench,
  restart,
  setPrice,
  venueNet,
  venueOrders,
} from '../desk-bench.ts';

const FAULTS = [
  'reset-before',
  'reset-after',
  'answer-late',
  'timeout-400',
  '429',
  '500',
  'html',
  'delay',
] as const;

type Step =
  | { readonly do: 'trade'; readonly side: 'BUY' | 'SELL'; readonly lots: number; readonly limit: boolean }
  | { readonly do: 'exit'; readonly half: boolean }
  | { readonly do: 'cancel'; readonly which: number }
  | {
      readonly do: 'fault';
      readonly fault: (typeof FAULTS)[number];
      readonly on: 'place' | 'cancel' | 'book';
      readonly account: number;
      readonly effect: boolean;
      readonly times: number;
    }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'move'; readonly price: number }
  | { readonly do: 'crash'; readonly afterMs: number }
  | { readonly do: 'sell-by-hand'; readonly child: number }
  | { readonly do: 'refuse'; readonly child: number }
  | { readonly do: 'log-out'; readonly child: number; readonly forMs: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('trade' as const),
      side: fc.constantFrom('BUY' as const, 'SELL' as const),
      lots: fc.integer({ min: 1, max: 4 }),
      limit: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('exit' as const), half: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat({ max: 5 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      fault: fc.constantFrom(...FAULTS),
      on: fc.constantFrom('place' as const, 'cancel' as const, 'book' as const),
      account: fc.nat({ max: 2 }),
      effect: fc.boolean(),
      times: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 4_000 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('move' as const), price: fc.integer({ min: 100, max: 300 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('crash' as const), afterMs: fc.integer({ min: 0, max: 40 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('sell-by-hand' as const), child: fc.nat({ max: 1 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), child: fc.nat({ max: 1 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('log-out' as const),
      child: fc.nat({ max: 1 }),
      forMs: fc.integer({ min: 0, max: 3_000 }),
    }),
  },
);

async function run(bench: DeskBench, steps: readonly Step[]): Promise<DeskBench> {
  let now = bench;
  for (const one of steps) now = await act(now, one);
  return now;
}

const accountsOf = (bench: DeskBench): readonly Account[] => [bench.master, ...bench.children];

async function act(bench: DeskBench, one: Step): Promise<DeskBench> {
  const { desk, clock, venue } = bench;
  switch (one.do) {
    case 'trade': {
      const terms = one.limit ? ({ orderType: 'LIMIT', price: 2_000_000 as Price } as const) : {};
      const command = anOrderOf(bench, one.lots, { side: one.side, ...terms });
      // A sale is an exit here: what crosses zero while other orders work is settled by the convergence of a later issue.
      const held = desk.positions.net(bench.master.id, bench.instrument.id, 'D');
      const working = desk.orders.livingOf(bench.master.id).length > 0;
      if (one.side === 'SELL' && (command.quantity > held || working)) return bench;
      await attempt(bench, desk.trader.place(ANN, command));
      return bench;
    }
    case 'exit': {
      const { id: accountId } = bench.master;
      const fraction = one.half ? 500_000 : 1_000_000;
      await attempt(
        bench,
        desk.trader.exit(ANN, { accountId, instrumentId: bench.instrument.id, product: 'D', fraction }),
      );
      return bench;
    }
    case 'cancel': {
      const living = desk.orders.list({ userId: ANN }).filter((order) => !isOrderFinal(order));
      const order = living[one.which % Math.max(1, living.length)];
      if (order !== undefined) await attempt(bench, desk.trader.cancel(ANN, order.intent.orderId));
      return bench;
    }
    case 'fault': {
      const account = accountsOf(bench)[one.account];
      const ms = one.fault === 'delay' || one.fault === 'answer-late' ? 9_000 : 500;
      venue.gate.addFault({
        on: one.on,
        fault: one.fault,
        times: one.times,
        ms,
        effect: one.effect,
        client: account?.clientId,
      });
      return bench;
    }
    case 'wait':
      await clock.advance(one.ms);
      return bench;
    case 'move':
      setPrice(bench, (one.price * 10_000) as Price);
      return bench;
    case 'crash': {
      await clock.advance(one.afterMs);
      await kill(bench);
      await clock.advance(100);
      return restart(bench);
    }
    case 'sell-by-hand': {
      const child = childOf(bench, one.child);
      // A hand that sells while an exit of the desk is on its way sells twice, whatever the desk does.
      const exiting = [bench.master, child]
        .flatMap((account) => desk.orders.livingOf(account.id))
        .some((order) => order.intent.exitQuantity > 0);
      const { lotSize } = bench.instrument;
      const lots = Math.ceil(venueNet(bench, child) / lotSize / 2);
      if (exiting || lots <= 0) return bench;
      tradeByHand(bench, child, 'SELL', lots * lotSize);
      // The stream reports it.
      await clock.advance(500);
      return bench;
    }
    case 'refuse':
      venue.orders.rejectNext(clientOf(childOf(bench, one.child)), 'margin', 'gate');
      return bench;
    case 'log-out': {
      const child = childOf(bench, one.child);
      venue.sessions.expire(clientOf(child));
      await clock.advance(one.forMs);
      await logIn(bench, desk, child);
      return bench;
    }
  }
}

/** A command that is refused is fine; whether it was must show in the books. It may also still be under way. */
async function attempt(bench: DeskBench, command: Promise<unknown>): Promise<void> {
  void command.catch((error: unknown) => {
    if (!TradingError.is(error)) throw error;
  });
  await bench.clock.advance(7);
}

/** Ends every fault, lets every wait pass, and takes what still rests out of the market. */
async function comeToRest(bench: DeskBench): Promise<void> {
  bench.venue.gate.clearFaults();
  // Exits at a limit fill, entries at one do not: a resting exit that is re-priced belongs to a later issue.
  setPrice(bench, 3_000_000 as Price);
  await bench.clock.advance(30_000);
  const works = accountsOf(bench).flatMap((account) => bench.desk.orders.livingOf(account.id));
  for (const order of works.filter(
    (one) => one.intent.part !== 'exit' || one.intent.parentOrderId === undefined,
  )) {
    if (!isOrderFinal(order)) await attempt(bench, bench.desk.trader.cancel(ANN, order.intent.orderId));
  }
  await bench.clock.advance(60_000);
}

function check(bench: DeskBench): void {
  for (const account of accountsOf(bench)) {
    // What is traded by hand carries no tag.
    const tags = venueOrders(bench, account).flatMap((order) => order.tag ?? []);
    expect(new Set(tags).size, `I1: ${account.address} has one order per tag`).toBe(tags.length);
    const shown =
      bench.desk.positions.list(ANN).find((position) => position.accountId === account.id)?.netQuantity ?? 0;
    expect(shown, `I4: the book of ${account.address} shows what the venue holds`).toBe(
      venueNet(bench, account),
    );
  }
  for (const order of bench.desk.orders.list({ userId: ANN })) {
    for (const one of [order, ...bench.desk.orders.childrenOf(order)]) {
      expect(
        isOrderFinal(one),
        `I2: ${one.intent.orderId} (${one.intent.part} ${one.slices[0]?.status}) has an outcome`,
      ).toBe(true);
    }
    expect(order.held, 'I2: nothing is held for ever').toEqual([]);
  }
  const master = venueNet(bench, bench.master);
  for (const child of bench.children) {
    const net = venueNet(bench, child);
    if (master === 0) {
      const excess = filledAlone(bench, child);
      expect(net, `I5: ${child.address} holds nothing but what a person was told of`).toBeLessThanOrEqual(
        excess,
      );
    }
    expect(net, `I6: ${child.address} is never opposite`).toBeGreaterThanOrEqual(0);
  }
}

/** What a child filled of orders of which its master filled nothing: a divergence for a person, by the domain page. */
function filledAlone({ desk }: DeskBench, child: Account): number {
  return desk.orders
    .list({ userId: ANN })
    .filter((order) => filledOf(order) === 0)
    .flatMap((order) => desk.orders.childrenOf(order))
    .filter(({ intent }) => intent.accountId === child.id && intent.part === 'entry')
    .reduce((sum, order) => sum + filledOf(order), 0);
}

describe('under faults and crashes', () => {
  it('I1 I2 I4 I5 I6: no order is doubled, lost or left behind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 25 }),
        fc.constantFrom('onAccepted' as const, 'simultaneous' as const),
        async (steps, copyWhen) => {
          const opened = await openBench({
            links: [{}, { sizing: times(2) }],
            copyWhen,
            absenceAfterMs: 10_000,
            latencyMs: 6,
          });
          const bench = await run(opened, steps);
          await comeToRest(bench);
          check(bench);
          await bench.desk.close();
          bench.venue.close();
        },
      ),
      {
        numRuns: Number(process.env['COPYDESK_RUNS'] ?? 40),
        seed: Number(process.env['COPYDESK_SEED'] ?? 20261123),
        endOnFailure: false,
      },
    );
  }, 120_000);
});
