/** Reads that are answered after their session has ended, and comparisons that are asked for while one is under way. */
import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type Account, type DeskEvent, TradingError } from '../../src/index.ts';
import { childOf, collectAlerts, tradeByHand } from '../bench/bench-moves.ts';
import { type DeskBench, logIn, openBench } from '../bench/desk-bench.ts';

type Read = 'orders' | 'trades' | 'positions' | 'holdings' | 'funds';

const LOT = 75;
const DAY_MS = 24 * 3_600_000;

/** Reads of this kind for the account are answered only when the function that is returned is called; it says how many waited. */
function holdReads(bench: DeskBench, account: Account, what: Read, fails = false): () => number {
  const broker = bench.brokers.get(account.brokerId) as ReferenceBroker;
  const read = broker[what].bind(broker) as (...given: unknown[]) => Promise<unknown>;
  const waiting: (() => void)[] = [];
  const held = (...given: unknown[]): Promise<unknown> => {
    const [session] = given as [{ readonly accountId: string }];
    if (session.accountId !== account.id) return read(...given);
    return new Promise((resolve, reject) => {
      waiting.push(() =>
        fails
          ? reject(new TradingError('broker-unreachable'))
          : resolve(read(given[0], new AbortController().signal)),
      );
    });
  };
  Object.assign(broker, { [what]: held });
  return () => {
    Object.assign(broker, { [what]: read });
    for (const answer of waiting) answer();
    return waiting.splice(0).length;
  };
}

function collectEvents(bench: DeskBench, account: Account): readonly DeskEvent['type'][] {
  const types: DeskEvent['type'][] = [];
  bench.desk.journal.subscribe(({ event }) => {
    if ('accountId' in event && event.accountId === account.id) types.push(event.type);
  });
  return types;
}

/** The session of an account ends while this read of it is under way; what was journaled of it since. */
async function endDuring(bench: DeskBench, account: Account, answer: () => number) {
  await bench.clock.drive(bench.desk.accounts.endSession(account.id, 'test'));
  const events = collectEvents(bench, account);
  const alerts = collectAlerts(bench);
  const answered = answer();
  await bench.clock.advance(5_000);
  return { events, alerts, answered };
}

describe('a read that is answered after its session has ended', () => {
  it('moves nothing: of orders', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client: child.clientId });
    const answer = holdReads(bench, child, 'orders');
    tradeByHand(bench, child, 'BUY', LOT);
    bench.desk.takeFact(child.id, { type: 'hint', what: 'orders' });
    await bench.clock.advance(100);

    const { events, answered } = await endDuring(bench, child, answer);

    expect(answered).toBe(1);
    expect(events).toEqual(['account-logged-out']);
    expect(bench.desk.orders.livingOf(child.id)).toEqual([]);
  });

  it.each([
    ['of trades', false],
    ['of trades that fails', true],
  ])('moves nothing: %s', async (_what, fails) => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    const answer = holdReads(bench, child, 'trades', fails);
    tradeByHand(bench, child, 'BUY', LOT);
    await bench.clock.advance(1_000);

    const { events, answered } = await endDuring(bench, child, answer);

    expect(answered).toBe(1);
    expect(events).toEqual(['account-logged-out']);
  });

  it.each(['positions', 'holdings'] as const)('settles nothing: of %s', async (what) => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await bench.clock.drive(bench.desk.accounts.endSession(child.id, 'test'));
    const answer = holdReads(bench, child, what);
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(1_000);

    const { events, answered } = await endDuring(bench, child, answer);

    expect(answered).toBeGreaterThan(0);
    expect(events).toEqual(['account-logged-out']);
    expect(bench.desk.accounts.stateOf(child.id)).toMatchObject({ booksRead: false, settled: false });
  });

  it.each([
    ['is no capital: of funds', false],
    ['is no complaint: of funds that fails', true],
  ])('%s', async (_what, fails) => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await bench.clock.drive(bench.desk.accounts.endSession(child.id, 'test'));
    await bench.clock.advance(DAY_MS);
    const answer = holdReads(bench, child, 'funds', fails);
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(1_000);

    const { events, alerts, answered } = await endDuring(bench, child, answer);

    expect(answered).toBe(1);
    expect([events, alerts]).toEqual([['account-logged-out'], []]);
  });
});

describe('a comparison that is asked for while one is under way', () => {
  it('follows once, however often it was asked for', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    const broker = bench.brokers.get(child.brokerId) as ReferenceBroker;
    const positions = broker.positions.bind(broker);
    let reads = 0;
    broker.positions = (session, signal) => {
      if (session.accountId === child.id) reads += 1;
      return positions(session, signal);
    };
    for (let time = 0; time < 3; time += 1) bench.desk.takeFact(child.id, { type: 'stream-up' });
    await bench.clock.advance(900);

    expect(reads).toBe(2);
  });
});
