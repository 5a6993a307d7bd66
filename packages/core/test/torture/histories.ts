/**
 * Makes histories at random: fast-check decides, a seed and a number name one.
 *
 * Decides: how often what happens. Every history has at least 30 commands and 3 faults. What the engine cannot do yet is left
 * out here, with the reason, and nowhere else.
 */
import fc from 'fast-check';
import { basketCommand } from './baskets.ts';
import type {
  ChildSeed,
  Command,
  Disturbance,
  FamilySeed,
  History,
  OrderWords,
  ScopeSeed,
  Step,
} from './history.ts';

/** Four children at most, and the master. */
const who = fc.nat({ max: 4 });
/** The master and, now and then, a child. */
const mostlyMaster = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: who });
const instrument = fc.oneof(
  { weight: 4, arbitrary: fc.constant('option' as const) },
  { weight: 3, arbitrary: fc.constant('future' as const) },
  { weight: 2, arbitrary: fc.constant('share' as const) },
);
const side = fc.constantFrom('BUY' as const, 'SELL' as const);
/** Beyond ten lots the future is sliced, beyond 24 the option. */
const lots = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 1, arbitrary: fc.integer({ min: 11, max: 30 }) },
);

const words: fc.Arbitrary<OrderWords> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ type: 'MARKET' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('LIMIT' as const), above: fc.integer({ min: -15, max: 15 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('SL' as const), beyond: fc.integer({ min: 2, max: 15 }) }),
  },
);

const scope: fc.Arbitrary<ScopeSeed> = fc.oneof(
  fc.constant('all' as const),
  fc.constant('group' as const),
  fc.record({ who }),
);

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      who: mostlyMaster,
      of: instrument,
      side,
      lots,
      words,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('reverse' as const),
      of: instrument,
      lots: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('exit' as const),
      who: mostlyMaster,
      of: instrument,
      part: fc.oneof(
        fc.record({ thousandths: fc.constantFrom(1_000, 1_000, 500, 333, 100) }),
        fc.record({ lots: fc.integer({ min: 1, max: 4 }) }),
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat({ max: 7 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('modify' as const),
      which: fc.nat({ max: 7 }),
      above: fc.option(fc.integer({ min: -15, max: 15 }), { nil: undefined }),
      lots: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('by-hand' as const),
      who,
      of: instrument,
      side,
      lots: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('link' as const),
      child: fc.integer({ min: 1, max: 4 }),
      state: fc.constantFrom('active' as const, 'active' as const, 'closeOnly' as const, 'paused' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('arm' as const),
      armed: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('kill' as const),
      scope,
      on: fc.constantFrom(true, false, false),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('square-off' as const), scope }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'resync' as const,
        'resync' as const,
        'accept' as const,
        'retry' as const,
        'retry' as const,
        'leave' as const,
      ),
      which: fc.nat({ max: 3 }),
    }),
  },
  { weight: 2, arbitrary: basketCommand },
);

const onRequests = fc.record({
  do: fc.constant('fault' as const),
  who,
  on: fc.constantFrom(
    'place' as const,
    'place' as const,
    'place' as const,
    'modify' as const,
    'cancel' as const,
    'book' as const,
    'trades' as const,
    'positions' as const,
  ),
  fault: fc.constantFrom(
    'reset-before' as const,
    'reset-after' as const,
    'answer-late' as const,
    'timeout-400' as const,
    '429' as const,
    '500' as const,
    'html' as const,
    'delay' as const,
  ),
  times: fc.integer({ min: 1, max: 3 }),
  ms: fc.constantFrom(50, 400, 2_000, 9_000),
  effect: fc.boolean(),
});

const onBooks = fc.record({
  do: fc.constant('fault' as const),
  who,
  on: fc.constantFrom('book' as const, 'trades' as const, 'positions' as const),
  fault: fc.constant('stale' as const),
  times: fc.integer({ min: 1, max: 6 }),
  ms: fc.constantFrom(300, 2_000, 6_000),
  effect: fc.constant(false),
});

const onStreams = fc.record({
  do: fc.constant('fault' as const),
  who,
  on: fc.constant('stream' as const),
  fault: fc.constantFrom(
    'drop' as const,
    'duplicate' as const,
    'reorder' as const,
    'delay' as const,
    'reset-before' as const,
  ),
  times: fc.integer({ min: 1, max: 8 }),
  ms: fc.constantFrom(50, 400, 2_000),
  effect: fc.constant(false),
});

