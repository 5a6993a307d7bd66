/** Orders: what is asked for, what is shown. */
import * as z from 'zod/mini';
import {
  bookOf,
  date,
  dateInput,
  decimal,
  limit,
  maybe,
  priceInput,
  quantity,
  quantityInput,
  reference,
  rupees,
  text,
  timestamp,
  wholeNumber,
} from './primitives.ts';
import { orderProtection } from './protections.ts';
import {
  childStatus,
  environment,
  exchange,
  instrumentKind,
  optionType,
  orderOrigin,
  orderStatus,
  orderType,
  part,
  product,
  side,
  validity,
} from './words.ts';

/** Without a protection every broker refuses a market order (0 is documented at Upstox, and refused). */
const protection = decimal({ min: -1, max: 100 }).check(
  z.refine((value) => Number(value) === -1 || Number(value) > 0, {
    error: 'Needs -1 (automatic) or a percentage above 0.',
    params: { code: 'too-small' },
  }),
);

/** The fields of an order besides its account. */
const orderFields = {
  instrumentId: maybe(text(120)),
  baseInstrument: maybe(text(60)),
  instrumentType: maybe(z.enum(['EQ', 'FUT', 'OPT'])),
  exchange: maybe(exchange),
  expiry: maybe(dateInput),
  strike: maybe(priceInput),
  optionType: maybe(optionType),
  side,
  /** The same as `quantity`. */
  qty: maybe(quantityInput),
  quantity: maybe(quantityInput),
  orderType,
  /** The same as `product`. */
  productType: maybe(product),
  product: maybe(product),
  validity: maybe(validity),
  price: maybe(priceInput),
  triggerPrice: maybe(priceInput),
  disclosedQty: maybe(quantityInput),
  /** For MARKET and SL-M: -1 is automatic, else a percentage above 0. Kite takes decimals, Upstox 1 to 25, rounded down. */
  marketProtection: maybe(protection),
  /** Levels that are set when it fills. */
  protection: maybe(orderProtection),
  afterMarket: maybe(z.boolean()),
  /** The desk's own note; never sent to a broker. */
  tag: maybe(text(200)),
  /** False: for this account alone. */
  copy: maybe(z.boolean()),
};

/** What the fields of an order must be together. */
const orderRules = [
  oneOf('qty', 'quantity'),
  oneOf('productType', 'product'),
  z.refine<Readonly<Record<string, unknown>>>(
    (value) => value['instrumentId'] !== undefined || value['baseInstrument'] !== undefined,
    {
      error: 'Needs instrumentId or a description of the instrument.',
      path: ['instrumentId'],
      params: { code: 'required' },
    },
  ),
  needsOfDescription('instrumentType', () => true),
  needsOfDescription('exchange', () => true),
  needsOfDescription(
    'expiry',
    (value) => value['instrumentType'] === 'FUT' || value['instrumentType'] === 'OPT',
  ),
  needsOfDescription('strike', (value) => value['instrumentType'] === 'OPT'),
  needsOfDescription('optionType', (value) => value['instrumentType'] === 'OPT'),
] as const;

/**
 * Placing an order. The instrument is given by `instrumentId` or by its description (`baseInstrument`,
 * `instrumentType`, `exchange` and, for derivatives, `expiry`, `strike`, `optionType`).
 */
export const placeOrderBody = z.pipe(
  z.strictObject({ accountId: reference, ...orderFields }).check(...orderRules),
  z.transform(({ qty, productType, ...rest }) => ({
    ...rest,
    quantity: (rest.quantity ?? qty) as number,
    product: (rest.product ?? productType) as z.output<typeof product>,
  })),
);

/** A leg of a basket: an order of the basket's account, which it need not name again. */
export const basketLegBody = z.pipe(
  z.strictObject({ accountId: maybe(reference), ...orderFields }).check(...orderRules),
  z.transform(({ qty, productType, ...rest }) => ({
    ...rest,
    quantity: (rest.quantity ?? qty) as number,
    product: (rest.product ?? productType) as z.output<typeof product>,
  })),
);

