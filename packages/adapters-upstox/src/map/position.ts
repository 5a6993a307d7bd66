import {
  type BrokerPosition,
  type Price,
  type Quantity,
  TradingError,
  type Value,
  valueOf,
} from '@copydesk/core';
import type { PositionRow } from '../http/schemas.ts';
import { listingKeyOf, productOf, segmentOf } from './wire-terms.ts';

/** One row of the position book. Throws `broker-answer-unreadable` for an exchange that we do not know. */
export function positionFrom(
  row: PositionRow,
  at: { readonly call: string; readonly index: number },
): BrokerPosition {
  const segment = segmentOf(row.exchange);
  if (segment === undefined) {
    throw new TradingError('broker-answer-unreadable', {
      call: at.call,
      path: `/data/${at.index}/exchange`,
      problem: 'not an exchange that we know',
    });
  }
  return {
    listingKey: listingKeyOf(row.instrument_token),
    symbol: row.trading_symbol ?? row.tradingsymbol ?? row.instrument_token,
    segment,
    product: productOf(row.product),
    quantity: row.quantity,
    carriedQuantity: row.overnight_quantity,
    averagePrice: openAverage(row),
    lastPrice: row.last_price,
    previousClose: row.close_price,
    dayBuyQuantity: row.day_buy_quantity,
    dayBuyValue: withMultiplier(row.day_buy_value, row.day_buy_price, row.day_buy_quantity, row.multiplier),
    daySellQuantity: row.day_sell_quantity,
    daySellValue: withMultiplier(
      row.day_sell_value,
      row.day_sell_price,
      row.day_sell_quantity,
      row.multiplier,
    ),
  };
}

/** `average_price` is null for what was opened today; the price of the side that is open stands in. Flat has none. */
function openAverage(row: PositionRow): Price | undefined {
  if (row.quantity === 0) return undefined;
  return row.average_price ?? (row.quantity > 0 ? row.buy_price : row.sell_price);
}

/**
 * The value with the contract multiplier in it. Samples of currency rows leave it out of the amounts carried overnight
 * and have it in `value`; which way the day's values go is not documented, so price × quantity tells (half way between
 * the two decides; a multiplier is 1, or 10 and more).
 */
function withMultiplier(
  value: Value,
  price: Price | undefined,
  quantity: Quantity,
  multiplier: number,
): Value {
  if (multiplier === 1 || price === undefined) return value;
  const whole = valueOf(price, quantity, multiplier);
  return value * 2n < whole ? ((value * BigInt(multiplier)) as Value) : value;
}
