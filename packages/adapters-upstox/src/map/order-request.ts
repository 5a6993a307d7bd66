/**
 * What our orders look like to Upstox.
 *
 * Decides: every required field is always sent, unused prices as 0; protection goes only where it means something.
 * Never sent: a multiplied quantity, `slice` (the core slices, so that each slice has its own tag).
 */
import {
  type ConvertPosition,
  type ModifyOrder,
  type PlaceOrder,
  type Price,
  priceToNumber,
} from '@copydesk/core';

/** Body of a placement, v3. Source: docs "v3/place-order", read 2026-09. */
export interface PlaceBody {
  readonly instrument_token: string;
  readonly quantity: number;
  readonly product: string;
  readonly validity: string;
  readonly price: number;
  readonly tag: string;
  readonly order_type: string;
  readonly transaction_type: string;
  readonly disclosed_quantity: number;
  readonly trigger_price: number;
  /** Ignored by the broker since early 2026: it infers an after-market order from the hour. */
  readonly is_amo: boolean;
  readonly slice: false;
  readonly market_protection?: number;
}

/** Body of a modification, v3: the whole order as it should be. Source: docs "v3/modify-order", read 2026-09. */
export interface ModifyBody {
  readonly order_id: string;
  readonly order_type: string;
  readonly validity: string;
  readonly price: number;
  readonly trigger_price: number;
  readonly quantity?: number;
  readonly market_protection?: number;
}

/** Body of a conversion, v2. Source: docs "convert-positions", read 2026-02. */
export interface ConversionBody {
  readonly instrument_token: string;
  readonly new_product: string;
  readonly old_product: string;
  readonly transaction_type: string;
  readonly quantity: number;
}

/**
 * A conversion in the broker's words. UNVERIFIED: the docs do not say whose side `transaction_type` is; as at Kite, it is
 * the position's. The broker takes no word for what was opened today and what was carried.
 */
export function conversionBody(conversion: ConvertPosition): ConversionBody {
  return {
    instrument_token: conversion.listing.key,
    new_product: conversion.to,
    old_product: conversion.from,
    transaction_type: conversion.side,
    quantity: conversion.quantity,
  };
}

/** A placement in the broker's words. */
export function placeBody(order: PlaceOrder): PlaceBody {
  return {
    instrument_token: order.listing.key,
    quantity: order.quantity,
    product: order.product,
    validity: order.validity,
    price: rupees(order.price),
    tag: order.clientOrderId,
    order_type: order.orderType,
    transaction_type: order.side,
    disclosed_quantity: order.disclosedQuantity ?? 0,
    trigger_price: rupees(order.triggerPrice),
    is_amo: order.afterMarket,
    slice: false,
    ...protectionOf(order),
  };
}

/** A modification in the broker's words. An absent quantity keeps the old one; the disclosed one is never changed. */
export function modifyBody(order: ModifyOrder): ModifyBody {
  return {
    order_id: order.brokerOrderId,
    order_type: order.orderType,
    validity: order.validity,
    price: rupees(order.price),
    trigger_price: rupees(order.triggerPrice),
    ...(order.quantity === undefined ? {} : { quantity: order.quantity }),
    ...protectionOf(order),
  };
}

/**
 * -1, or whole percents: rounded down, because nobody may be protected less than asked, and at least 1, because 0 is
 * refused in practice (UDAPI1158) though the documentation allows it.
 */
export function wholePercent(protection: number): number {
  return protection < 0 ? -1 : Math.max(1, Math.floor(protection));
}

function protectionOf(order: Pick<PlaceOrder, 'orderType' | 'marketProtection'>): {
  readonly market_protection?: number;
} {
  if (order.orderType !== 'MARKET' && order.orderType !== 'SL-M') return {};
  return { market_protection: wholePercent(order.marketProtection) };
}

function rupees(price: Price | undefined): number {
  return price === undefined ? 0 : priceToNumber(price);
}
