/**
 * What a position made and lost (domain §4.15), given what made it.
 *
 * Decides: the average method (what closes takes its share of the cost, a position that was flat begins anew), what is
 * realised, and what a day's profit is: the one rule for positions, accounts and loss limits. Keeps I8: everything is a sum of
 * price × quantity in whole units of 1/10000 rupee; only a share of a cost is rounded, and its other part takes the rest.
 */
import type { Price } from '../money/price.ts';
import type { Quantity } from '../money/quantity.ts';
import { averagePrice, type Value } from '../money/value.ts';
import type { Execution } from './executions.ts';

/** Profits, negative for losses, with the contract multiplier in them. */
export interface Pnl {
  /** Since entry: realised and unrealised; undefined without a last price while open, or when nobody knows a carried cost. */
  readonly pnl: Value | undefined;
  /** Of the day: what was carried counts from the previous close. Undefined when that, or the last price, is not known. */
  readonly dayPnl: Value | undefined;
  readonly realised: Value | undefined;
  readonly unrealised: Value | undefined;
  /** Of the open quantity. */
  readonly averagePrice: Price | undefined;
  /** Trades tell every value since entry; otherwise a broker's average stands in for some. */
  readonly isFromTrades: boolean;
}

/** What a position is counted at. */
export interface PnlPrices {
  readonly lastPrice: Price | undefined;
  readonly previousClose: Price | undefined;
  /** Turns price × quantity into rupees. */
  readonly multiplier: number;
}

/** The profits of one position. */
export function pnlOf(executions: readonly Execution[], prices: PnlPrices): Pnl {
  const { lastPrice, previousClose, multiplier } = prices;
  const { quantity, cost, realised } = foldOf(executions, multiplier);
  const worth = valueAt(quantity, lastPrice, multiplier);
  const unrealised = worth === undefined || cost === undefined ? undefined : ((worth - cost) as Value);
  const pnl = unrealised === undefined || realised === undefined ? undefined : realised + unrealised;
  const day = dayFigures(executions);
  const isDayKnown =
    (quantity === 0 || lastPrice !== undefined) && (day.start === 0 || previousClose !== undefined);
  const dayPrices = { last: lastPrice, began: previousClose, multiplier };
  return {
    pnl: pnl as Value | undefined,
    dayPnl: isDayKnown ? dayProfit({ ...day, quantity }, dayPrices) : undefined,
    realised,
    unrealised,
    averagePrice: averageOf(quantity, cost, multiplier),
    isFromTrades: executions.every(({ isExact }) => isExact),
  };
}

/**
 * The profit of a day: what was received less what was paid since it began, with what is held at the last price, less what was
 * held when it began at the price it began at. Everything signed; a price that is not known counts as nothing.
 */
export function dayProfit(
  held: { readonly cash: bigint; readonly start: number; readonly quantity: number },
  at: { readonly last: Price | undefined; readonly began: Price | undefined; readonly multiplier: number },
): Value {
  const now = BigInt(held.quantity) * BigInt(at.last ?? 0);
  const before = BigInt(held.start) * BigInt(at.began ?? 0);
  return ((held.cash + now - before) * BigInt(at.multiplier)) as Value;
}

/** The average price of what is open, for display; undefined when flat, or when nobody knows what it cost. */
export function openAverage(executions: readonly Execution[]): Price | undefined {
  const { quantity, cost } = foldOf(executions, 1);
  return averageOf(quantity, cost, 1);
}

/** Magnitude of what a quantity that is carried into a day cost, where the trades before it tell; otherwise undefined. */
export function costCarried(executions: readonly Execution[], carried: number): Value | undefined {
  const { quantity, cost } = foldOf(executions, 1);
  if (carried === 0 || quantity !== carried || cost === undefined) return undefined;
  if (!executions.every(({ isExact }) => isExact)) return undefined;
  return magnitude(cost);
}

interface Fold {
  /** Signed. */
  readonly quantity: number;
  /** Signed like the quantity; undefined when it is not known. */
  readonly cost: Value | undefined;
  readonly realised: Value | undefined;
}

/** The average method, step by step. */
function foldOf(executions: readonly Execution[], multiplier: number): Fold {
  let quantity = 0;
  let cost = 0n;
  let realised = 0n;
  let isKnown = true;
  for (const { quantity: moved, value, kind } of executions) {
    if (value === undefined) isKnown = false;
    const paid = (value ?? 0n) * BigInt(multiplier);
    const isClosing = quantity !== 0 && Math.sign(moved) !== Math.sign(quantity);
    if (isClosing && kind === 'traded') {
      const closed = Math.min(Math.abs(quantity), Math.abs(moved));
      const costShare = shareOf(cost, closed, Math.abs(quantity));
      const paidShare = shareOf(paid, closed, Math.abs(moved));
      realised -= paidShare + costShare;
      cost += paid - paidShare - costShare;
    } else cost += paid;
    quantity += moved;
    if (quantity === 0) {
      // What left for another product took its part's cost, which may not be the average of the whole.
      realised -= cost;
      cost = 0n;
    }
  }
  if (!isKnown) return { quantity, cost: undefined, realised: undefined };
  return { quantity, cost: cost as Value, realised: realised as Value };
}

/** What was held when the day began, and what was received less paid since. */
function dayFigures(executions: readonly Execution[]): { readonly start: number; readonly cash: bigint } {
  let start = 0;
  let cash = 0n;
  for (const { isOfEarlierDay, quantity, value } of executions)
    if (isOfEarlierDay) start += quantity;
    else cash -= value ?? 0n;
  return { start, cash };
}

function averageOf(quantity: number, cost: Value | undefined, multiplier: number): Price | undefined {
  if (quantity === 0 || cost === undefined) return undefined;
  return averagePrice(magnitude(cost), Math.abs(quantity) as Quantity, multiplier);
}

function valueAt(quantity: number, price: Price | undefined, multiplier: number): bigint | undefined {
  if (quantity === 0) return 0n;
  return price === undefined ? undefined : BigInt(quantity) * BigInt(price) * BigInt(multiplier);
}

function magnitude(value: bigint): Value {
  return (value < 0n ? -value : value) as Value;
}

/** A part of a value, rounded towards zero; all of it when all goes. */
function shareOf(value: bigint, part: number, whole: number): bigint {
  return part === whole ? value : (value * BigInt(part)) / BigInt(whole);
}
