import { VirtualClock } from '@copydesk/adapter-testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant } from '../../src/index.ts';
import {
  type AttemptResult,
  Lane,
  type LaneAction,
  type LaneOpening,
  type LanePriority,
} from '../../src/lane/lane.ts';
import { RateBudget } from '../../src/lane/rate-budget.ts';

const DONE: AttemptResult = { kind: 'done' };

function bench(windows: ConstructorParameters<typeof RateBudget>[0] = [], opening: LaneOpening = 'open') {
  const clock = new VirtualClock();
  const state = { opening };
  const budget = new RateBudget(windows, clock);
  const lane = new Lane(clock, budget, () => state.opening);
  const sent: string[] = [];
  const answers = new Map<string, (result: AttemptResult) => void>();
  const add = (name: string, priority: LanePriority = 'entry', key = name): LaneAction => {
    const action: LaneAction = {
      priority,
      key,
      ready: () => 'go',
      attempt: () => {
        sent.push(name);
        return new Promise((resolve) => answers.set(name, resolve));
      },
    };
    lane.add(action);
    return action;
  };
  const answer = async (name: string, result = DONE): Promise<void> => {
    answers.get(name)?.(result);
    await clock.advance(0);
  };
  /** An action of one instrument for which something happens when it is first asked whether it may go. */
  const addWith = (
    name: string,
    what: Partial<Pick<LaneAction, 'key' | 'hasOutlived'>> & { readonly once?: () => void },
  ): LaneAction => {
    let { once } = what;
    const action: LaneAction = {
      priority: 'entry',
      key: what.key ?? name,
      ready: () => {
        const act = once;
        once = undefined;
        act?.();
        return 'go';
      },
      hasOutlived: what.hasOutlived,
      attempt: () => {
        sent.push(name);
        return new Promise((resolve) => answers.set(name, resolve));
      },
    };
    lane.add(action);
    return action;
  };
  return { clock, budget, lane, sent, add, addWith, answer, state };
}

