/** A kill at every await of the order path: before and after the effect of every port call, one after the other. */
import { describe, expect, it } from 'vitest';
import type { FamilySeed, History, Step } from './history.ts';
import type { KillPoint } from './life.ts';
import { newNotes, perform } from './perform.ts';
import { runHistory } from './run.ts';
import { Stage } from './stage.ts';

const CHILD = {
  broker: 'south',
  sizing: { kind: 'multiplier', factor: 1 },
  capLots: undefined,
  atLeastOneLot: false,
  hasStream: true,
} as const;

function family(copyWhen: FamilySeed['copyWhen']): FamilySeed {
  return {
    seed: 5,
    copyWhen,
    copyOutsideOrders: false,
    masterHasStream: true,
    absenceAfterMs: 8_000,
    latencyMs: 6,
    processingMs: 0,
    children: [CHILD, { ...CHILD, broker: 'north' }],
  };
}

/** A day in short: an entry, one that rests and is changed and cancelled, two exits. */
const DAY: readonly Step[] = [
  { do: 'place', who: 0, of: 'option', side: 'BUY', lots: 2, words: { type: 'MARKET' }, thenMs: 900 },
  {
    do: 'place',
    who: 0,
    of: 'future',
    side: 'BUY',
    lots: 12,
    words: { type: 'LIMIT', above: -10 },
    thenMs: 400,
  },
  { do: 'modify', which: 0, above: -12, lots: undefined, thenMs: 400 },
  { do: 'cancel', which: 0, thenMs: 400 },
  { do: 'exit', who: 0, of: 'option', part: { lots: 1 }, thenMs: 2_500 },
  { do: 'exit', who: 0, of: 'option', part: { thousandths: 1_000 }, thenMs: 2_500 },
];

/** Two baskets: one that completes, one whose sold leg rests until its time is over, so that the hedge is taken out again. */
const BASKETS: readonly Step[] = [
  {
    do: 'basket',
    legs: [
      { of: 'option', side: 'SELL', lots: 1, words: { type: 'MARKET' } },
      { of: 'future', side: 'BUY', lots: 1, words: { type: 'MARKET' } },
    ],
    then: undefined,
    withinMs: 20_000,
    thenMs: 900,
  },
  {
    do: 'basket',
    legs: [
      { of: 'option', side: 'SELL', lots: 2, words: { type: 'LIMIT', above: 20 } },
      { of: 'share', side: 'BUY', lots: 3, words: { type: 'MARKET' } },
    ],
    then: 'flatten',
    withinMs: 1_000,
    thenMs: 2_500,
  },
];

const DAYS = { orders: DAY, baskets: BASKETS } as const;

/** The day with one kill; `before` says before which step it is armed. */
function killedAt(
  day: readonly Step[],
  copyWhen: FamilySeed['copyWhen'],
  before: number,
  point: KillPoint,
): History {
  const crash: Step = { do: 'crash', point, downMs: 200, again: undefined, thenMs: 0 };
  return { family: family(copyWhen), steps: [...day.slice(0, before), crash, ...day.slice(before)] };
}

/** How many port calls each step makes, answers and what follows included. */
async function callsOfSteps(
  day: readonly Step[],
  copyWhen: FamilySeed['copyWhen'],
): Promise<readonly number[]> {
  const stage = await Stage.open(family(copyWhen));
  const notes = newNotes();
  const calls: number[] = [];
  for (const step of day) {
    const before = stage.life.calls;
    await perform(stage, step, notes);
    calls.push(stage.life.calls - before);
  }
  stage.close();
  return calls;
}

const EVERY = (['orders', 'baskets'] as const).flatMap((day) =>
  (['onAccepted', 'simultaneous'] as const).map((copyWhen) => ({ day, copyWhen })),
);

describe.each(EVERY)('a kill at every await of $day, $copyWhen', ({ day, copyWhen }) => {
  it('leaves every account with one order per command and the right holding', async () => {
    const calls = await callsOfSteps(DAYS[day], copyWhen);
    expect(calls.every((count) => count >= 3)).toBe(true);
    let points = 0;
    for (const [place, count] of calls.entries()) {
      for (let call = 1; call <= count; call += 1) {
        for (const when of ['before', 'after'] as const) {
          const { violations, tally } = await runHistory(
            killedAt(DAYS[day], copyWhen, place, { call, when }),
          );
          expect(violations, `before step ${place}, call ${call}, ${when}`).toEqual([]);
          points += tally.crashes;
        }
      }
    }
    expect(points).toBe(2 * calls.reduce((sum, count) => sum + count, 0));
  }, 120_000);
});