/** Two spellings of one field: exactly one of them, or both with the same value. */
function oneOf(first: string, second: string) {
  return z.refine<Readonly<Record<string, unknown>>>(
    (value) => {
      const [a, b] = [value[first], value[second]];
      return (a === undefined) !== (b === undefined) || (a !== undefined && a === b);
    },
    { error: `Needs ${first} (or ${second}), once.`, path: [first], params: { code: 'required' } },
  );
}

/** A field that a description of an instrument cannot do without. */
function needsOfDescription(field: string, applies: (value: Readonly<Record<string, unknown>>) => boolean) {
  return z.refine<Readonly<Record<string, unknown>>>(
    (value) => value['instrumentId'] !== undefined || !applies(value) || value[field] !== undefined,
    { error: 'Needed to describe this instrument.', path: [field], params: { code: 'required' } },
  );
}

/** New terms of an order; what is missing stays. */
export const modifyOrderBody = z
  .strictObject({
    quantity: maybe(quantityInput),
    price: maybe(priceInput),
    triggerPrice: maybe(priceInput),
    orderType: maybe(orderType),
    validity: maybe(validity),
  })
  .check(
    z.refine((value) => Object.values(value).some((field) => field !== undefined), {
      error: 'Needs at least one new term.',
      params: { code: 'required' },
    }),
  );

/** Why an order or a child ended as it did. */
export const reason = z.object({
  code: z.string(),
  /** In words, for a person. */
  text: z.string(),
  /** What the broker itself said. */
  brokerText: z.optional(z.string()),
  limit: z.optional(z.union([z.string(), z.number()])),
  figure: z.optional(z.union([z.string(), z.number()])),
});

/** Why what has not left for its broker waits: of what is in its lane as it is now (no event tells when that changes, so it is read again), of what is held as it was when it was held. */
export const wait = z.object({
  code: z.string(),
  /** In words, for a person. */
  text: z.string(),
});

/** What one account would do with an order. */
export const previewItem = z.object({
  accountId: z.string(),
  account: z.string(),
  lots: z.number(),
  quantity,
  /** How many orders its broker would see. */
  slices: z.number(),
  /** Null while the broker does not say. An exit needs nothing. */
  fundsNeeded: z.nullable(rupees),
  fundsAfter: z.nullable(rupees),
  /** Why the account would get nothing. */
  skip: z.nullable(reason),
  /** Entry and exit apart; `held`: it would wait for its own exit, a competing one, or a price. */
  parts: z.array(z.object({ part, quantity, skip: z.nullable(reason), held: z.boolean() })),
});
export const preview = z.object({ items: z.array(previewItem) });

/** What a person saw in the broker's own app. */
export const resolveBody = z.strictObject({ exists: z.boolean(), brokerOrderId: maybe(text(64)) }).check(
  z.refine((value) => value.exists === (value.brokerOrderId !== undefined), {
    error: 'Needs brokerOrderId when it exists, and only then.',
    path: ['brokerOrderId'],
    params: { code: 'required' },
  }),
);

/** A child of an order: by its id, or by its account where that has only one. */
export const childParams = z.object({ id: text(200), childId: reference });

/** One child of a master's order: its order, or why it has none. */
export const childOrder = z.object({
  childId: z.string(),
  part,
  accountId: z.string(),
  account: z.string(),
  /** Null when nothing was made. */
  orderId: z.nullable(z.string()),
  status: childStatus,
  reason: z.nullable(reason),
  quantity,
  filledQuantity: quantity,
  averagePrice: z.nullable(rupees),
  brokerOrderIds: z.array(z.string()),
  ackMs: z.nullable(z.number()),
  /** When an uncertain one will be settled at the latest. */
  certainBy: z.nullable(timestamp),
  /** What it waits for while it is in its lane or held, or before another goes in its place; null where nothing is known to stand in its way. An entry in its lane names its account's login and books only. */
  waits: z.optional(z.nullable(wait)),
});

