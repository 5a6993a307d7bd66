/**
 * The shapes of Upstox's answers, as far as we use them. Unknown fields are fine; a missing or mistyped one that moves
 * money is an error that names its path. Where the broker still sends a deprecated camelCase or joined spelling beside
 * the canonical one, the canonical one counts. Source: developer documentation and its samples, read 2026-02.
 */
import { z } from 'zod';
import {
  wirePrice,
  wirePriceOrNone,
  wireQuantity,
  wireQuantityOrNone,
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
const orderType = z.enum(['MARKET', 'LIMIT', 'SL', 'SL-M']);

/** A placement by v3: one id for each slice. */
export const placedOrders = z.object({ data: z.object({ order_ids: z.array(text) }) });

/** A modification or cancellation. */
export const changedOrder = z.object({ data: z.object({ order_id: text }) });

/** A conversion. No other word than `complete` is documented (docs "convert-positions", read 2026-02). */
export const convertedPosition = z.object({ data: z.object({ status: z.literal('complete') }) });

/** The flat body of the token exchange. The profile tells everything else. */
export const issuedToken = z.object({ access_token: text, user_id: text });

/** Who is logged in. */
export const profileData = z.object({
  user_id: text,
  user_name: textOrNone,
  exchanges: z.array(z.string()),
  products: z.array(z.string()),
  poa: z.boolean().nullish(),
  ddpi: z.boolean().nullish(),
});
export type ProfileData = z.infer<typeof profileData>;

/** The addresses from which order calls are taken (docs "static-ip-apis", 2026). */
export const registeredAddresses = z.object({ primary_ip: textOrNone, secondary_ip: textOrNone });

/** An order in the book, in its history, in a stream message and in a webhook; a history has fewer fields. */
export const orderRow = z.object({
  order_id: text,
  status: text,
  exchange: textOrNone,
  instrument_token: text,
  transaction_type: side,
  order_type: orderType,
  product: text,
  validity: textOrNone,
  quantity: wireQuantity,
  filled_quantity: wireQuantity,
  price: wirePriceOrNone,
  trigger_price: wirePriceOrNone,
  average_price: wirePriceOrNone,
  status_message: textOrNone,
  status_message_raw: textOrNone,
  tag: textOrNone,
  placed_by: textOrNone,
  is_amo: z.boolean().nullish(),
  order_timestamp: wireTimeOrNone,
  exchange_timestamp: wireTimeOrNone,
});
export type OrderRow = z.infer<typeof orderRow>;
export const orderRows = z.array(orderRow);

/** One execution. */
export const tradeRow = z.object({
  trade_id: text,
  order_id: text,
  instrument_token: text,
  transaction_type: side,
  product: text,
  quantity: wireQuantity,
  average_price: wirePrice,
  exchange_timestamp: wireTime,
});
export type TradeRow = z.infer<typeof tradeRow>;
export const tradeRows = z.array(tradeRow);

/** One row of the position book, or of the MTF position book. */
export const positionRow = z.object({
  exchange: text,
  instrument_token: text,
  trading_symbol: textOrNone,
  tradingsymbol: textOrNone,
  product: text,
  quantity: wireSignedQuantity,
  overnight_quantity: wireSignedQuantity,
  average_price: wirePriceOrNone,
  last_price: wirePriceOrNone,
  close_price: wirePriceOrNone,
  buy_price: wirePriceOrNone,
  sell_price: wirePriceOrNone,
  /** Absent where it is 1. */
  multiplier: z
    .int()
    .min(1)
    .nullish()
    .transform((multiplier) => multiplier ?? 1),
  day_buy_quantity: wireQuantity,
  day_buy_price: wirePriceOrNone,
  day_buy_value: wireValue,
  day_sell_quantity: wireQuantity,
  day_sell_price: wirePriceOrNone,
  day_sell_value: wireValue,
});
export type PositionRow = z.infer<typeof positionRow>;
export const positionRows = z.array(positionRow);

/** One holding. */
export const holdingRow = z.object({
  isin: text,
  instrument_token: text,
  trading_symbol: textOrNone,
  tradingsymbol: textOrNone,
  product: text,
  quantity: wireQuantity,
  t1_quantity: wireQuantityOrNone,
  cnc_used_quantity: wireQuantityOrNone,
  average_price: wirePriceOrNone,
  last_price: wirePriceOrNone,
});
export type HoldingRow = z.infer<typeof holdingRow>;
export const holdingRows = z.array(holdingRow);

const used = z.object({ total: wireValue }).nullish();

/** Funds by v3: one pot; the pledged part may be missing. */
export const fundsData = z.object({
  available_to_trade: z.object({
    total: wireValue,
    cash_available_to_trade: z.object({
      cash: z.object({ opening_balance: wireValue.nullish() }).nullish(),
      margin_used: used,
    }),
    pledge_available_to_trade: z
      .object({ margin_from_pledge: z.object({ total: wireValue }).nullish(), margin_used: used })
      .nullish(),
  }),
});
export type FundsData = z.infer<typeof fundsData>;

/** Funds by v2. Equity and commodity are one pot, reported under `equity` (announcement of 2025-07-19). */
export const formerFundsData = z.object({
  equity: z.object({ available_margin: wireValue, used_margin: wireValue }),
});
export type FormerFundsData = z.infer<typeof formerFundsData>;

/** The margin of a basket: `final_margin` is after the benefit of holding its legs together. */
export const marginData = z.object({ final_margin: wireValue });

/** Where the order stream is, this once. */
export const streamAddress = z
  .object({ authorized_redirect_uri: textOrNone, authorizedRedirectUri: textOrNone })
  .transform((data, context) => {
    const address = data.authorized_redirect_uri ?? data.authorizedRedirectUri;
    if (address !== undefined && /^wss?:\/\//.test(address)) return address;
    context.addIssue({ code: 'custom', message: 'no stream address', path: ['authorized_redirect_uri'] });
    return z.NEVER;
  });