const fault: fc.Arbitrary<Disturbance> = fc.oneof(
  { weight: 4, arbitrary: onRequests },
  { weight: 1, arbitrary: onBooks },
  { weight: 2, arbitrary: onStreams },
);

const killPoint = fc.record({
  call: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 60 })),
  when: fc.constantFrom('before' as const, 'after' as const),
});

const disturbance: fc.Arbitrary<Disturbance> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      point: killPoint,
      downMs: fc.constantFrom(1, 100, 3_000),
      again: fc.option(killPoint, { nil: undefined, freq: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('refuse' as const),
      who,
      reason: fc.constantFrom('margin' as const, 'circuit' as const, 'other' as const),
      at: fc.constantFrom('gate' as const, 'exchange' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('log-out' as const),
      who,
      forMs: fc.constantFrom(10, 1_000, 5_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('cut-streams' as const),
      broker: fc.constantFrom('north' as const, 'south' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      of: instrument,
      to: fc.integer({ min: -25, max: 25 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('matching' as const),
      auto: fc.constantFrom(true, true, false),
      lotsPerMatch: fc.constantFrom(undefined, 1, 2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fill' as const),
      who,
      which: fc.nat({ max: 4 }),
      lots: fc.integer({ min: 1, max: 3 }),
    }),
  },
);

const thenMs = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 4, arbitrary: fc.integer({ min: 30, max: 600 }) },
  { weight: 2, arbitrary: fc.integer({ min: 600, max: 4_000 }) },
);

function timed<Words extends Command | Disturbance>(what: fc.Arbitrary<Words>): fc.Arbitrary<Step> {
  return fc.tuple(what, thenMs).map(([step, ms]): Step => ({ ...step, thenMs: ms }));
}

const child: fc.Arbitrary<ChildSeed> = fc.record({
  broker: fc.constantFrom('north' as const, 'south' as const),
  sizing: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('multiplier' as const),
        factor: fc.constantFrom(1, 1, 0.5, 2, 1.5, 0.3),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('fixed-lots' as const),
        lots: fc.integer({ min: 1, max: 3 }),
      }),
    },
  ),
  capLots: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined, freq: 4 }),
  atLeastOneLot: fc.boolean(),
  hasStream: fc.constantFrom(true, true, true, false),
});

const family: fc.Arbitrary<FamilySeed> = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  copyWhen: fc.constantFrom('onAccepted' as const, 'simultaneous' as const),
  copyOutsideOrders: fc.constantFrom(false, false, true),
  masterHasStream: fc.constantFrom(true, true, true, false),
  // Longer than the venue ever delays an order: absence proves something only then.
  absenceAfterMs: fc.constantFrom(10_000, 15_000),
  latencyMs: fc.constantFrom(1, 6, 40),
  processingMs: fc.constantFrom(0, 0, 5, 60),
  children: fc.array(child, { minLength: 1, maxLength: 4 }),
});

/** Puts the others between the commands: each at a place that it drew. */
function interleave(commands: readonly Step[], others: readonly { at: number; step: Step }[]): Step[] {
  const slots: Step[][] = commands.map(() => []);
  for (const { at, step } of others) slots[at % slots.length]?.push(step);
  return commands.flatMap((step, place) => [...(slots[place] ?? []), step]);
}

const placed = (what: fc.Arbitrary<Disturbance>): fc.Arbitrary<{ at: number; step: Step }> =>
  fc.record({ at: fc.nat({ max: 10_000 }), step: timed(what) });

const histories: fc.Arbitrary<History> = fc
  .record({
    family,
    commands: fc.array(timed(command), { minLength: 30, maxLength: 36, size: 'max' }),
    faults: fc.array(placed(fault), { minLength: 3, maxLength: 7, size: 'max' }),
    others: fc.array(placed(disturbance), { minLength: 3, maxLength: 14, size: 'max' }),
  })
  .map(({ family: members, commands, faults, others }) => ({
    family: members,
    steps: interleave(commands, [...faults, ...others]),
  }));

/** The history of this number in the stream that the seed begins. */
export function historyOf(seed: number, number: number): History {
  const [history] = fc.sample(histories, { numRuns: 1, seed: mix(seed, number), unbiased: true });
  if (history === undefined) throw new Error('fast-check gave no history');
  return history;
}

/** Spreads neighbouring numbers over all seeds. */
function mix(seed: number, number: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) | 0;
}
