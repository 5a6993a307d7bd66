/** Orders and trades as rows of Kite's JSON, with the fields and oddities of the real ones. */
import { type Price, priceToNumber, valueToNumber } from '@copydesk/core';
import type { VenueOrder, VenueOrderRow, VenueTrade } from '@copydesk/sandbox';
import { rejectionTexts } from '../wording.ts';
import { KITE_STATE, kiteProduct, kiteTime, namesOf } from './terms.ts';

/** A row of the book. */
export function orderJson(order: VenueOrder): Record<string, unknown> {
  return {
    ...rowJson(order, order),
    order_timestamp: kiteTime(order.placedAt),
    exchange_update_timestamp: order.exchangeOrderId === undefined ? null : kiteTime(order.at),
    meta: {},
    guid: null,
  };
}

/** A row of an order's history: some fields of the book's rows are missing there. */
export function historyJson(order: VenueOrder, row: VenueOrderRow): Record<string, unknown> {
  return { ...rowJson(order, row), order_timestamp: kiteTime(row.at) };
}

/** The order as stream frames and postbacks carry it, with the status they use for a change. */
export function updateJson(order: VenueOrder, status: string): Record<string, unknown> {
  return { ...orderJson(order), status, unfilled_quantity: order.quantity - order.filledQuantity };
}

/**
 * The status that an update carries; undefined when Kite says nothing: the mere placement of an order is not told
 * (forum 9093), a modification or a part fill is an UPDATE, and a stop that triggers turns OPEN.
 */
export function updateStatus(order: VenueOrder): string | undefined {
  switch (order.state) {
    case 'complete':
    case 'cancelled':
    case 'cancelled-after-market':
    case 'rejected':
      return KITE_STATE[order.state];
    case 'open':
      if (order.filledQuantity > 0 || order.modifications > 0) return 'UPDATE';
      return order.requestedType === 'SL' || order.requestedType === 'SL-M' ? 'OPEN' : undefined;
    case 'trigger-pending':
      return order.modifications > 0 ? 'UPDATE' : undefined;
    default:
      return undefined;
  }
}

/** An execution. Its `order_timestamp` has no date, as in the real answer. */
export function tradeJson(trade: VenueTrade): Record<string, unknown> {
  const { exchange, symbol, token } = namesOf(trade.instrument, trade.broker);
  return {
    trade_id: trade.tradeId,
    order_id: trade.orderId,
    exchange,
    tradingsymbol: symbol,
    instrument_token: token,
    product: kiteProduct(trade.product, trade.instrument.segment),
    average_price: priceToNumber(trade.price),
    quantity: trade.quantity,
    exchange_order_id: trade.exchangeOrderId,
    transaction_type: trade.side,
    fill_timestamp: kiteTime(trade.at),
    order_timestamp: kiteTime(trade.orderAt).slice(11),
    exchange_timestamp: kiteTime(trade.at),
  };
}

function rowJson(order: VenueOrder, row: VenueOrderRow): Record<string, unknown> {
  const { exchange, symbol, token } = namesOf(order.instrument, order.broker);
  const unfilled = row.quantity - row.filledQuantity;
  const status = KITE_STATE[row.state];
  const texts = row.refusal === undefined ? undefined : rejectionTexts(row.refusal, order.client);
  const tags = tagsOf(order, row);
  return {
    account_id: order.client,
    placed_by: order.placedBy,
    order_id: order.orderId,
    exchange_order_id: row.exchangeOrderId ?? null,
    parent_order_id: order.parentOrderId ?? null,
    status,
    status_message: texts?.[0] ?? null,
    status_message_raw: texts?.[1] ?? null,
    exchange_timestamp: order.exchangeAt === undefined ? null : kiteTime(order.exchangeAt),
    variety: order.extra['variety'] ?? (order.afterMarket ? 'amo' : 'regular'),
    modified: row.modifications > 0,
    exchange,
    tradingsymbol: symbol,
    instrument_token: token,
    order_type: row.orderType,
    transaction_type: order.side,
    validity: row.validity,
    validity_ttl: 0,
    product: kiteProduct(order.product, order.instrument.segment),
    quantity: row.quantity,
    disclosed_quantity: row.disclosedQuantity,
    price: numberOrZero(row.price),
    trigger_price: numberOrZero(row.triggerPrice),
    average_price: averageOf(order, row),
    filled_quantity: row.filledQuantity,
    // Dead orders are odd in the official samples: what was cancelled is still shown as pending.
    pending_quantity: status === 'COMPLETE' || status === 'REJECTED' ? 0 : unfilled,
    cancelled_quantity: status === 'CANCELLED' ? unfilled : 0,
    // 0 even where a protection was applied; the tags tell.
    market_protection: 0,
    tag: order.tag ?? null,
    ...(tags.length > 0 ? { tags } : {}),
  };
}

/** The user's tag and those that Kite adds. */
function tagsOf(order: VenueOrder, row: VenueOrderRow): readonly string[] {
  const tags = order.tag === undefined ? [] : [order.tag];
  const asked = order.requestedType === 'MARKET' || order.requestedType === 'SL-M';
  if (asked && row.orderType === 'LIMIT' && order.appliedProtection !== undefined) {
    tags.push('mktp', `mktp:${(order.appliedProtection / 100).toFixed(2)}`);
  }
  const parent = order.extra['autoslice'];
  if (parent !== undefined)
    tags.push('autoslice', `autoslice:${parent === 'parent' ? order.orderId : parent}`);
  return tags;
}

/** With more decimals than the tick has, as Kite prints it. */
function averageOf(order: VenueOrder, row: VenueOrderRow): number {
  const units = row.filledQuantity * order.instrument.contractMultiplier;
  return units === 0 ? 0 : valueToNumber(row.filledValue) / units;
}

function numberOrZero(price: Price | undefined): number {
  return price === undefined ? 0 : priceToNumber(price);
}
