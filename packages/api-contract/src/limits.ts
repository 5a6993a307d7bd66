/** Kill switches and square-offs: what they reach, and what they could not reach. */
import * as z from 'zod/mini';
import { order, reason } from './orders.ts';
import { maybe, reference, timestamp } from './primitives.ts';

const scopeKind = z.enum(['account', 'group', 'all']);

/** One account, one group, or everything that the user owns. */
export const scopeBody = z
  .strictObject({ scope: scopeKind, accountId: maybe(reference), groupId: maybe(reference) })
  .check(
    z.refine(({ scope, accountId }) => scope !== 'account' || accountId !== undefined, {
      error: 'Needs the account.',
      path: ['accountId'],
      params: { code: 'required' },
    }),
    z.refine(({ scope, groupId }) => scope !== 'group' || groupId !== undefined, {
      error: 'Needs the group.',
      path: ['groupId'],
      params: { code: 'required' },
    }),
  );

/** What could not be reached yet; it is tried on. `orderId` is null where the orders of an account are not known. */
export const unreached = z.object({
  accountId: z.string(),
  account: z.string(),
  orderId: z.nullable(z.string()),
  reason,
});

/** A kill switch that is on. */
export const activeSwitch = z.object({
  scope: scopeKind,
  accountId: z.nullable(z.string()),
  account: z.nullable(z.string()),
  groupId: z.nullable(z.string()),
  since: timestamp,
});

export const killSwitch = z.object({
  active: z.array(activeSwitch),
  /** The entries that were cancelled, or are being cancelled, by the switches that are on. */
  orders: z.array(order),
  /** How many entries of children waited for something else, and were ended. */
  held: z.number(),
  unreached: z.array(unreached),
});

export const squareOff = z.object({
  id: z.string(),
  /** The orders that are cancelled, and the exits. */
  orders: z.array(order),
  unreached: z.array(unreached),
});

/** As it was read. */
export type ScopeInput = z.output<typeof scopeBody>;
export type ScopeBody = z.input<typeof scopeBody>;
export type Unreached = z.output<typeof unreached>;
export type KillSwitch = z.output<typeof killSwitch>;
export type SquareOff = z.output<typeof squareOff>;
