/** Rows of books and streams in Upstox's shape: null where it says null, numbers where it says numbers. */
import {
  averagePrice,
  type Price,
  priceToNumber,
  quantityOf,
  type Value,
  valueToNumber,
  ZERO_VALUE,
} from '@copydesk/core';
import type {
  VenueHolding,
  VenueInstrument,
  VenueOrder,
  VenueOrderRow,
  VenuePosition,
  VenueTrade,
} from '@copydesk/sandbox';
import { rejectionWords } from './errors.ts';
import { referenceOf } from './rules.ts';
import {
  compactSymbol,
  EXCHANGE_OF,
  keyOf,
  naiveTime,
  namedTime,
  orderSymbol,
  SEGMENT_NAME_OF,
  STATUS_OF,
  symbolOf,
} from './words.ts';

type Row = Record<string, unknown>;

/** An order of the book, of the details and of the stream. */
export function orderRow(order: VenueOrder): Row {
  return {
    ...commonOrder(order, order),
    guid: null,
    pending_quantity: pendingQuantity(order),
    status_message: wordsOf(order, order)?.human ?? null,
    status_message_raw: wordsOf(order, order)?.raw ?? null,
    parent_order_id: order.parentOrderId ?? null,
    exchange_order_id: order.exchangeOrderId ?? '',
    order_ref_id: referenceOf(order.orderId),
  };
}

/** One state of an order's history, which has fewer fields and other empty values. */
export function historyRow(order: VenueOrder, row: VenueOrderRow): Row {
  return {
    ...commonOrder(order, row),
    status_message: wordsOf(order, row)?.human ?? null,
    parent_order_id: order.parentOrderId ?? 'NA',
    exchange_order_id: row.exchangeOrderId ?? null,
  };
}

function commonOrder(order: VenueOrder, row: VenueOrderRow): Row {
  const shown = shownTerms(order, row);
  const symbol = orderSymbol(order.instrument);
  return {
    exchange: EXCHANGE_OF[order.instrument.segment],
    product: order.product,
    price: rupees(shown.price),
    quantity: row.quantity,
    status: STATUS_OF[row.state],
    tag: order.tag ?? null,
    instrument_token: keyOf(order.instrument),
    placed_by: order.placedBy,
    trading_symbol: symbol,
    tradingsymbol: symbol,
    order_type: shown.orderType,
    validity: row.validity,
    trigger_price: rupees(row.triggerPrice),
    disclosed_quantity: row.disclosedQuantity,
    transaction_type: order.side,
    average_price: rupees(average(row.filledValue, row.filledQuantity, order.instrument)),
    filled_quantity: row.filledQuantity,
    order_id: order.orderId,
    variety: 'SIMPLE',
    order_timestamp: naiveTime(order.placedAt),
    exchange_timestamp: row.exchangeOrderId === undefined ? null : naiveTime(row.at),
    is_amo: order.afterMarket,
    order_request_id: String(row.modifications + 1),
  };
}

/**
 * How a protected market order reads once it rests is not documented; the samples show a market order without a price,
 * so it stays one until it is modified.
 */
function shownTerms(order: VenueOrder, row: VenueOrderRow): Pick<VenueOrderRow, 'orderType' | 'price'> {
  const protectedOrder = order.marketProtection !== undefined && row.modifications === 0;
  return protectedOrder ? { orderType: order.requestedType, price: undefined } : row;
}

/** What is left of a living order, and (as the broker has it) of a cancelled one; a rejected one shows 0. */
function pendingQuantity(order: VenueOrder): number {
  return order.state === 'rejected' ? 0 : order.quantity - order.filledQuantity;
}

function wordsOf(order: VenueOrder, row: VenueOrderRow): ReturnType<typeof rejectionWords> | undefined {
  return row.refusal === undefined ? undefined : rejectionWords(row.refusal, order.client);
}

/** A trade, with times in the form in which trades are documented. */
export function tradeRow(trade: VenueTrade): Row {
  const symbol = orderSymbol(trade.instrument);
  return {
    exchange: EXCHANGE_OF[trade.instrument.segment],
    product: trade.product,
    trading_symbol: symbol,
    tradingsymbol: symbol,
    instrument_token: keyOf(trade.instrument),
    order_type: trade.orderType,
    transaction_type: trade.side,
    quantity: trade.quantity,
    exchange_order_id: trade.exchangeOrderId,
    order_id: trade.orderId,
    exchange_timestamp: namedTime(trade.at),
    average_price: rupees(trade.price),
    trade_id: trade.tradeId,
    order_ref_id: referenceOf(trade.orderId),
    order_timestamp: namedTime(trade.orderAt),
  };
}

