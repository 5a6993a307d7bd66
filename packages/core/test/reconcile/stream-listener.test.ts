/** A stream that fails or ends although its session lasts. */
import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type Account, type AccountFact, TradingError } from '../../src/index.ts';
import { childOf, collectAlerts } from '../bench/bench-moves.ts';
import { anOrderOf, type DeskBench, logIn, openBench, placeAndSettle } from '../bench/desk-bench.ts';

interface Broken {
  readonly bench: DeskBench;
  readonly child: Account;
  readonly broker: ReferenceBroker;
  /** When each stream of the child was opened. */
  readonly opened: readonly number[];
}

/** The child is logged in anew; its first streams are `broken`, later ones the broker's own. */
async function breakStreams(times: number, broken: () => AsyncIterator<AccountFact>): Promise<Broken> {
  const bench = await openBench({ links: [{}] });
  const child = childOf(bench);
  const broker = bench.brokers.get(child.brokerId) as ReferenceBroker;
  const stream = broker.streamFacts.bind(broker);
  const opened: number[] = [];
  broker.streamFacts = (session, signal) => {
    if (session.accountId !== child.id) return stream(session, signal);
    opened.push(bench.clock.monotonicMs());
    return opened.length > times ? stream(session, signal) : { [Symbol.asyncIterator]: broken };
  };
  await bench.clock.drive(bench.desk.accounts.endSession(child.id, 'test'));
  await logIn(bench, bench.desk, child);
  return { bench, child, broker, opened };
}

const streamOf = ({ bench, child }: Broken): string => bench.desk.accounts.stateOf(child.id).stream;

const failing = (): AsyncIterator<AccountFact> => ({
  next: () => Promise.reject(new Error('no such host')),
});
const ending = (): AsyncIterator<AccountFact> => ({
  next: () => Promise.resolve({ done: true, value: undefined }),
});

/** Says these, and ends. */
const saying = (facts: AccountFact[]): AsyncIterator<AccountFact> => ({
  next: () => {
    const value = facts.shift();
    if (value === undefined) return Promise.resolve({ done: true, value });
    return Promise.resolve({ done: false, value });
  },
});

describe('a stream that fails or ends within a session', () => {
  it.each([
    ['fails', failing],
    ['ends', ending],
  ])('is opened again at a growing pace when it %s', async (_how, how) => {
    const broken = await breakStreams(5, how);
    const { bench, opened } = broken;
    await bench.clock.advance(400);
    expect(streamOf(broken)).toBe('down');

    await bench.clock.advance(90_000);

    expect(streamOf(broken)).toBe('up');
    expect(opened).toHaveLength(6);
    for (const [index, at] of opened.slice(1).entries()) {
      const pause = at - (opened[index] ?? 0);
      expect(pause).toBeGreaterThanOrEqual(500 * 2 ** index);
      expect(pause).toBeLessThanOrEqual(1_000 * 2 ** index + 1);
    }
  });

  it('is not tried more often than once in half a minute for as long as it does', async () => {
    const { bench, opened } = await breakStreams(Number.POSITIVE_INFINITY, failing);
    await bench.clock.advance(120_000);
    const before = opened.length;

    await bench.clock.advance(600_000);

    expect(opened.length - before).toBeLessThanOrEqual(20);
    expect(opened.length - before).toBeGreaterThanOrEqual(9);
  });

  it('is made up for by reads at the pace of an account that has none', async () => {
    // It was up once, and then it just ends.
    const facts: AccountFact[] = [{ type: 'stream-up' }];
    const { bench, child, broker } = await breakStreams(Number.POSITIVE_INFINITY, () => saying(facts));
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const read = broker.orders.bind(broker);
    let reads = 0;
    broker.orders = (session, signal) => {
      if (session.accountId === child.id) reads += 1;
      return read(session, signal);
    };

    await bench.clock.advance(60_000);

    const { withStream, withoutStream } = broker.capabilities.pollMs;
    expect(reads).toBeGreaterThan((2 * 60_000) / withStream);
    expect(reads).toBeLessThanOrEqual(60_000 / withoutStream + 2);
  });

  it('is not opened again where the plan has none', async () => {
    const facts: AccountFact[] = [{ type: 'stream-not-in-plan' }];
    const broken = await breakStreams(Number.POSITIVE_INFINITY, () => saying(facts));

    await broken.bench.clock.advance(120_000);

    expect(streamOf(broken)).toBe('not-in-plan');
    expect(broken.opened).toHaveLength(1);
  });

  it('is not opened again once the session has ended', async () => {
    const { bench, child, opened } = await breakStreams(Number.POSITIVE_INFINITY, failing);
    await bench.clock.advance(100);

    await bench.clock.drive(bench.desk.accounts.endSession(child.id, 'test'));
    await bench.clock.advance(120_000);

    expect(opened).toHaveLength(1);
  });

  it('begins with a short pause again when it had lasted', async () => {
    let count = 0;
    let end = (): void => undefined;
    // The fifth lasts until it is ended, those before it fail at once.
    const lasting = (): AsyncIterator<AccountFact> => {
      count += 1;
      const closed = new Error('closed');
      if (count < 5) return { next: () => Promise.reject(closed) };
      return { next: () => new Promise((_, reject) => (end = () => reject(closed))) };
    };
    const { bench, opened } = await breakStreams(5, lasting);
    await bench.clock.advance(120_000);
    expect(opened).toHaveLength(5);

    end();
    await bench.clock.advance(1_001);

    expect(opened).toHaveLength(6);
  });

  it('ends the session when the broker says that it does not accept it', async () => {
    const refused = (): AsyncIterator<AccountFact> => ({
      next: () => Promise.reject(new TradingError('session-expired')),
    });
    const { bench, child, opened } = await breakStreams(1, refused);
    await bench.clock.advance(120_000);

    expect(bench.desk.accounts.sessionOf(child.id)).toBeUndefined();
    expect(opened).toHaveLength(1);
  });

  it('says nothing any more once its session has ended, whatever it still brings', async () => {
    let say: (() => void) | undefined;
    const late = (): AsyncIterator<AccountFact> => ({
      next: () =>
        new Promise((resolve) => {
          say = () => resolve({ done: false, value: { type: 'unreadable', detail: 'from a dead stream' } });
        }),
    });
    const { bench, child } = await breakStreams(1, late);
    const alerts = collectAlerts(bench);
    await bench.clock.advance(100);
    await bench.clock.drive(bench.desk.accounts.endSession(child.id, 'test'));
    expect(say).toBeDefined();
    say?.();
    await bench.clock.advance(1_000);

    expect(alerts).not.toContain('unreadable-message');
  });
});
