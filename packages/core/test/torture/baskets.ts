/**
 * Baskets in the torture: the words, how often what is drawn, and how they are asked for.
 *
 * Decides: two or three legs of different instruments, in any order and of either side. Which of them closes what is held is not
 * known when they are drawn, so every kind of basket comes up.
 */
import fc from 'fast-check';
import type { BasketId } from '../../src/index.ts';
import type { InstrumentName, OrderWords } from './history.ts';
import { ANN, type Stage } from './stage.ts';

/** A leg as it is drawn. */
export interface LegSeed {
  readonly of: InstrumentName;
  readonly side: 'BUY' | 'SELL';
  readonly lots: number;
  readonly words: OrderWords;
}

export type BasketWords =
  | {
      readonly do: 'basket';
      readonly legs: readonly LegSeed[];
      readonly then: 'flatten' | 'leave' | undefined;
      readonly withinMs: number;
    }
  /** A person ends one of the baskets that are under way. */
  | { readonly do: 'end-basket'; readonly which: number };

const legWords: fc.Arbitrary<OrderWords> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ type: 'MARKET' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('LIMIT' as const), above: fc.integer({ min: -8, max: 8 }) }),
  },
);

const leg = (of: InstrumentName): fc.Arbitrary<LegSeed> =>
  fc.record({
    of: fc.constant(of),
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    lots: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 4 }) },
      { weight: 1, arbitrary: fc.integer({ min: 11, max: 26 }) },
    ),
    words: legWords,
  });

/** A basket, or the end of one. */
export const basketCommand: fc.Arbitrary<BasketWords> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('basket' as const),
      legs: fc
        .record({ option: leg('option'), future: leg('future'), share: leg('share'), two: fc.boolean() })
        .map(({ option, future, share, two }) => (two ? [option, future] : [share, option, future])),
      then: fc.constantFrom('flatten' as const, 'flatten' as const, 'leave' as const, undefined),
      withinMs: fc.constantFrom(1_500, 6_000, 20_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('end-basket' as const), which: fc.nat({ max: 2 }) }),
  },
);

/** Terms and quantity of a leg, as an order of the torture has them. */
export type LegTerms = (
  leg: LegSeed,
) => Omit<Parameters<Stage['desk']['baskets']['place']>[1]['legs'][number], 'side'>;

/** Asks for it. A basket answers with its id. */
export function askForBasket(
  stage: Stage,
  step: BasketWords,
  termsOf: LegTerms,
): Promise<BasketId | undefined> | undefined {
  const { baskets } = stage.desk;
  if (step.do === 'basket')
    return baskets.place(ANN, {
      accountId: stage.master.id,
      legs: step.legs.map((one) => ({ ...termsOf(one), side: one.side })),
      onIncomplete: step.then,
      completeWithinMs: step.withinMs,
    });
  const running = baskets.book.running();
  const one = running[step.which % Math.max(1, running.length)];
  return one === undefined ? undefined : baskets.cancel(ANN, one.intent.basketId).then(() => undefined);
}
