/** Differences between what a child should hold and what it holds, and how a person ends them. */
import * as z from 'zod/mini';
import { reason } from './orders.ts';
import { bookOf, maybe, quantity, rupees, text, timestamp } from './primitives.ts';
import { orderType, part, product, side } from './words.ts';

export const divergence = z.object({
  id: z.string(),
  groupId: z.string(),
  accountId: z.string(),
  account: z.string(),
  instrumentId: z.string(),
  symbolName: z.string(),
  product,
  /** Signed: what the rule would have given, and what is held of what was copied. */
  expected: quantity,
  actual: quantity,
  /** `actual − expected` in whole lots, towards zero; null when no list knows the instrument. */
  lots: z.nullable(z.number()),
  /** The difference at the last price; null without one. */
  value: z.nullable(rupees),
  cause: z.object({ code: z.string(), text: z.string(), brokerText: z.optional(z.string()) }),
  /** The master's order that it began with. */
  orderId: z.nullable(z.string()),
  since: timestamp,
  resolvedAt: z.nullable(timestamp),
});
export const divergences = bookOf(divergence);

/** `open` unless told; `all` shows those that were resolved of late, too. */
export const divergencesQuery = z.object({ which: maybe(z.enum(['open', 'all'])) });

export const repairPlan = z.object({
  planId: z.string(),
  divergenceId: z.string(),
  expiresAt: timestamp,
  steps: z.array(
    z.object({
      part,
      side,
      quantity,
      orderType,
      /** Null at the market. */
      price: z.nullable(rupees),
    }),
  ),
  /** Why what is missing is not entered: it would close what the child holds of its own. Null when nothing is left out. */
  withheld: z.nullable(reason),
  /** What the child would hold of what was copied. */
  after: quantity,
});

/** Carries a plan out, or says that the difference is wanted. */
export const resyncBody = z.strictObject({ planId: maybe(text(100)), accept: maybe(z.literal(true)) }).check(
  z.refine((value) => (value.planId === undefined) !== (value.accept === undefined), {
    error: 'Needs either planId or accept.',
    path: ['planId'],
    params: { code: 'required' },
  }),
);

export type Divergence = z.output<typeof divergence>;
export type RepairPlan = z.output<typeof repairPlan>;
export type ResyncInput = z.output<typeof resyncBody>;
