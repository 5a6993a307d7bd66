/**
 * One packet of the ticker as a tick.
 *
 * Decides: what each length holds, and by what prices are divided. All integers are big-endian and unsigned: no price of
 * Kite's is negative, and its documents' "int32" would turn quantities above 2^31 around. A last price of 0 is no price:
 * nothing was ever traded, and a zero would look like a crash. Source: docs "WebSocket streaming" and the official SDKs, 2026-11.
 */
import {
  type DepthLevel,
  type FedInstrument,
  type Instant,
  instantOf,
  type MarketDepth,
  type Price,
  priceOfUnits,
  type Tick,
} from '@copydesk/core';

/** Bytes of a packet, by what it tells. */
export const LENGTHS = { ltp: 8, indexQuote: 28, indexFull: 32, quote: 44, full: 184 } as const;

/** The low byte of a token is its segment. SDKs, 2026-11. */
const CASH_NSE = 1;
const CURRENCY_NSE = 3;
const CASH_BSE = 4;
const CURRENCY_BSE = 6;

const DEPTH_AT = 64;
const LEVELS = 5;
const LEVEL_BYTES = 12;

/** The tick of a packet whose length is one of `LENGTHS`; undefined while the instrument has no price. */
export function readPacket(
  view: DataView,
  at: number,
  length: number,
  instrument: FedInstrument,
): Tick | undefined {
  const segment = view.getUint8(at + 3);
  const lastPrice = priceAt(view, at + 4, segment);
  if (lastPrice === undefined) return undefined;
  if (length === LENGTHS.ltp) return lastPriceOf(instrument, lastPrice);
  if (length === LENGTHS.quote || length === LENGTHS.full) {
    return tradedTick(view, { at, segment, lastPrice, full: length === LENGTHS.full }, instrument);
  }
  return indexTick(view, { at, segment, lastPrice, full: length === LENGTHS.indexFull }, instrument);
}

/** Where a packet begins, and what was read of it. */
interface Packet {
  readonly at: number;
  readonly segment: number;
  readonly lastPrice: Price;
  readonly full: boolean;
}

function lastPriceOf({ instrumentId, tradable }: FedInstrument, lastPrice: Price): Tick {
  return {
    instrumentId,
    mode: 'ltp',
    tradable,
    lastPrice,
    previousClose: undefined,
    open: undefined,
    high: undefined,
    low: undefined,
    lastQuantity: undefined,
    averagePrice: undefined,
    volume: undefined,
    totalBuyQuantity: undefined,
    totalSellQuantity: undefined,
    openInterest: undefined,
    openInterestHigh: undefined,
    openInterestLow: undefined,
    lastTradeAt: undefined,
    exchangeAt: undefined,
    depth: undefined,
    greeks: undefined,
  };
}

/** The order of an index's prices is its own: high, low, open, close. Its change is left out: it follows from the prices. */
function indexTick(
  view: DataView,
  { at, segment, lastPrice, full }: Packet,
  { instrumentId, tradable }: FedInstrument,
): Tick {
  return {
    instrumentId,
    mode: full ? 'full' : 'quote',
    tradable,
    lastPrice,
    previousClose: priceAt(view, at + 20, segment),
    open: priceAt(view, at + 16, segment),
    high: priceAt(view, at + 8, segment),
    low: priceAt(view, at + 12, segment),
    lastQuantity: undefined,
    averagePrice: undefined,
    volume: undefined,
    totalBuyQuantity: undefined,
    totalSellQuantity: undefined,
    openInterest: undefined,
    openInterestHigh: undefined,
    openInterestLow: undefined,
    lastTradeAt: undefined,
    exchangeAt: full ? secondAt(view, at + 28) : undefined,
    depth: undefined,
    greeks: undefined,
  };
}

function tradedTick(
  view: DataView,
  { at, segment, lastPrice, full }: Packet,
  { instrumentId, tradable }: FedInstrument,
): Tick {
  // A share has no open interest; its packets say 0.
  const hasInterest = full && segment !== CASH_NSE && segment !== CASH_BSE;
  return {
    instrumentId,
    mode: full ? 'full' : 'quote',
    tradable,
    lastPrice,
    previousClose: priceAt(view, at + 40, segment),
    open: priceAt(view, at + 28, segment),
    high: priceAt(view, at + 32, segment),
    low: priceAt(view, at + 36, segment),
    lastQuantity: view.getUint32(at + 8),
    averagePrice: priceAt(view, at + 12, segment),
    volume: view.getUint32(at + 16),
    totalBuyQuantity: view.getUint32(at + 20),
    totalSellQuantity: view.getUint32(at + 24),
    openInterest: hasInterest ? view.getUint32(at + 48) : undefined,
    openInterestHigh: hasInterest ? view.getUint32(at + 52) : undefined,
    openInterestLow: hasInterest ? view.getUint32(at + 56) : undefined,
    lastTradeAt: full ? secondAt(view, at + 44) : undefined,
    exchangeAt: full ? secondAt(view, at + 60) : undefined,
    depth: full ? depthAt(view, at + DEPTH_AT, segment) : undefined,
    greeks: undefined,
  };
}

function depthAt(view: DataView, at: number, segment: number): MarketDepth {
  return {
    buy: sideAt(view, at, segment),
    sell: sideAt(view, at + LEVELS * LEVEL_BYTES, segment),
  };
}

/** The levels of a side that hold something. */
function sideAt(view: DataView, from: number, segment: number): readonly DepthLevel[] {
  const levels: DepthLevel[] = [];
  for (let at = from; at < from + LEVELS * LEVEL_BYTES; at += LEVEL_BYTES) {
    const quantity = view.getUint32(at);
    if (quantity === 0) continue;
    const price = priceAt(view, at + 4, segment);
    if (price !== undefined) levels.push({ price, quantity, orders: view.getUint16(at + 8) });
  }
  return levels;
}

/** A price in 1/10000 rupee: paise everywhere but in currencies. 0 is how the wire says that there is none. */
function priceAt(view: DataView, at: number, segment: number): Price | undefined {
  const count = view.getUint32(at);
  if (count === 0) return undefined;
  if (segment === CURRENCY_NSE) return fromTenMillionths(count);
  return priceOfUnits(segment === CURRENCY_BSE ? count : count * 100);
}

/** Ticks of currencies are whole; an average is not, and is rounded half to even. */
function fromTenMillionths(count: number): Price {
  const rest = count % 1_000;
  const units = (count - rest) / 1_000;
  return priceOfUnits(rest > 500 || (rest === 500 && units % 2 === 1) ? units + 1 : units);
}

/** Seconds since the epoch, in UTC as they should be; 0 is how the wire says that there is no such time. */
function secondAt(view: DataView, at: number): Instant | undefined {
  const seconds = view.getUint32(at);
  return seconds === 0 ? undefined : instantOf(seconds * 1_000);
}
