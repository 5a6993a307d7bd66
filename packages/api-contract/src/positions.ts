/** Positions in the base format, and leaving them. */
import * as z from 'zod/mini';
import {
  bookOf,
  date,
  decimal,
  limit,
  maybe,
  priceInput,
  quantity,
  quantityInput,
  reference,
  rupees,
  text,
} from './primitives.ts';
import { trail, triggered } from './protections.ts';
import { exchange, instrumentKind, optionType, orderType, product, side } from './words.ts';

const base = {
  accountId: z.string(),
  account: z.string(),
  instrumentId: z.string(),
  /** Signed. */
  netQty: quantity,
  symbolName: z.string(),
  baseInstrument: z.string(),
  instrumentType: z.nullable(instrumentKind),
  expiry: z.nullable(date),
  strike: z.nullable(rupees),
  optionType: z.nullable(optionType),
  exchange: z.nullable(exchange),
  lotSize: z.nullable(z.number()),
  tickSize: z.nullable(rupees),
  /** Rupees that one unit of quantity gains with one rupee of price. */
  contractMultiplier: z.nullable(z.number()),
  /** `LONG` or `SHORT`; null when flat. */
  side: z.nullable(z.enum(['LONG', 'SHORT'])),
  /** The order side that opened it; null when flat. */
  action: z.nullable(side),
  product,
  buyQty: quantity,
  buyPrice: z.nullable(rupees),
  sellQty: quantity,
  sellPrice: z.nullable(rupees),
  avgPrice: z.nullable(rupees),
  ltp: z.nullable(rupees),
  /** Since entry; null without a last price, or when nobody knows what a carried quantity cost. */
  pnl: z.nullable(rupees),
  /** Carried quantity from the previous close, today's from trades; null when that close is not known. */
  dayPnl: z.nullable(rupees),
  realisedPnL: rupees,
  unrealisedPnL: z.nullable(rupees),
  /** What it is counted from since entry; a broker's average stands in for trades that nobody read. */
  pnlFrom: z.enum(['trades', 'broker-average']),
  /** The levels of its protection; `setSl` and `setTarget` say whether that level is armed. */
  sl: z.nullable(rupees),
  setSl: z.boolean(),
  target: z.nullable(rupees),
  setTarget: z.boolean(),
  trail: z.nullable(trail),
  /** What takes it out, or took it out when it was held last. */
  leftBy: z.nullable(triggered),
  /** What the group's orders hold here now. */
  copied: quantity,
  /** What the rule would have given; null where the account follows nobody. Drift is held less expected. */
  expected: z.nullable(quantity),
  drift: z.nullable(quantity),
  driftLots: z.nullable(z.number()),
  driftValue: z.nullable(rupees),
};

export const childPosition = z.object(base);
export const position = z.object({ ...base, childPositions: z.array(childPosition) });

export const positionsQuery = z.object({
  account: maybe(reference),
  limit: limit(1000, 500),
  after: maybe(text(200)),
});
export const positions = bookOf(position);

export const exitBody = z
  .strictObject({
    accountId: reference,
    instrumentId: text(120),
    product,
    /** In (0, 1], rounded up to whole lots. */
    fraction: maybe(decimal({ above: 0, max: 1 })),
    quantity: maybe(quantityInput),
    orderType: maybe(orderType),
    price: maybe(priceInput),
  })
  .check(
    z.refine((value) => (value.fraction === undefined) !== (value.quantity === undefined), {
      error: 'Needs either fraction or quantity.',
      path: ['fraction'],
      params: { code: 'required' },
    }),
  );

export type ChildPosition = z.output<typeof childPosition>;
export type Position = z.output<typeof position>;
export type ExitBody = z.input<typeof exitBody>;
export type ExitInput = z.output<typeof exitBody>;
