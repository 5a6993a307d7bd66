/** Copy groups: a master and the rules by which its children follow. */
import * as z from 'zod/mini';
import {
  bookOf,
  dateInput,
  decimal,
  maybe,
  quantityInput,
  reference,
  rupees,
  text,
  wholeNumber,
} from './primitives.ts';
import { environment, linkState, onIncomplete, product, relationship, segment } from './words.ts';

const LOTS_MAX = 1_000_000;
const AMOUNT_MAX = 1_000_000_000;
const lots = wholeNumber({ min: 1, max: LOTS_MAX });
const capLots = maybe(lots);
const atLeastOneLot = maybe(z.boolean());
const amount = decimal({ above: 0, max: AMOUNT_MAX });
const percent = decimal({ min: 0, max: 100 });

const timeOfDay = z.string().check(
  z.refine((value) => /^([01]\d|2[0-3]):[0-5]\d$/.test(value), {
    error: 'Needs a time of day in IST, as HH:MM.',
    params: { code: 'bad-format' },
  }),
);

export const sizingInput = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('multiplier'),
    factor: decimal({ above: 0, max: 1000 }),
    capLots,
    atLeastOneLot,
  }),
  z
    .strictObject({
      kind: z.literal('fixed'),
      lots: maybe(lots),
      quantity: maybe(quantityInput),
      capLots,
      atLeastOneLot,
    })
    .check(
      z.refine((value) => (value.lots === undefined) !== (value.quantity === undefined), {
        error: 'Needs either lots or quantity.',
        path: ['lots'],
        params: { code: 'required' },
      }),
    ),
  z.strictObject({
    kind: z.literal('capital'),
    declared: maybe(amount),
    /** Mandatory: what brokers report moves during the day. */
    capLots: lots,
    atLeastOneLot,
  }),
]);

const filtersInput = z.strictObject({
  segments: maybe(z.array(segment)),
  products: maybe(z.array(product)),
  underlyings: maybe(z.array(text(60)).check(z.maxLength(500))),
});

const guardsInput = z.strictObject({
  maxQuantity: maybe(quantityInput),
  maxValue: maybe(amount),
  maxOpenPositions: maybe(wholeNumber({ min: 1, max: 100_000 })),
  maxDayLoss: maybe(z.strictObject({ amount, then: z.enum(['stop', 'square-off']) })),
  priceDriftPercent: maybe(decimal({ above: 0, max: 100 })),
  window: maybe(z.strictObject({ from: timeOfDay, to: timeOfDay })),
});

export const childInput = z.strictObject({
  account: reference,
  relationship,
  declaredOn: dateInput,
  state: maybe(linkState),
  sizing: sizingInput,
  filters: maybe(filtersInput),
  guards: maybe(guardsInput),
  entryCapPercent: maybe(percent),
  onIncomplete: maybe(onIncomplete),
});

const CHILDREN_MAX = 500;
const children = z.array(childInput).check(z.maxLength(CHILDREN_MAX));
const settings = {
  copyWhen: maybe(z.enum(['onAccepted', 'simultaneous'])),
  copyOutsideOrders: maybe(z.boolean()),
  /** `follow`: children leave with their master when its protection acts; `own`: only by protections of theirs. */
  protection: maybe(z.enum(['follow', 'own'])),
  exitCapPercent: maybe(percent),
};

export const groupBody = z.strictObject({
  name: text(100),
  master: reference,
  ...settings,
  masterCapital: maybe(amount),
  children,
});

/** What is missing stays; `children` is replaced as a whole. */
export const groupPatch = z.strictObject({
  version: wholeNumber({ min: 1 }),
  name: maybe(text(100)),
  ...settings,
  /** Null returns to what the broker reports. */
  masterCapital: z.optional(z.nullable(amount)),
  children: maybe(children),
});

const sizing = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('multiplier'),
    factor: z.number(),
    capLots: z.nullable(z.number()),
    atLeastOneLot: z.boolean(),
  }),
  z.object({
    kind: z.literal('fixed'),
    lots: z.optional(z.number()),
    quantity: z.optional(z.number()),
    capLots: z.nullable(z.number()),
    atLeastOneLot: z.boolean(),
  }),
  z.object({
    kind: z.literal('capital'),
    declared: z.nullable(rupees),
    capLots: z.nullable(z.number()),
    atLeastOneLot: z.boolean(),
  }),
]);

export const child = z.object({
  accountId: z.string(),
  account: z.string(),
  relationship,
  declaredOn: z.string(),
  state: linkState,
  stoppedBecause: z.nullable(z.string()),
  sizing,
  filters: z.object({
    segments: z.array(segment),
    products: z.array(product),
    underlyings: z.array(z.string()),
  }),
  guards: z.object({
    maxQuantity: z.nullable(z.number()),
    maxValue: z.nullable(rupees),
    maxOpenPositions: z.nullable(z.number()),
    maxDayLoss: z.nullable(z.object({ amount: rupees, then: z.enum(['stop', 'square-off']) })),
    priceDriftPercent: z.nullable(z.number()),
    window: z.nullable(z.object({ from: z.string(), to: z.string() })),
  }),
  entryCapPercent: z.number(),
  onIncomplete,
  /** While paused: what the master's exits will not close. */
  unclosed: z.array(z.object({ instrumentId: z.string(), product, quantity: z.number() })),
  /** What sizing by capital counts for it; null while nothing is known. */
  capital: z.nullable(rupees),
  /** The loss of the day on what was copied; negative is a profit. */
  dayLoss: rupees,
});

export const group = z.object({
  id: z.string(),
  version: z.number(),
  name: z.string(),
  environment,
  masterId: z.string(),
  master: z.string(),
  copyWhen: z.enum(['onAccepted', 'simultaneous']),
  copyOutsideOrders: z.boolean(),
  protection: z.enum(['follow', 'own']),
  exitCapPercent: z.number(),
  masterCapital: z.nullable(rupees),
  /** What sizing by capital counts for the master; null while nothing is known. */
  capital: z.nullable(rupees),
  armed: z.boolean(),
  children: z.array(child),
});
export const groups = bookOf(group);

export const idParams = z.object({ id: reference });
export const groupChildParams = z.object({ id: reference, account: reference });

export type SizingInput = z.input<typeof sizingInput>;
export type ChildInput = z.input<typeof childInput>;
export type GroupBody = z.input<typeof groupBody>;
export type GroupPatch = z.input<typeof groupPatch>;
export type Group = z.output<typeof group>;
export type Child = z.output<typeof child>;
export type Sizing = z.output<typeof sizing>;
