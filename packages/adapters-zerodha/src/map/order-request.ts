/** Our orders as Kite's form fields. Source: Kite Connect v3 docs, "Orders", read 2026-11. */
import {
  type BrokerListing,
  type ConvertPosition,
  type HoldingToSell,
  type MarginRequest,
  type ModifyOrder,
  type OrderType,
  type PlaceOrder,
  type Price,
  priceToNumber,
  printPrice,
} from '@copydesk/core';
import { wireProduct } from './wire-terms.ts';

/**
 * The path's variety. An after-market order is an ordinary one once its session has opened, although the book goes on
 * calling it `amo` (forum 40302): the caller says `afterMarket` only while it still waits.
 */
export function varietyOf(order: { readonly afterMarket: boolean }): 'amo' | 'regular' {
  return order.afterMarket ? 'amo' : 'regular';
}

/** The fields of a placement. */
export function placeForm(order: PlaceOrder): Record<string, string> {
  const { listing } = order;
  const form: Record<string, string> = {
    exchange: listing.segment,
    tradingsymbol: tradingsymbolOf(listing),
    transaction_type: order.side,
    order_type: order.orderType,
    quantity: String(order.quantity),
    product: wireProduct(order.product, listing.segment),
    validity: order.validity,
    tag: order.clientOrderId,
  };
  addPrices(form, order);
  if (order.disclosedQuantity !== undefined) form['disclosed_quantity'] = String(order.disclosedQuantity);
  return form;
}

/** The fields of a modification. The quantity only when it changes: Kite takes its mere presence for a change (forum 41181). */
export function modifyForm(order: ModifyOrder): Record<string, string> {
  const form: Record<string, string> = { order_type: order.orderType, validity: order.validity };
  if (order.quantity !== undefined) form['quantity'] = String(order.quantity);
  addPrices(form, order);
  return form;
}

/** The holdings of an authorisation as repeated pairs; none means all (docs "Portfolio", read 2026-11). */
export function authorisationForm(
  holdings: readonly HoldingToSell[],
): readonly (readonly [string, string])[] {
  return holdings.flatMap(({ isin, quantity }) => [
    ['isin', isin] as const,
    ['quantity', String(quantity)] as const,
  ]);
}

/** One order of a basket for the margin calculator, which takes JSON numbers. */
export function marginOrder(request: MarginRequest): Record<string, string | number> {
  return {
    exchange: request.listing.segment,
    tradingsymbol: tradingsymbolOf(request.listing),
    transaction_type: request.side,
    variety: 'regular',
    product: wireProduct(request.product, request.listing.segment),
    order_type: request.orderType,
    quantity: request.quantity,
    price: request.price === undefined ? 0 : priceToNumber(request.price),
    trigger_price: request.triggerPrice === undefined ? 0 : priceToNumber(request.triggerPrice),
  };
}

/** The fields of a conversion (docs "Portfolio", read 2026-11). `transaction_type` is the side of the position. */
export function conversionForm(conversion: ConvertPosition): Record<string, string> {
  const { listing } = conversion;
  return {
    exchange: listing.segment,
    tradingsymbol: tradingsymbolOf(listing),
    transaction_type: conversion.side,
    position_type: conversion.part,
    quantity: String(conversion.quantity),
    old_product: wireProduct(conversion.from, listing.segment),
    new_product: wireProduct(conversion.to, listing.segment),
  };
}

interface Priced {
  readonly orderType: OrderType;
  readonly price: Price | undefined;
  readonly triggerPrice: Price | undefined;
  readonly marketProtection: number;
}

function addPrices(form: Record<string, string>, order: Priced): void {
  if (order.price !== undefined) form['price'] = printPrice(order.price);
  if (order.triggerPrice !== undefined) form['trigger_price'] = printPrice(order.triggerPrice);
  // Without it both kinds are rejected, and there is no default (forum 52970, 2026); for the others it is ignored.
  if (order.orderType === 'MARKET' || order.orderType === 'SL-M') {
    form['market_protection'] = String(order.marketProtection);
  }
}

/** The symbol of the order interface stands in the key: what the list calls the symbol may be for reading only. */
function tradingsymbolOf(listing: BrokerListing): string {
  return listing.key.slice(listing.key.indexOf(':') + 1);
}
