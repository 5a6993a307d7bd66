import { VirtualClock } from '@copydesk/adapter-testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AttemptResult, Lane, type LaneAction, type LanePriority } from '../src/lane/lane.ts';
import { RateBudget } from '../src/lane/rate-budget.ts';

const DONE: AttemptResult = { kind: 'done' };

function bench(windows: ConstructorParameters<typeof RateBudget>[0] = [], open = true) {
  const clock = new VirtualClock();
  const state = { open };
  const lane = new Lane(clock, new RateBudget(windows), () => state.open);
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
  return { clock, lane, sent, add, answer, state };
}

describe('a lane', () => {
  it('I3: sends what is for one instrument one after the other, each when the one before is answered', async () => {
    const { add, sent, answer } = bench();
    add('first', 'entry', 'nifty');
    add('second', 'entry', 'nifty');
    add('other', 'entry', 'reliance');
    expect(sent).toEqual(['first', 'other']);
    await answer('first');
    expect(sent).toEqual(['first', 'other', 'second']);
  });

  it('I5: sends exits before cancels, cancels before modifies, modifies before entries', () => {
    const { add, sent, lane, state } = bench([], false);
    for (const priority of ['entry', 'modify', 'cancel', 'exit'] as const) add(priority, priority);
    expect(sent).toEqual([]);
    state.open = true;
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
    const { add, sent, clock } = bench([{ limit: 9, windowMs: 1_000 }]);
    for (let i = 0; i < 20; i += 1) add(`order ${i}`);
    expect(sent).toHaveLength(9);
    await clock.advance(999);
    expect(sent).toHaveLength(9);
    await clock.advance(2);
    expect(sent).toHaveLength(18);
    await clock.advance(1_001);
    expect(sent).toHaveLength(20);
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
          const budget = new RateBudget([{ limit, windowMs: 1_000 }]);
          const taken: number[] = [];
          let now = 0;
          for (const gap of gaps) {
            now += gap;
            if (budget.waitMs(now, true) > 0) continue;
            budget.take(now);
            taken.push(now);
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
