/**
 * The shapes of Kite's answers, as far as we use them. Unknown fields are fine; a missing or mistyped one that moves
 * money is an error that names its path. Source: Kite Connect v3 docs and the broker's own mocks of March 2026.
 */
import { z } from 'zod';
import {
  wirePrice,
  wirePriceOrNone,
  wireQuantity,
  wireSignedQuantity,
  wireTime,
  wireTimeOrNone,
  wireValue,
} from '../map/wire-values.ts';

const text = z.string().min(1);
const textOrNone = z
  .string()
  .nullish()
  .transform((value) => (value ? value : undefined));
const side = z.enum(['BUY', 'SELL']);

/** `data` of a place, modify or cancel. An autosliced placement carries `children` beside the id; we never ask for one. */
export const placedOrder = z.object({ order_id: text });

/** The beginning of an authorisation of holdings. */
export const authorisationRequest = z.object({ request_id: text });

/** An order in the book, in its history, in a stream frame and in a postback. */
export const orderRow = z.object({
  order_id: text,
  status: text,
  exchange: text,
  tradingsymbol: text,
  transaction_type: side,
  order_type: z.enum(['MARKET', 'LIMIT', 'SL', 'SL-M']),
  product: z.string(),
  quantity: wireQuantity,
  filled_quantity: wireQuantity,
  price: wirePriceOrNone,
  trigger_price: wirePriceOrNone,
  average_price: wirePriceOrNone,
  variety: textOrNone,
  validity: textOrNone,
  status_message: textOrNone,
  status_message_raw: textOrNone,
  placed_by: textOrNone,
  order_timestamp: wireTimeOrNone,
  exchange_update_timestamp: wireTimeOrNone,
  tag: textOrNone,
  tags: z
    .array(z.string())
    .nullish()
    .transform((tags) => tags ?? []),
});
export type OrderRow = z.infer<typeof orderRow>;
export const orderRows = z.array(orderRow);

/** One execution. `order_timestamp` is a time without a date and is not used. */
export const tradeRow = z.object({
  trade_id: text,
  order_id: text,
  exchange: text,
  tradingsymbol: text,
  transaction_type: side,
  product: z.string(),
  quantity: wireQuantity,
  average_price: wirePrice,
  fill_timestamp: wireTime,
});
export type TradeRow = z.infer<typeof tradeRow>;
export const tradeRows = z.array(tradeRow);

/** One row of `net`. */
export const positionRow = z.object({
  exchange: z.enum(['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'BCD', 'MCX', 'NCO']),
  tradingsymbol: text,
  product: z.string(),
  quantity: wireSignedQuantity,
  overnight_quantity: wireSignedQuantity,
  average_price: wirePriceOrNone,
  last_price: wirePriceOrNone,
  close_price: wirePriceOrNone,
  day_buy_quantity: wireQuantity,
  day_buy_value: wireValue,
  day_sell_quantity: wireQuantity,
  day_sell_value: wireValue,
});
export type PositionRow = z.infer<typeof positionRow>;
export const positionBook = z.object({ net: z.array(positionRow) });

/** One holding; shares bought on margin stand in a block of their own. */
export const holdingRow = z.object({
  exchange: text,
  tradingsymbol: text,
  isin: text,
  product: z.string(),
  quantity: wireQuantity,
  t1_quantity: wireQuantity,
  used_quantity: wireQuantity,
  authorised_quantity: wireQuantity.nullish(),
  average_price: wirePriceOrNone,
  last_price: wirePriceOrNone,
  mtf: z
    .object({ quantity: wireQuantity, used_quantity: wireQuantity, average_price: wirePriceOrNone })
    .nullish(),
});
export type HoldingRow = z.infer<typeof holdingRow>;
export const holdingRows = z.array(holdingRow);

const fundsBlock = z.object({
  enabled: z.boolean(),
  net: wireValue,
  // Answers of some years ago had no opening balance.
  available: z.object({ opening_balance: wireValue.optional(), collateral: wireValue }),
  utilised: z.object({ debits: wireValue }),
});
export type FundsBlock = z.infer<typeof fundsBlock>;
/** Both purses: `equity` for shares, their derivatives and currency; `commodity` for MCX. */
export const fundsAnswer = z.object({ equity: fundsBlock.optional(), commodity: fundsBlock.optional() });

/** The basket calculator's `final` counts the benefit of hedges. */
export const basketMargin = z.object({ final: z.object({ total: wireValue }) });

/** Who is logged in. */
export const profileAnswer = z.object({
  user_id: text,
  user_name: z.string().nullish(),
  exchanges: z.array(z.string()),
  products: z.array(z.string()),
  meta: z.object({ demat_consent: z.string().nullish() }).nullish(),
});
export type ProfileRow = z.infer<typeof profileAnswer>;

/** `data` of a token exchange, as far as it is kept: neither `enctoken` nor `public_token` is. */
export const sessionAnswer = z.object({ user_id: text, access_token: text, login_time: wireTimeOrNone });
