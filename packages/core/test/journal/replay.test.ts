/** Any moment of the desk can be made again from its journal alone: orders, children, timelines, positions, ledgers. */
import { times } from '@copydesk/adapter-testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Account,
  type Books,
  istDate,
  type JournalEntry,
  type JournalPort,
  type Order,
  type Price,
  replayBooks,
  TradingError,
} from '../../src/index.ts';
import { childOf, clientOf, tradeByHand, waitForNextMorning } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  openBench,
  placeAndSettle,
  restart,
  setPrice,
} from '../bench/desk-bench.ts';

type Shown = Pick<Books, 'orders' | 'positions'>;

/** Everything of the books, down to the entries of the timelines. Last prices are told by the market, not by the journal. */
function everythingIn({ orders, positions }: Shown) {
  const shown = (order: Order) => ({ ...order, children: orders.childrenOf(order) });
  return {
    orders: orders.list({ userId: ANN }).map(shown),
    positions: positions.list(ANN).map(({ lastPrice: _, ...position }) => position),
  };
}

/** The journal as a database gives it back: through JSON. */
function asStored(journal: JournalPort): Pick<JournalPort, 'readAfter'> {
  return {
    readAfter: async (userId, eventId, limit) =>
      JSON.parse(JSON.stringify(await journal.readAfter(userId, eventId, limit))) as readonly JournalEntry[],
  };
}

/** Only what was there up to this entry. */
function upTo(journal: Pick<JournalPort, 'readAfter'>, last: number): Pick<JournalPort, 'readAfter'> {
  return {
    readAfter: async (userId, eventId, limit) =>
      (await journal.readAfter(userId, eventId, limit)).filter((entry) => entry.eventId <= last),
  };
}

type Step =
  | { readonly do: 'trade'; readonly side: 'BUY' | 'SELL'; readonly lots: number; readonly limit: boolean }
  | { readonly do: 'exit'; readonly half: boolean }
  | { readonly do: 'cancel' | 'modify' | 'by-hand' | 'refuse' | 'log-out' }
  | { readonly do: 'fault'; readonly fault: 'reset-after' | '500' | '429' | 'html'; readonly account: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'move'; readonly price: number }
  | { readonly do: 'crash'; readonly afterMs: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('trade' as const),
      side: fc.constantFrom('BUY' as const, 'SELL' as const),
      lots: fc.integer({ min: 1, max: 60 }),
      limit: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('exit' as const), half: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'cancel' as const,
        'modify' as const,
        'by-hand' as const,
        'refuse' as const,
        'log-out' as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      fault: fc.constantFrom('reset-after' as const, '500' as const, '429' as const, 'html' as const),
      account: fc.nat({ max: 2 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 3_000 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('move' as const), price: fc.integer({ min: 150, max: 250 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), afterMs: fc.nat({ max: 40 }) }) },
);

