/** Child links of the torture. */
import { type Account, type ChildLink, FACTOR_SCALE, type Factor, type Lots } from '../../src/index.ts';
import type { ChildSeed } from './history.ts';

/** The link by which a child follows. */
export function linkOf(account: Account, seed: ChildSeed): ChildLink {
  const { sizing, atLeastOneLot } = seed;
  const capLots = seed.capLots as Lots | undefined;
  return {
    accountId: account.id,
    relationship: 'spouse',
    declaredOn: '2026-04-12',
    state: 'active',
    stoppedBecause: undefined,
    sizing:
      sizing.kind === 'multiplier'
        ? { kind: 'multiplier', factor: millionthsOf(sizing.factor) as Factor, capLots, atLeastOneLot }
        : { kind: 'fixed-lots', lots: sizing.lots as Lots, capLots, atLeastOneLot },
    filters: { segments: [], products: [], underlyings: [] },
    guards: {
      maxQuantity: undefined,
      maxValue: undefined,
      maxOpenPositions: undefined,
      maxDayLoss: undefined,
      priceDrift: undefined,
      window: undefined,
    },
    entryCapPercent: 3,
    onIncomplete: 'flatten',
  };
}

/** A factor in whole millionths. */
export function millionthsOf(factor: number): number {
  return Math.round(factor * FACTOR_SCALE);
}
