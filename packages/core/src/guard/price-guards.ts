/**
 * The guards that need a price: the value of an order, and how far the market has moved from the master's price.
 *
 * Decides: which price stands for an order, and when a price is too old to stand for anything. A guard that needs a price and
 * has none lets nothing pass: the entry waits for the master's own fill, which tells one.
 */
import type { LinkGuards } from '../group/copy-group.ts';
import type { PriceSeen } from '../market/last-prices.ts';
import type { Price } from '../money/price.ts';
import type { Quantity } from '../money/quantity.ts';
import { valueOf } from '../money/value.ts';
import { averageOf, filledOf, type Order, type OrderTerms } from '../order/order.ts';
import type { Side } from '../order/order-terms.ts';
import type { Instant } from '../ports/clock.ts';
import type { SkipReason } from './skip-reason.ts';

/** A last price that was true for longer ago than this says nothing about an order that goes now. */
export const PRICE_FRESH_MS = 60_000;

/** One per cent, in the millionths of `LinkGuards.priceDrift`. */
const PERCENT = 10_000;

/** Figure of a guard that needs a price while none is known. */
const NO_PRICE = 'no price';

/** A child's entry with the prices around it. */
export interface PricedEntry {
  readonly terms: OrderTerms;
  readonly side: Side;
  readonly quantity: Quantity;
  /** Turns price × quantity into rupees. */
  readonly multiplier: number;
  readonly last: PriceSeen | undefined;
  readonly master: Order | undefined;
  /** The last price when the master was accepted, which stands in while it has no fill. */
  readonly reference: number | undefined;
  readonly now: Instant;
}

/** More than the link's `maxValue`, or not known. */
export function valueBeyond(
  entry: PricedEntry,
  { maxValue }: Pick<LinkGuards, 'maxValue'>,
): SkipReason | 'no-price' | undefined {
  if (maxValue === undefined) return undefined;
  const price = priceOfOrder(entry);
  if (price === undefined) return 'no-price';
  const value = valueOf(price, entry.quantity, entry.multiplier);
  return value > BigInt(maxValue) ? { code: 'max-value', limit: maxValue, figure: Number(value) } : undefined;
}

/** Further from the master's price than the link allows, in either direction, or not known. */
export function driftBeyond(
  entry: PricedEntry,
  { priceDrift }: Pick<LinkGuards, 'priceDrift'>,
): SkipReason | 'no-price' | undefined {
  if (priceDrift === undefined) return undefined;
  const last = freshPrice(entry);
  const from = masterPrice(entry);
  // A limit order that the master could place goes at the master's own price: it cannot be worse.
  if (last === undefined || from === undefined) return hasLimit(entry.terms) ? undefined : 'no-price';
  const moved = Math.abs(last - from);
  if (BigInt(moved) * 1_000_000n <= BigInt(from) * BigInt(priceDrift)) return undefined;
  return { code: 'price-drift', limit: priceDrift / PERCENT, figure: percentOf(moved, from) };
}

/**
 * Why a copy does not take other terms: by them it would be worth more than the link allows and than it is, or would fill sooner where the
 * market has moved too far from the master's price. Less than that adds nothing. Without a price that a guard needs it keeps what it has.
 */
export function changeBeyond(
  to: PricedEntry,
  from: PricedEntry,
  guards: Pick<LinkGuards, 'maxValue' | 'priceDrift'>,
): SkipReason | undefined {
  const value = valueBeyond(to, guards);
  if (value === 'no-price') return { code: 'max-value', limit: guards.maxValue ?? 0, figure: NO_PRICE };
  const before = valueBeyond(from, guards);
  const costsMore = typeof before !== 'object' || Number(before.figure) < Number(value?.figure);
  if (value !== undefined && costsMore) return value;
  const drift = isKeener(to, from) ? driftBeyond(to, guards) : undefined;
  if (drift !== 'no-price') return drift;
  return { code: 'price-drift', limit: (guards.priceDrift ?? 0) / PERCENT, figure: NO_PRICE };
}

/** Whether it may fill by these terms where it does not by those. */
function isKeener({ terms, side }: PricedEntry, { terms: before }: PricedEntry): boolean {
  if (terms.orderType !== before.orderType || terms.triggerPrice !== before.triggerPrice) return true;
  if (terms.price === undefined || before.price === undefined) return false;
  return side === 'BUY' ? terms.price > before.price : terms.price < before.price;
}

/** What the order will cost at most, as far as can be said: a sale may fill above its limit, a purchase not. */
function priceOfOrder(entry: PricedEntry): Price | undefined {
  const { terms, side } = entry;
  const own = terms.price ?? terms.triggerPrice;
  const last = freshPrice(entry) ?? filledAt(entry.master);
  if (own === undefined) return last;
  return side === 'SELL' && last !== undefined && last > own ? last : own;
}

function masterPrice({ master, reference }: PricedEntry): number | undefined {
  return filledAt(master) ?? reference;
}

function filledAt(master: Order | undefined): Price | undefined {
  return master === undefined || filledOf(master) === 0 ? undefined : averageOf(master);
}

function freshPrice({ last, now }: PricedEntry): Price | undefined {
  return last === undefined || now - last.at > PRICE_FRESH_MS ? undefined : last.price;
}

function hasLimit({ price, triggerPrice }: OrderTerms): boolean {
  return price !== undefined || triggerPrice !== undefined;
}

/** In per cent with two decimals, rounded up: what is beyond a limit is never shown as the limit. */
function percentOf(moved: number, from: number): number {
  return from === 0 ? 0 : Math.ceil((moved * 10_000) / from) / 100;
}
