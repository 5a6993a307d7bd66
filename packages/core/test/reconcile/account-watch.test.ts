import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type Account, type AccountFact, TradingError } from '../../src/index.ts';
import { childOf, collectAlerts, SELL, venueNets } from '../bench/bench-moves.ts';
import { ANN, anOrderOf, type DeskBench, logIn, openBench, placeAndSettle } from '../bench/desk-bench.ts';

type Read = 'orders' | 'trades' | 'positions' | 'holdings' | 'funds';

/** The next `times` reads of this kind for the account fail with the code. */
function failReads(bench: DeskBench, account: Account, what: Read, failure: { code: string; times: number }) {
  const broker = bench.brokers.get(account.brokerId) as ReferenceBroker;
  const read = broker[what].bind(broker) as (...given: unknown[]) => Promise<unknown>;
  let left = failure.times;
  const spoiled = (...given: unknown[]): Promise<unknown> => {
    const [session] = given as [{ readonly accountId: string }];
    if (session.accountId !== account.id || left === 0) return read(...given);
    left -= 1;
    return Promise.reject(new TradingError(failure.code as 'broker-unreachable'));
  };
  Object.assign(broker, { [what]: spoiled });
}

/** Counts the reads of this kind for the account from now on. */
function countReads(bench: DeskBench, account: Account, what: Read): () => number {
  const broker = bench.brokers.get(account.brokerId) as ReferenceBroker;
  const read = broker[what].bind(broker) as (...given: unknown[]) => Promise<unknown>;
  let count = 0;
  const counted = (...given: unknown[]): Promise<unknown> => {
    const [session] = given as [{ readonly accountId: string }];
    if (session.accountId === account.id) count += 1;
    return read(...given);
  };
  Object.assign(broker, { [what]: counted });
  return () => count;
}

const HOUR_MS = 3_600_000;

const stateOf = (bench: DeskBench, account: Account) => bench.desk.accounts.stateOf(account.id);

/** Logs the account out and in again, as after a login of the day. */
async function logInAgain(bench: DeskBench, account: Account): Promise<void> {
  await bench.clock.drive(bench.desk.accounts.endSession(account.id, 'test'));
  await logIn(bench, bench.desk, account);
}

describe('an account whose books cannot be read', () => {
  it.each(['orders', 'trades', 'positions', 'holdings'] as const)(
    'is not armed until its %s are, and tries again by itself',
    async (what) => {
      const bench = await openBench({ links: [{}] });
      const child = childOf(bench);
      failReads(bench, child, what, { code: 'broker-unreachable', times: 2 });

      await logInAgain(bench, child);
      await bench.clock.advance(200);
      const before = stateOf(bench, child).settled;
      await bench.clock.advance(5_000);

      expect([before, stateOf(bench, child).settled]).toEqual([false, true]);
    },
  );

  it('is armed without its funds, and says that they could not be read', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    const alerts = collectAlerts(bench);
    const broker = bench.brokers.get(child.brokerId) as ReferenceBroker;
    broker.funds = () => Promise.reject(new TradingError('broker-unreachable'));
    const { clock } = bench;
    await clock.advance(24 * 3_600_000);

    await logInAgain(bench, child);
    await clock.advance(5_000);

    expect(stateOf(bench, child).settled).toBe(true);
    expect(alerts.filter((code) => code === 'funds-not-read').length).toBeLessThanOrEqual(1);
  });

  it.each(['orders', 'trades'] as const)(
    'loses its session when the broker says so in answer to a read of its %s',
    async (what) => {
      const bench = await openBench({ links: [{}] });
      const child = childOf(bench);
      failReads(bench, child, what, { code: 'session-expired', times: 1 });

      await placeAndSettle(bench, anOrderOf(bench, 1));
      await bench.clock.advance(10_000);

      expect(stateOf(bench, child).session).toBeUndefined();
    },
  );

  it('loses its session when the first read after a login is refused for it', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    failReads(bench, child, 'orders', { code: 'session-expired', times: 1 });

    await logInAgain(bench, child);
    await bench.clock.advance(3_000);

    expect(stateOf(bench, child)).toMatchObject({ session: undefined, settled: false });
  });

  it('reads trades again when they could not be read after a fill', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    failReads(bench, child, 'trades', { code: 'broker-unreachable', times: 2 });

    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(5_000);
    const events = (await bench.journal.readAfter(ANN, 0, 10_000)).map(({ event }) => event);

    expect(events.some((event) => event.type === 'trades-read' && event.accountId === child.id)).toBe(true);
  });

  it('I8: reads trades again while the list is behind what filled, so that no value stays rounded', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    bench.venue.gate.addFault({ on: 'trades', fault: 'stale', ms: 6_000, client: child.clientId });

    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(20_000);
    const events = (await bench.journal.readAfter(ANN, 0, 10_000)).map(({ event }) => event);

    expect(events.some((event) => event.type === 'trades-read' && event.accountId === child.id)).toBe(true);
  });

  it('reads a list of trades that stays short only so often between two comparisons', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    const reads = countReads(bench, child, 'trades');
    bench.venue.gate.addFault({ on: 'trades', fault: 'stale', ms: 4 * HOUR_MS, client: child.clientId });

    await placeAndSettle(bench, anOrderOf(bench, 1));
    const inHours: number[] = [];
    for (let hour = 0; hour < 3; hour += 1) {
      const before = reads();
      await bench.clock.advance(HOUR_MS);
      inHours.push(reads() - before);
    }

    const [first = 0, second = 0, third = 0] = inHours;
    expect(Math.abs(third - second)).toBeLessThan(2);
    expect(first - second).toBeGreaterThan(4);
    expect(first - second).toBeLessThan(10);
  });

  it('goes on by its next poll when a read of orders failed', async () => {
    const bench = await openBench({ links: [{}] });
    failReads(bench, childOf(bench), 'orders', { code: 'broker-unreachable', times: 3 });

    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(20_000);
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));

    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

