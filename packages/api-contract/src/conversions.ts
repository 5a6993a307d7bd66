/** Moving a position from one product to another. */
import * as z from 'zod/mini';
import { reason } from './orders.ts';
import { bookOf, limit, maybe, quantity, quantityInput, reference, text, timestamp } from './primitives.ts';
import { conversionOrigin, conversionStatus, product, side } from './words.ts';

/** `quantity` as an order counts it; children convert the same fraction of what was copied. */
export const convertBody = z
  .strictObject({
    accountId: reference,
    instrumentId: text(120),
    from: product,
    to: product,
    quantity: quantityInput,
  })
  .check(
    z.refine((value) => value.from !== value.to, {
      error: 'Needs another product than `from`.',
      path: ['to'],
      params: { code: 'not-allowed' },
    }),
  );

/** What one child did about its master's conversion. */
export const childConversion = z.object({
  /** Null when nothing was made. */
  conversionId: z.nullable(z.string()),
  accountId: z.string(),
  account: z.string(),
  status: z.union([conversionStatus, z.literal('skipped')]),
  reason: z.nullable(reason),
  quantity,
  /** When an uncertain one will be settled at the latest. */
  certainBy: z.nullable(timestamp),
});

export const conversion = z.object({
  id: z.string(),
  accountId: z.string(),
  account: z.string(),
  groupId: z.nullable(z.string()),
  /** The master's conversion that this one follows. */
  parentId: z.nullable(z.string()),
  instrumentId: z.string(),
  symbolName: z.string(),
  /** The side of the position that moves. */
  side,
  from: product,
  to: product,
  quantity,
  status: conversionStatus,
  reason: z.nullable(reason),
  /** `outside`: made in the broker's own app. */
  origin: conversionOrigin,
  askedAt: timestamp,
  updatedAt: timestamp,
  certainBy: z.nullable(timestamp),
  childConversions: z.array(childConversion),
});

export const conversionsQuery = z.object({
  account: maybe(reference),
  limit: limit(1000, 200),
  after: maybe(text(200)),
});
export const conversions = bookOf(conversion);

export type ConvertBody = z.input<typeof convertBody>;
export type ConvertInput = z.output<typeof convertBody>;
export type ChildConversion = z.output<typeof childConversion>;
export type Conversion = z.output<typeof conversion>;
