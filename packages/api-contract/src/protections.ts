/**
 * Stop-loss, target and trailing stop: of a position in prices, of an account or a group in rupees of the day's profit.
 *
 * In a write a field that is missing stays as it is, and null takes that level away.
 */
import * as z from 'zod/mini';
import { decimal, maybe, priceInput, reference, rupees, text, timestamp } from './primitives.ts';
import { product } from './words.ts';

const trailFields = {
  /** In points, or in rupees of the day's profit. */
  distance: maybe(priceInput),
  /** Or in per cent of the best price, at most four decimals. */
  percent: maybe(decimal({ above: 0, max: 99 })),
  /** It follows in steps of so much; with every better figure where left out. */
  step: maybe(priceInput),
};

const eitherDistance = z.refine<{
  readonly distance: string | undefined;
  readonly percent: string | undefined;
}>(({ distance, percent }) => (distance === undefined) !== (percent === undefined), {
  error: 'Needs either distance or percent.',
  path: ['distance'],
  params: { code: 'required' },
});

const trailInput = z.strictObject(trailFields).check(eitherDistance);

/** A trail of the day's profit has no percentage: nothing, and a loss, have none. */
const rupeeTrailInput = z.strictObject({ distance: priceInput, step: maybe(priceInput) });

const levels = {
  sl: z.optional(z.nullable(priceInput)),
  target: z.optional(z.nullable(priceInput)),
  trail: z.optional(z.nullable(trailInput)),
  /** A stop rests at the broker as well, for when the desk cannot act; false where left out at first. */
  resting: z.optional(z.boolean()),
};

/** The levels that an order brings along; they are set when it fills. */
export const orderProtection = z.strictObject(levels);

export const positionProtectionBody = z.strictObject({
  accountId: reference,
  instrumentId: text(120),
  product,
  ...levels,
});

const offsetFields = {
  /** In points. */
  distance: maybe(priceInput),
  /** Or in per cent of the price at which the position was opened, at most four decimals. */
  percent: maybe(decimal({ above: 0, max: 99 })),
  /** The level stands on a whole number of these, moved away from the price; of ticks where left out. */
  increment: maybe(priceInput),
};

const offsetInput = z.strictObject(offsetFields).check(eitherDistance);

/** How far from the price of their fill the levels stand of what is opened by an order without `protection`. */
export const protectionDefaultsBody = z.strictObject({
  sl: z.optional(z.nullable(offsetInput)),
  target: z.optional(z.nullable(offsetInput)),
  trail: z.optional(z.nullable(trailInput)),
  resting: z.optional(z.boolean()),
});

/** Levels of the day's profit: a stop at a loss of 5,000 is -5000. */
export const profitProtectionBody = z.strictObject({
  stop: z.optional(z.nullable(decimal({ min: -1_000_000_000, max: 1_000_000_000 }))),
  target: z.optional(z.nullable(decimal({ min: -1_000_000_000, max: 1_000_000_000 }))),
  trail: z.optional(z.nullable(rupeeTrailInput)),
});

/** A trailing stop as it is shown. */
export const trail = z.object({
  distance: z.nullable(rupees),
  percent: z.nullable(z.number()),
  step: z.nullable(rupees),
});

/** What made a protection act, and when. */
export const triggered = z.object({
  by: z.enum(['stop', 'target', 'trail']),
  level: rupees,
  figure: rupees,
  at: timestamp,
});

const offset = z.object({
  distance: z.nullable(rupees),
  percent: z.nullable(z.number()),
  increment: z.nullable(rupees),
});

/** A user's defaults; null where there is none. */
export const protectionDefaults = z.object({
  sl: z.nullable(offset),
  target: z.nullable(offset),
  trail: z.nullable(trail),
  resting: z.boolean(),
});

/** Who tells a price by which a protection watches. */
const priceSource = z.object({
  /** Null where it is another person's account of this desk. */
  accountId: z.nullable(z.string()),
  account: z.nullable(z.string()),
  broker: z.string(),
  brokerName: z.string(),
  /** `stream`: its feed. `quotes`: it is asked every few seconds. */
  by: z.enum(['stream', 'quotes']),
});

export const protection = z.object({
  scope: z.enum(['position', 'account', 'group']),
  accountId: z.nullable(z.string()),
  account: z.nullable(z.string()),
  groupId: z.nullable(z.string()),
  instrumentId: z.nullable(z.string()),
  product: z.nullable(product),
  /** Of a position; of an account or a group it is `stop`. */
  sl: z.nullable(rupees),
  stop: z.nullable(rupees),
  target: z.nullable(rupees),
  trail: z.nullable(trail),
  /** Where the stop stands now, the trailing one included; null without any, and before a trail has seen a price. */
  stopNow: z.nullable(rupees),
  /** Of a position: whether a stop is to rest at the broker as well, and the order that does now. */
  resting: z.boolean(),
  restingOrderId: z.nullable(z.string()),
  /**
   * `blind`: there is no price that it may act on. `unguarded`: nobody who holds anything of it is logged in, or read yet. `not-shown`:
   * no book of the day shows what it is of, which may have been closed over night; it does not act until one does, or it is gone.
   */
  state: z.enum(['watching', 'blind', 'triggered', 'unguarded', 'not-shown']),
  /** The price, or the day's profit, by which it is judged; null while there is none that it may act on. */
  figure: z.nullable(rupees),
  /** `polled`: no feed carries it, quotes are asked for every few seconds. */
  standing: z.nullable(z.enum(['live', 'polled'])),
  /** Who tells the price that it watches, or those that the day's profit needs, each once; empty while there is none that it may act on. */
  watchedBy: z.optional(z.array(priceSource)),
  /** Accounts of a group that hold something and are not logged in, or not read yet: after 5 s it acts without them, for the others. */
  without: z.optional(z.array(z.object({ accountId: z.string(), account: z.string() }))),
  /** What of it was carried into the day and is in no row of its broker's book: it is left out until it is, or is certainly gone. */
  notShown: z.optional(
    z.array(z.object({ accountId: z.string(), account: z.string(), instrumentId: z.string(), product })),
  ),
  /** While it is `blind`: of when the last price is that it may no longer act on; null where none was ever told. */
  silentSince: z.nullable(timestamp),
  triggered: z.nullable(triggered),
  since: timestamp,
});

export const protections = z.object({ items: z.array(protection), next: z.null(), asOf: z.number() });

/** What a write leaves: null when nothing is left. */
export const protectionAnswer = z.object({ protection: z.nullable(protection) });

export type Protection = z.output<typeof protection>;
export type PriceSource = z.output<typeof priceSource>;
export type Triggered = z.output<typeof triggered>;
export type ProtectionDefaults = z.output<typeof protectionDefaults>;
export type WireOffset = z.output<typeof offset>;
export type WireTrail = z.output<typeof trail>;
export type OrderProtectionInput = z.output<typeof orderProtection>;
export type PositionProtectionInput = z.output<typeof positionProtectionBody>;
export type ProtectionDefaultsInput = z.output<typeof protectionDefaultsBody>;
export type ProfitProtectionInput = z.output<typeof profitProtectionBody>;