describe('what a stream or a webhook says of an account', () => {
  it('is shown: down, not in the plan, up again, each once', async () => {
    const bench = await openBench({ links: [] });
    const { master, desk, clock } = bench;
    const seen: string[] = [];
    desk.journal.subscribe(({ event }) => {
      if (event.type === 'stream-changed') seen.push(`${event.stream} ${event.reason ?? ''}`.trim());
    });
    const say = async (fact: AccountFact): Promise<void> => {
      desk.takeFact(master.id, fact);
      await clock.advance(500);
    };

    const { stream: before } = stateOf(bench, master);
    await say({ type: 'stream-down', reason: 'closed by the broker', final: false });
    await say({ type: 'stream-down', reason: 'closed by the broker', final: false });
    const { stream: between } = stateOf(bench, master);
    await say({ type: 'stream-not-in-plan' });
    await say({ type: 'stream-up' });

    expect([before, between, stateOf(bench, master).stream]).toEqual(['up', 'down', 'up']);
    expect(seen).toEqual(['down closed by the broker', 'not-in-plan', 'up']);
  });

  it('is put before a person when it cannot be read', async () => {
    const bench = await openBench({ links: [] });
    const alerts = collectAlerts(bench);

    bench.desk.takeFact(bench.master.id, { type: 'unreadable', detail: 'frame of 3 bytes' });
    await bench.clock.advance(500);

    expect(alerts).toContain('unreadable-message');
  });

  it('makes its books be read when it is only a hint', async () => {
    const bench = await openBench({ links: [] });
    const broker = bench.brokers.get(bench.master.brokerId) as ReferenceBroker;
    const read = broker.orders.bind(broker);
    let reads = 0;
    broker.orders = (session, signal) => {
      reads += 1;
      return read(session, signal);
    };

    bench.desk.takeFact(bench.master.id, { type: 'hint', what: 'orders' });
    bench.desk.takeFact(bench.master.id, { type: 'hint', what: 'orders' });
    await bench.clock.advance(100);

    // The second one came while the first was read: once more, and not a third time.
    expect(reads).toBe(2);
  });

  it('ends its session when it is that the broker no longer accepts it', async () => {
    const bench = await openBench({ links: [] });

    bench.desk.takeFact(bench.master.id, { type: 'session-lost', reason: 'logged in elsewhere' });
    await bench.clock.advance(500);
    bench.desk.takeFact(bench.master.id, { type: 'hint', what: 'orders' });

    expect(stateOf(bench, bench.master).session).toBeUndefined();
  });

  it('is not waited for when the stream itself fails: polling goes on', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    const broker = bench.brokers.get(child.brokerId) as ReferenceBroker;
    const stream = broker.streamFacts.bind(broker);
    broker.streamFacts = (session, signal) => {
      if (session.accountId !== child.id) return stream(session, signal);
      return {
        [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('no such host')) }),
      };
    };

    await logInAgain(bench, child);
    await bench.clock.advance(3_000);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(5_000);

    expect(stateOf(bench, child).stream).toBe('down');
    expect(venueNets(bench)).toEqual([bench.instrument.lotSize, bench.instrument.lotSize]);
    expect(bench.desk.positions.copied(child.id, bench.instrument.id, 'D')).toBe(bench.instrument.lotSize);
  });
});