describe('a lane', () => {
  it('I3: keeps the order of decisions within an instrument, whichever was handed over first', async () => {
    const { lane, sent, answer, add } = bench();
    const decided = (name: string, decidedAt: number | undefined): void =>
      lane.add({
        priority: 'exit',
        key: 'a',
        decidedAt,
        ready: () => 'go',
        attempt: () => {
          sent.push(name);
          return Promise.resolve(DONE);
        },
      });
    add('busy', 'exit', 'a');
    decided('third', 7);
    decided('second', 5);
    decided('last', undefined);
    decided('first', 4);
    decided('beside third', 7);

    await answer('busy');

    expect(sent).toEqual(['busy', 'first', 'second', 'third', 'last', 'beside third']);
  });

  it('I3: sends what is for one instrument one after the other, each when the one before is answered', async () => {
    const { add, sent, answer } = bench();
    add('first', 'entry', 'nifty');
    add('second', 'entry', 'nifty');
    add('other', 'entry', 'reliance');
    expect(sent).toEqual(['first', 'other']);
    await answer('first');
    expect(sent).toEqual(['first', 'other', 'second']);
  });

  it('sends a cancel while an exit of its instrument waits, and nothing else', async () => {
    const { lane, sent, answer, add } = bench();
    lane.add({ priority: 'exit', key: 'nifty', ready: () => 60_000, attempt: () => Promise.resolve(DONE) });
    for (const priority of ['entry', 'modify', 'cancel'] as const) add(priority, priority, 'nifty');
    await answer('cancel');
    expect(sent).toEqual(['cancel']);
  });

  it('I5: sends exits before cancels, cancels before modifies, modifies before entries', () => {
    const { add, sent, lane, state } = bench([], 'closed');
    for (const priority of ['entry', 'modify', 'cancel', 'exit'] as const) add(priority, priority);
    expect(sent).toEqual([]);
    state.opening = 'open';
    lane.wake();
    expect(sent).toEqual(['exit', 'cancel', 'modify', 'entry']);
  });

  it('tries again what was not sent, not before its time, and lets nothing of the instrument overtake it', async () => {
    const { add, sent, answer, clock } = bench();
    add('first', 'entry', 'nifty');
    add('second', 'entry', 'nifty');
    await answer('first', { kind: 'again', afterMs: 1_000 });
    await clock.advance(999);
    expect(sent).toEqual(['first']);
    await clock.advance(2);
    expect(sent).toEqual(['first', 'first']);
    await answer('first');
    expect(sent).toEqual(['first', 'first', 'second']);
  });

  it('waits while it is closed, and drops what is no longer wanted', () => {
    const { lane, sent, add } = bench();
    lane.add({ priority: 'entry', key: 'x', ready: () => 'drop', attempt: () => Promise.resolve(DONE) });
    add('next', 'entry', 'x');
    expect(sent).toEqual(['next']);
    expect(lane.depth).toBe(1);
  });

  it('never sends more than a window takes, and sends the rest as soon as it may', async () => {
    const { add, answer, sent, clock } = bench([{ limit: 9, windowMs: 1_000 }]);
    const answerAll = async (): Promise<void> => {
      for (const name of [...sent]) await answer(name);
    };
    for (let i = 0; i < 20; i += 1) add(`order ${i}`);
    expect(sent).toHaveLength(9);
    await clock.advance(30);
    await answerAll();
    // The broker may have counted them as late as they were answered.
    await clock.advance(999);
    expect(sent).toHaveLength(9);
    await clock.advance(2);
    await answerAll();
    expect(sent).toHaveLength(18);
    await clock.advance(1_001);
    expect(sent).toHaveLength(20);
  });

  it('does not wait for ever for answers that do not come', async () => {
    const { add, sent, clock } = bench([{ limit: 9, windowMs: 1_000 }]);
    for (let i = 0; i < 10; i += 1) add(`order ${i}`);
    await clock.advance(1_499);
    expect(sent).toHaveLength(9);
    await clock.advance(2);
    expect(sent).toHaveLength(10);
  });

  it('I5: sends exits and cancels, and nothing else, while the account is read but not settled', () => {
    const { add, sent, lane, state } = bench([], 'reducing');
    for (const priority of ['entry', 'modify', 'cancel', 'exit'] as const) add(priority, priority);
    expect(sent).toEqual(['cancel', 'exit']);
    state.opening = 'open';
    lane.wake();
    expect(sent).toEqual(['cancel', 'exit', 'modify', 'entry']);
  });

  it('sends nothing of anybody until the time that a 429 named, and fewer for a while', async () => {
    const { add, answer, sent, clock } = bench([{ limit: 4, windowMs: 1_000 }]);
    add('refused', 'exit');
    await answer('refused', { kind: 'again', afterMs: 2_000, slowDown: true });
    add('other', 'exit');
    await clock.advance(1_999);
    expect(sent).toEqual(['refused']);
    await clock.advance(2);
    expect(sent).toEqual(['refused', 'refused', 'other']);
    for (let i = 0; i < 4; i += 1) add(`more ${i}`, 'exit');
    for (const name of [...sent]) await answer(name);
    expect(sent).toHaveLength(5);
    // Two of the four of a stretched second are used up for two seconds.
    await clock.advance(1_500);
    expect(sent).toHaveLength(5);
    await clock.advance(1_000);
    expect(sent).toHaveLength(7);
  });

  it('gives up an entry that grows too old while the budget is used up', async () => {
    const { lane, clock, add } = bench([{ limit: 1, windowMs: 60_000 }]);
    add('first');
    const since = clock.monotonicMs();
    const isOld = (): boolean => clock.monotonicMs() - since > 5_000;
    const ready = (): 'go' | 'drop' => (isOld() ? 'drop' : 'go');
    lane.add({ priority: 'entry', key: 'x', ready, attempt: () => Promise.resolve(DONE) });
    await clock.advance(4_000);
    expect(lane.depth).toBe(2);
    await clock.advance(2_500);
    expect(lane.depth).toBe(1);
  });

  it('keeps a fifth of a long window for exits and cancels', () => {
    const { add, sent } = bench([{ limit: 10, windowMs: 60_000 }]);
    for (let i = 0; i < 12; i += 1) add(`entry ${i}`);
    expect(sent).toHaveLength(8);
    add('exit', 'exit');
    add('cancel', 'cancel');
    add('late exit', 'exit');
    expect(sent.slice(8)).toEqual(['exit', 'cancel']);
  });

  it('keeps every rolling window under any storm', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 120 }),
        fc.integer({ min: 1, max: 12 }),
        (gaps, limit) => {
          const clock = new VirtualClock();
          const budget = new RateBudget([{ limit, windowMs: 1_000 }], clock);
          const taken: number[] = [];
          for (const gap of gaps) {
            clock.advanceBy(gap);
            if (budget.waitMs('reduce') > 0) continue;
            budget.answered(budget.take());
            taken.push(clock.monotonicMs());
          }
          for (const at of taken) {
            expect(taken.filter((other) => other > at - 1_000 && other <= at).length).toBeLessThanOrEqual(
              limit,
            );
          }
        },
      ),
    );
  });
});

