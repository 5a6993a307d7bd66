/** Several orders that belong together: hedges first, complete or undone. */
import * as z from 'zod/mini';
import { basketLegBody, order, reason } from './orders.ts';
import { bookOf, limit, maybe, quantity, reference, text, timestamp, wholeNumber } from './primitives.ts';
import { onIncomplete, orderStatus, orderType, product, side } from './words.ts';

/** Legs in any order: bought ones go first, then sold ones, each when the one before it has filled, in each account on its own. */
export const basketBody = z.strictObject({
  accountId: reference,
  legs: z.array(basketLegBody).check(z.minLength(1), z.maxLength(20)),
  /** What an account does that cannot complete; as its link says when missing, and `flatten` for the account itself. */
  onIncomplete: maybe(onIncomplete),
  /** What has not been entered by then is not entered any more: one minute unless told. */
  completeWithinMs: maybe(wholeNumber({ min: 1_000, max: 3_600_000 })),
});

/** One leg, in the order in which they go. */
export const basketLeg = z.object({
  /** Its place in the request, from 0. */
  place: z.number(),
  /** Null while nothing of it was sent. */
  orderId: z.nullable(z.string()),
  instrumentId: z.string(),
  symbolName: z.string(),
  side,
  product,
  orderType,
  quantity,
  filledQuantity: quantity,
  /** `waiting`: its turn has not come; `dropped`: it will not be sent. Else as its order stands. */
  status: z.union([orderStatus, z.enum(['waiting', 'dropped'])]),
});

/** An account that cannot complete it. */
export const basketIncomplete = z.object({
  accountId: z.string(),
  account: z.string(),
  /** Place of the leg that it failed at; null when no leg did. */
  leg: z.nullable(z.number()),
  reason,
  /** `flatten`: what it has of the basket is taken out again; `leave`: it stays. */
  then: onIncomplete,
});

export const basket = z.object({
  id: z.string(),
  accountId: z.string(),
  account: z.string(),
  /** `complete` and `incomplete` when nothing of it is left to be done in any account. */
  status: z.enum(['running', 'complete', 'incomplete']),
  onIncomplete: z.nullable(onIncomplete),
  placedAt: timestamp,
  updatedAt: timestamp,
  completeBy: timestamp,
  legs: z.array(basketLeg),
  /** Its own account and children, where they cannot complete. */
  incomplete: z.array(basketIncomplete),
  /** The orders of the legs that were sent so far, with what the children did. */
  orders: z.array(order),
});

export const basketsQuery = z.object({
  account: maybe(reference),
  limit: limit(1000, 200),
  after: maybe(text(200)),
});
export const baskets = bookOf(basket);

export type BasketBody = z.input<typeof basketBody>;
export type BasketInput = z.output<typeof basketBody>;
export type Basket = z.output<typeof basket>;