export const order = z.object({
  id: z.string(),
  accountId: z.string(),
  account: z.string(),
  environment,
  groupId: z.nullable(z.string()),
  /** The master's order that this one copies. */
  parentOrderId: z.nullable(z.string()),
  /** The basket whose leg it is, or that it takes out again. */
  basketId: z.optional(z.string()),
  instrumentId: z.string(),
  symbolName: z.string(),
  exchange: z.nullable(exchange),
  instrumentType: z.nullable(instrumentKind),
  expiry: z.nullable(date),
  strike: z.nullable(rupees),
  optionType: z.nullable(optionType),
  /** Units per lot, for showing lots; null when no loaded list knows the instrument. */
  lotSize: z.nullable(z.number()),
  /** The smallest step of its price, and what one unit stands for; null like the lot. */
  tickSize: z.nullable(rupees),
  contractMultiplier: z.nullable(z.number()),
  side,
  product,
  orderType,
  validity,
  quantity,
  filledQuantity: quantity,
  price: z.nullable(rupees),
  triggerPrice: z.nullable(rupees),
  averagePrice: z.nullable(rupees),
  status: orderStatus,
  reason: z.nullable(reason),
  brokerOrderIds: z.array(z.string()),
  origin: orderOrigin,
  tag: z.nullable(z.string()),
  placedAt: timestamp,
  updatedAt: timestamp,
  /** From sending to the broker's acknowledgement, in milliseconds. */
  ackMs: z.nullable(z.number()),
  certainBy: z.nullable(timestamp),
  /** What it waits for while it is in its lane; null where nothing is known to stand in its way. */
  waits: z.optional(z.nullable(wait)),
  childOrders: z.array(childOrder),
});

export const ordersQuery = z.object({
  account: maybe(reference),
  /** The trading day, IST; today unless told. */
  date: maybe(dateInput),
  limit: limit(1000, 500),
  after: maybe(text(200)),
});
export const orders = bookOf(order);

/** One event of an order or of one of its children. */
export const timelineItem = z.object({
  eventId: z.number(),
  at: timestamp,
  /** Milliseconds since the first event of the order: by the monotonic clock within a run of the server, by wall time over a restart. */
  sinceMs: z.number(),
  /** The monotonic clock of the server when it wrote the event, in milliseconds; each run of the server counts from a zero of its own. */
  monotonicMs: z.number(),
  type: z.string(),
  /** Null for a child that got no order. */
  orderId: z.nullable(z.string()),
  accountId: z.string(),
  account: z.string(),
  part: z.nullable(part),
  slice: z.nullable(z.number()),
  text: z.string(),
  /** Whether it decided what became of this account. */
  deciding: z.boolean(),
});
export const timeline = z.object({
  items: z.array(timelineItem),
  next: z.nullable(z.string()),
  /** What has not left by now, and why: of the order and its children, of a child's order of that account. */
  waiting: z.optional(
    z.array(
      z.object({
        ...wait.shape,
        orderId: z.nullable(z.string()),
        accountId: z.string(),
        account: z.string(),
        part: z.nullable(part),
      }),
    ),
  ),
});

export const limitAfterQuery = z.object({ limit: limit(1000, 200), after: maybe(text(200)) });
export const eventsQuery = z.object({
  /** The last `eventId` seen. */
  after: maybe(wholeNumber({ min: 0 })),
  account: maybe(reference),
  limit: limit(1000, 200),
});

/** The trading day, IST; today unless told. */
export const exportQuery = z.object({ day: maybe(dateInput) });
/** A file with a line of names first; amounts in rupees with all their decimals. */
export const csv = z.string();

export type PlaceOrderBody = z.input<typeof placeOrderBody>;
export type PlaceOrderInput = z.output<typeof placeOrderBody>;
export type ModifyOrderBody = z.input<typeof modifyOrderBody>;
export type ModifyOrderInput = z.output<typeof modifyOrderBody>;
export type ResolveBody = z.input<typeof resolveBody>;
export type ResolveInput = z.output<typeof resolveBody>;
export type PreviewItem = z.output<typeof previewItem>;
export type Wait = z.output<typeof wait>;
export type Timeline = z.output<typeof timeline>;
export type Reason = z.output<typeof reason>;
export type ChildOrder = z.output<typeof childOrder>;
export type Order = z.output<typeof order>;
export type TimelineItem = z.output<typeof timelineItem>;