describe('a budget', () => {
  const hour = 3_600_000;

  it('keeps a fifth of a day for what reduces, and begins again at midnight in India', () => {
    const clock = new VirtualClock();
    const budget = new RateBudget([{ limit: 10, windowMs: 24 * hour }], clock);
    expect(budget.use()).toBeUndefined();
    for (let i = 0; i < 8; i += 1) budget.answered(budget.take());
    // It is ten in the morning.
    expect(budget.waitMs('add')).toBe(14 * hour);
    expect(budget.waitMs('reduce')).toBe(0);
    budget.take();
    budget.take();
    expect(budget.waitMs('reduce')).toBe(14 * hour);
    clock.advanceBy(14 * hour);
    expect(budget.waitMs('add')).toBe(0);
  });

  it('counts writes of before a restart, as old as they are', () => {
    const clock = new VirtualClock();
    const budget = new RateBudget(
      [
        { limit: 5, windowMs: 60_000 },
        { limit: 8, windowMs: 24 * hour },
      ],
      clock,
    );
    const ago = (ms: number): Instant => (clock.now() - ms) as Instant;
    budget.restore([ago(50_000), ago(61_000), ago(20_000), ago(10_000), ago(40_000), ago(20 * hour)]);
    // Of the five within the day four are within the minute, and that is what entries may use of it.
    expect(budget.waitMs('add')).toBe(10_000);
    expect(budget.waitMs('reduce')).toBe(0);
    clock.advanceBy(10_000);
    expect(budget.waitMs('add')).toBe(0);
    budget.take();
    expect(budget.waitMs('add')).toBe(14 * hour - 10_000);
  });

  it('lets no two bursts meet in one second of the broker, however late a request arrives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 450 }), { minLength: 20, maxLength: 80 }),
        fc.integer({ min: 0, max: 999 }),
        (delays, offset) => {
          const clock = new VirtualClock();
          const budget = new RateBudget([{ limit: 9, windowMs: 1_000 }], clock);
          clock.advanceBy(offset);
          const arrivals: number[] = [];
          for (const delay of delays) {
            clock.advanceBy(budget.waitMs('reduce'));
            const write = budget.take();
            const arrival = clock.monotonicMs() + delay;
            arrivals.push(arrival);
            clock.after(delay, () => budget.answered(write));
          }
          const seconds = new Map<number, number>();
          for (const at of arrivals) {
            const second = Math.floor(at / 1_000);
            seconds.set(second, (seconds.get(second) ?? 0) + 1);
          }
          for (const count of seconds.values()) expect(count).toBeLessThanOrEqual(9);
        },
      ),
    );
  });
});

describe('a lane in whose own turn something happens', () => {
  it('I1 I3: takes an action once when what its turn records adds another one', async () => {
    const { add, addWith, sent, answer, lane } = bench();
    addWith('first', { key: 'nifty', once: () => add('second', 'entry', 'nifty') });
    expect(sent).toEqual(['first']);
    expect(lane.depth).toBe(2);

    await answer('first');

    expect(sent).toEqual(['first', 'second']);
  });

  it('sends what was added for another instrument in the same turn, exits before the entry that waits', () => {
    const { add, addWith, sent } = bench();
    addWith('first', {
      once: () => {
        add('entry');
        add('exit', 'exit');
      },
    });
    expect(sent).toEqual(['first', 'exit', 'entry']);
  });

  it('does not send what was taken out in its own turn', () => {
    const { addWith, sent, lane } = bench();
    const action: LaneAction = addWith('gone', { once: () => lane.remove((one) => one.key === 'gone') });
    expect(action.key).toBe('gone');
    expect(sent).toEqual([]);
    expect(lane.depth).toBe(0);
  });

  it('I2: loses nothing that is added while an entry is dropped for its age', async () => {
    const { add, addWith, sent, lane, state } = bench([], 'reducing');
    let isOld = false;
    let dropped = 0;
    addWith('old', {
      hasOutlived: () => {
        if (!isOld) return false;
        dropped += 1;
        add('later');
        return true;
      },
    });
    isOld = true;
    lane.wake();
    expect([dropped, lane.depth]).toEqual([1, 1]);

    state.opening = 'open';
    lane.wake();

    expect(sent).toEqual(['later']);
  });
});