/** What position rows of the book and of the stream share. */
function positionFigures(position: VenuePosition): Row {
  const { instrument } = position;
  const long = position.overnightQuantity > 0;
  const overnight = Math.abs(position.overnightQuantity);
  const boughtQuantity = position.dayBuyQuantity + (long ? overnight : 0);
  const soldQuantity = position.daySellQuantity + (long ? 0 : overnight);
  const boughtValue = (position.dayBuyValue + (long ? position.overnightValue : 0n)) as Value;
  const soldValue = (position.daySellValue + (long ? 0n : position.overnightValue)) as Value;
  return {
    instrument_token: keyOf(instrument),
    product: position.product,
    quantity: position.quantity,
    multiplier: instrument.contractMultiplier,
    buy_value: amount(position.dayBuyValue, instrument),
    sell_value: amount(position.daySellValue, instrument),
    buy_price: rupees(average(boughtValue, boughtQuantity, instrument)),
    sell_price: rupees(average(soldValue, soldQuantity, instrument)),
    overnight_quantity: position.overnightQuantity,
    overnight_buy_amount: long ? amount(position.overnightValue, instrument) : 0,
    overnight_buy_quantity: long ? overnight : 0,
    overnight_sell_amount: long ? 0 : amount(position.overnightValue, instrument),
    overnight_sell_quantity: long ? 0 : overnight,
    day_buy_quantity: position.dayBuyQuantity,
    day_buy_value: amount(position.dayBuyValue, instrument),
    day_buy_price: rupees(average(position.dayBuyValue, position.dayBuyQuantity, instrument)),
    day_sell_quantity: position.daySellQuantity,
    day_sell_value: amount(position.daySellValue, instrument),
    day_sell_price: rupees(average(position.daySellValue, position.daySellQuantity, instrument)),
  };
}

/** A position of the book: `average_price` is null for what was opened or closed today. */
export function positionRow(position: VenuePosition): Row {
  const symbol = compactSymbol(position.instrument);
  const worth = marketValue(position);
  const carried = position.overnightQuantity !== 0 && position.quantity !== 0;
  return {
    ...positionFigures(position),
    exchange: EXCHANGE_OF[position.instrument.segment],
    trading_symbol: symbol,
    tradingsymbol: symbol,
    average_price: carried && position.averagePrice !== undefined ? rupees(position.averagePrice) : null,
    last_price: rupees(position.lastPrice),
    close_price: rupees(position.previousClose),
    value: valueToNumber(position.openValue),
    pnl: valueToNumber((worth - position.openValue + position.realised) as Value),
    realised: valueToNumber(position.realised),
    unrealised: valueToNumber((worth - position.openValue) as Value),
  };
}

function marketValue({ lastPrice, quantity, instrument }: VenuePosition): bigint {
  return BigInt(lastPrice) * BigInt(quantity) * BigInt(instrument.contractMultiplier);
}

/** A position on the stream: the exchange in its other spelling, no symbol, no last price. */
export function positionMessage(position: VenuePosition): Row {
  return {
    ...positionFigures(position),
    update_type: 'position',
    instrument_key: keyOf(position.instrument),
    exchange: SEGMENT_NAME_OF[position.instrument.segment],
    average_price: rupees(position.averagePrice),
  };
}

/** A holding of the book. */
export function holdingRow(holding: VenueHolding): Row {
  const { quantity, averagePrice: bought, lastPrice, previousClose } = holding;
  const change = (lastPrice - previousClose) as Price;
  const symbol = symbolOf(holding.instrument);
  return {
    ...commonHolding(holding),
    trading_symbol: symbol,
    tradingsymbol: symbol,
    last_price: rupees(lastPrice),
    close_price: rupees(previousClose),
    pnl: valueToNumber((BigInt(lastPrice - bought) * BigInt(quantity)) as Value),
    day_change: rupees(change),
    day_change_percentage: previousClose === 0 ? 0 : Math.round((change / previousClose) * 10_000) / 100,
  };
}

/** A holding on the stream. */
export function holdingMessage(holding: VenueHolding): Row {
  return { ...commonHolding(holding), update_type: 'holding', instrument_key: keyOf(holding.instrument) };
}

function commonHolding(holding: VenueHolding): Row {
  return {
    isin: holding.isin,
    cnc_used_quantity: holding.usedQuantity,
    collateral_type: 'WC',
    company_name: holding.instrument.name,
    haircut: 0.2,
    product: holding.product,
    quantity: holding.quantity,
    instrument_token: keyOf(holding.instrument),
    average_price: rupees(holding.averagePrice),
    collateral_quantity: 0,
    collateral_update_quantity: 0,
    t1_quantity: holding.t1Quantity,
    exchange: EXCHANGE_OF[holding.instrument.segment],
  };
}

/** An order on the stream and in the webhook. */
export function orderMessage(order: VenueOrder): Row {
  const row = orderRow(order);
  return {
    update_type: 'order',
    user_id: order.client,
    userId: order.client,
    ...row,
    instrument_key: row['instrument_token'],
    status_message: row['status_message'] ?? '',
  };
}

/** Amounts of a position row: price × quantity without the multiplier, as the currency row of the samples has them. */
function amount(value: Value, instrument: VenueInstrument): number {
  return valueToNumber((value / BigInt(instrument.contractMultiplier)) as Value);
}

function average(value: Value, quantity: number, instrument: VenueInstrument): Price | undefined {
  if (quantity === 0 || value === ZERO_VALUE) return undefined;
  return averagePrice(value, quantityOf(quantity), instrument.contractMultiplier);
}

function rupees(price: Price | undefined): number {
  return price === undefined ? 0 : priceToNumber(price);
}