async function act(bench: DeskBench, one: Step): Promise<DeskBench> {
  const { desk, clock, venue } = bench;
  const [child] = bench.children;
  const living = desk.orders.livingOf(bench.master.id)[0]?.intent.orderId;
  switch (one.do) {
    case 'trade': {
      const terms = one.limit ? ({ orderType: 'LIMIT', price: 1_900_000 as Price } as const) : {};
      await attempt(bench, desk.trader.place(ANN, anOrderOf(bench, one.lots, { side: one.side, ...terms })));
      return bench;
    }
    case 'exit':
      await attempt(
        bench,
        desk.trader.exit(ANN, {
          accountId: bench.master.id,
          instrumentId: bench.instrument.id,
          product: 'D',
          fraction: one.half ? 500_000 : 1_000_000,
        }),
      );
      return bench;
    case 'cancel':
      if (living !== undefined) await attempt(bench, desk.trader.cancel(ANN, living));
      return bench;
    case 'modify':
      if (living !== undefined)
        await attempt(bench, desk.trader.modify(ANN, living, { price: 1_950_000 as Price }));
      return bench;
    case 'by-hand':
      if (child !== undefined) tradeByHand(bench, child, 'SELL', bench.instrument.lotSize);
      return bench;
    case 'refuse':
      if (child !== undefined) venue.orders.rejectNext(clientOf(child), 'margin', 'gate');
      return bench;
    case 'log-out':
      if (child !== undefined) {
        venue.sessions.expire(clientOf(child));
        await clock.advance(500);
        await logIn(bench, desk, child);
      }
      return bench;
    case 'fault': {
      const account = [bench.master, ...bench.children][one.account];
      venue.gate.addFault({
        on: 'place',
        fault: one.fault,
        times: 1,
        effect: true,
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
      return await restart(bench);
    }
  }
}

async function attempt(bench: DeskBench, command: Promise<unknown>): Promise<void> {
  void command.catch((error: unknown) => {
    if (!TradingError.is(error)) throw error;
  });
  await bench.clock.advance(7);
}

/** What was seen on the desk at one moment. */
interface Sight {
  readonly eventId: number;
  readonly books: ReturnType<typeof everythingIn>;
}

function look({ desk }: DeskBench): Sight {
  return { eventId: desk.journal.lastEventId(ANN), books: structuredClone(everythingIn(desk)) };
}

describe('a replay', () => {
  it('gives at any moment the same books as the desk had then, over faults, crashes and restarts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        let bench = await openBench({ links: [{}, { sizing: times(2) }], absenceAfterMs: 4_000 });
        let sights: Sight[] = [look(bench)];
        for (const one of steps) {
          const durable = bench.desk.journal;
          bench = await act(bench, one);
          // What a crash took from memory was never written, and other entries have its numbers.
          if (one.do === 'crash')
            sights = sights.filter(({ eventId }) => eventId <= durable.lastDurableEventId(ANN));
          sights.push(look(bench));
        }
        await bench.clock.advance(20_000);
        sights.push(look(bench));
        await bench.desk.journal.commit();

        const stored = asStored(bench.journal);
        for (const { eventId, books } of sights) {
          expect(everythingIn(await replayBooks(upTo(stored, eventId), ANN))).toEqual(books);
        }
        await bench.desk.close();
        bench.venue.close();
      }),
      {
        numRuns: Number(process.env['COPYDESK_RUNS'] ?? 25),
        seed: Number(process.env['COPYDESK_SEED'] ?? 20261128),
      },
    );
  }, 120_000);

  it('gives the books of a day as they stood at its end, whatever came later', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await bench.clock.advance(1_000);
    const monday = istDate(bench.clock.now());
    const then = look(bench).books;
    await waitForNextMorning(bench);
    for (const account of [bench.master, ...bench.children]) await logIn(bench, bench.desk, account);
    await bench.clock.advance(10_000);
    await placeAndSettle(bench, anOrderOf(bench, 1, { side: 'SELL' }));
    await bench.desk.journal.commit();

    const stored = asStored(bench.journal);
    const replayed = everythingIn(await replayBooks(stored, ANN, monday));

    expect(replayed.positions.map(({ copied }) => copied)).toEqual([150, 150]);
    expect(replayed.orders).toHaveLength(1);
    expect(replayed.orders).toEqual(then.orders);
    expect(replayed.positions).toEqual(then.positions);
    expect(everythingIn(await replayBooks(stored, ANN))).toEqual(everythingIn(bench.desk));
    expect(everythingIn(await replayBooks(stored, ANN, '2020-01-01'))).toEqual({ orders: [], positions: [] });
  });

  it('ends a day for each account by its own clock: a sandbox that is a day ahead, or is set back, hides nobody else', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.desk.journal.commit();
    const monday = istDate(bench.clock.now());
    const child = childOf(bench);
    const whole = await replayBooks(bench.journal, ANN, monday);
    // From the child's first fill on its entries were told a day ahead; those of its last order by a clock that was set back.
    const [last] = bench.desk.orders.list({ userId: ANN, accountId: child.id });
    const ahead = changed(bench.journal, (entry) => {
      const { event } = entry;
      const isChild = 'accountId' in event && event.accountId === child.id && event.type === 'order-filled';
      return isChild && event.orderId !== last?.intent.orderId
        ? { ...entry, at: (entry.at + 86_400_000) as typeof entry.at }
        : entry;
    });

    const { positions } = await replayBooks(ahead, ANN, monday);
    const netOf = (books: Pick<Books, 'positions'>, account: Account): number =>
      books.positions.list(ANN).find(({ accountId }) => accountId === account.id)?.netQuantity ?? 0;

    expect([netOf(whole, bench.master), netOf(whole, child)]).toEqual([225, 225]);
    expect([netOf({ positions }, bench.master), netOf({ positions }, child)]).toEqual([225, 0]);
  });
});

/** The journal, told otherwise. */
function changed(
  journal: JournalPort,
  change: (entry: JournalEntry) => JournalEntry,
): Pick<JournalPort, 'readAfter'> {
  return { readAfter: async (...at) => (await journal.readAfter(...at)).map(change) };
}
