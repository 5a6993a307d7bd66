/** The closed word lists of the contract. A type test keeps them equal to the core's. */
import type {
  ConversionStatus,
  Exchange,
  InstrumentKind,
  LinkState,
  OptionType,
  OrderOrigin,
  OrderStatus,
  OrderType,
  Product,
  Relationship,
  Segment,
  Side,
  Validity,
} from '@copydesk/core';
import * as z from 'zod/mini';

export const side = z.enum(['BUY', 'SELL'] as const satisfies readonly Side[]);
export const orderType = z.enum(['MARKET', 'LIMIT', 'SL', 'SL-M'] as const satisfies readonly OrderType[]);
export const product = z.enum(['I', 'D', 'MTF'] as const satisfies readonly Product[]);
export const validity = z.enum(['DAY', 'IOC'] as const satisfies readonly Validity[]);
export const exchange = z.enum(['NSE', 'BSE', 'MCX'] as const satisfies readonly Exchange[]);
export const segment = z.enum([
  'NSE',
  'BSE',
  'NFO',
  'BFO',
  'CDS',
  'BCD',
  'MCX',
  'NCO',
] as const satisfies readonly Segment[]);
export const instrumentKind = z.enum([
  'EQ',
  'INDEX',
  'FUT',
  'OPT',
] as const satisfies readonly InstrumentKind[]);
export const optionType = z.enum(['CE', 'PE'] as const satisfies readonly OptionType[]);
export const environment = z.enum(['live', 'sandbox']);
export const linkState = z.enum([
  'active',
  'closeOnly',
  'paused',
  'stopped',
] as const satisfies readonly LinkState[]);
export const relationship = z.enum([
  'self',
  'spouse',
  'child',
  'parent',
] as const satisfies readonly Relationship[]);
export const orderOrigin = z.enum([
  'desk',
  'outside',
  'copy',
  'protection',
  'repair',
  'square-off',
] as const satisfies readonly OrderOrigin[]);

/** Statuses of an order as they are shown; `created` is never seen from outside. */
export const orderStatus = z.enum([
  'denied',
  'journaled',
  'sending',
  'uncertain',
  'accepted',
  'working',
  'partly-filled',
  'filled',
  'cancelled',
  'rejected',
  'expired',
] as const satisfies readonly OrderStatus[]);

/** A child may also have been skipped, or wait for another order of its instrument. */
export const childStatus = z.enum([
  'denied',
  'journaled',
  'sending',
  'uncertain',
  'accepted',
  'working',
  'partly-filled',
  'filled',
  'cancelled',
  'rejected',
  'expired',
  'skipped',
  'held',
]);

/** Where a conversion stands; the last three are final. */
export const conversionStatus = z.enum([
  'journaled',
  'sending',
  'uncertain',
  'done',
  'refused',
  'given-up',
] as const satisfies readonly ConversionStatus[]);
export const conversionOrigin = z.enum(['desk', 'copy', 'outside']);

/** Which part of a master's order a child's order copies. */
export const part = z.enum(['entry', 'exit']);

/** The state of an account's order stream. */
export const streamState = z.enum(['up', 'down', 'not-in-plan']);

/** What becomes of an account that cannot complete a basket. */
export const onIncomplete = z.enum(['flatten', 'leave']);
