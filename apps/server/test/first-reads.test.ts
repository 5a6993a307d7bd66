/** When the day's lists are read after a start: accounts that can begin without them come first. */
import { type AccountStore, type Clock, instantOf } from '@copydesk/core';
import { expect, it } from 'vitest';
import { FirstReads } from '../src/composition/first-reads.ts';

/** Accounts that settle when the test says so, on a clock that it moves. */
function starting(accounts: readonly { readonly loggedIn: boolean }[]) {
  const time = { ms: 0 };
  let timers: { at: number; run: () => void }[] = [];
  const clock: Clock = {
    now: () => instantOf(time.ms),
    monotonicMs: () => time.ms,
    after: (delayMs, run) => {
      const timer = { at: time.ms + delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
  };
  const state = { settled: false };
  const store = {
    all: () => accounts.map((_account, id) => ({ id })),
    sessionOf: (id: number) => (accounts[id]?.loggedIn === true ? {} : undefined),
    stateOf: () => state,
  } as unknown as AccountStore;
  const firstReads = new FirstReads(clock, store);
  const told: string[] = [];
  void firstReads.settled.then(() => told.push('settled'));
  void firstReads.over.then(() => told.push('over'));
  const advance = async (ms: number): Promise<readonly string[]> => {
    for (let step = 0; step < ms; step += 50) {
      time.ms += 50;
      const due = timers.filter(({ at }) => at <= time.ms);
      timers = timers.filter((timer) => !due.includes(timer));
      for (const { run } of due) run();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return [...told];
  };
  return { firstReads, advance, settle: () => (state.settled = true) };
}

it('leaves the processor to accounts that began without the lists, and reads those later', async () => {
  const { firstReads, advance, settle } = starting([{ loggedIn: true }]);
  firstReads.watch(true);
  expect(await advance(1_000)).toEqual([]);
  settle();
  expect(await advance(100)).toEqual(['settled']);
  expect(firstReads.postponesLists).toBe(true);
  expect(await advance(4_000)).toEqual(['settled']);
  expect(await advance(2_000)).toEqual(['settled', 'over']);
});

it('reads the lists at once where something is not familiar, and where nobody is logged in', async () => {
  const waiting = starting([{ loggedIn: true }]);
  waiting.firstReads.watch(false);
  waiting.settle();
  expect(await waiting.advance(100)).toEqual(['settled', 'over']);
  const nobody = starting([{ loggedIn: false }]);
  nobody.firstReads.watch(true);
  expect(await nobody.advance(50)).toEqual(['settled', 'over']);
});

it('waits no longer than a moment for an account whose broker does not answer', async () => {
  const { firstReads, advance } = starting([{ loggedIn: true }]);
  firstReads.watch(false);
  expect(await advance(2_900)).toEqual([]);
  expect(await advance(200)).toEqual(['settled', 'over']);
});
