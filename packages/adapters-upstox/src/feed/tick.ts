/** From the figures of one feed to core's tick. */
import type { DepthLevel, FedInstrument, FeedMode, Greeks, Instant, Price, Tick } from '@copydesk/core';
import * as cells from './cells.ts';
import * as frame from './frame-bytes.ts';
import * as prices from './wire-price.ts';

// Constants of this module are the fastest (`frame-bytes.ts`).
const { CELL, KIND, LEVEL } = cells;
const { CELLS } = frame;
const { toldPrice, wirePrice } = prices;

/** In which mode a message is sent, by its kind (`KIND`). An index has no order book: its full message tells less. */
const MODE_OF: readonly FeedMode[] = ['ltp', 'ltp', 'full', 'full', 'full'];

/**
 * The tick of the feed in the cells, with the order book as the feed's reader has it, in a frame sent at `sentAt`. Undefined when nothing of it can be read: a message of an
 * unknown kind, or a last price that is none.
 *
 * Proto3 leaves zeros out, so that "0" and "not told" are the same bytes. A count of 0 is one (nothing was traded, nobody
 * offers) where the message has the field and the instrument trades; a price or a time of 0 is none.
 */
export function tickFrom(
  instrument: FedInstrument,
  sentAt: Instant | undefined,
  hasOpenInterest: boolean,
  depth: Tick['depth'],
): Tick | undefined {
  const kind = CELLS[CELL.kind] as number;
  const lastPrice = wirePrice(CELLS[CELL.lastPrice] as number);
  if (kind === KIND.none || lastPrice === undefined) return undefined;
  const { instrumentId, tradable } = instrument;
  const full = kind === KIND.market;
  const deep = full || kind === KIND.firstLevel;
  const mode = MODE_OF[kind] as FeedMode;
  const previousClose = toldPrice(CELLS[CELL.previousClose] as number);
  const open = toldPrice(CELLS[CELL.open] as number);
  const high = toldPrice(CELLS[CELL.high] as number);
  const low = toldPrice(CELLS[CELL.low] as number);
  const lastQuantity = tradable ? countOf(CELLS[CELL.lastQuantity] as number) : undefined;
  const averagePrice = toldPrice(CELLS[CELL.averagePrice] as number);
  const volume = deep ? countOf(CELLS[CELL.volume] as number) : undefined;
  const totalBuyQuantity = full ? countOf(CELLS[CELL.totalBuyQuantity] as number) : undefined;
  const totalSellQuantity = full ? countOf(CELLS[CELL.totalSellQuantity] as number) : undefined;
  const openInterest = deep && hasOpenInterest ? countOf(CELLS[CELL.openInterest] as number) : undefined;
  const lastTradeAt = timeOf(CELLS[CELL.lastTradeAt] as number);
  const greeks = deep ? greeksOfCells() : undefined;
  // One literal for every kind: ticks of one shape are read the fastest wherever they go. Of finished figures, so that it is made in one go.
  return {
    instrumentId,
    mode,
    tradable,
    lastPrice,
    previousClose,
    open,
    high,
    low,
    lastQuantity,
    averagePrice,
    volume,
    totalBuyQuantity,
    totalSellQuantity,
    openInterest,
    // Not in the feed.
    openInterestHigh: undefined,
    openInterestLow: undefined,
    lastTradeAt,
    exchangeAt: sentAt,
    depth,
    greeks,
  };
}

/** The order book in the cells, of a message that has one. */
export function depthOfCells(): Tick['depth'] {
  const kind = CELLS[CELL.kind];
  if (kind !== KIND.market && kind !== KIND.firstLevel) return undefined;
  return { buy: sideOf(LEVEL.bidQuantity), sell: sideOf(LEVEL.askQuantity) };
}

/** Undefined for what is no count. Small ones leave as the machine's own integers. */
function countOf(value: number): number | undefined {
  const small = value | 0;
  if (small === value && small >= 0) return small;
  return value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

/** A time of the wire; undefined for 0 and for what no clock shows. */
export function timeOf(epochMs: number): Instant | undefined {
  return epochMs > 0 && epochMs <= LATEST ? (epochMs as Instant) : undefined;
}

/** The last moment that a `Date` can hold. */
const LATEST = 8_640_000_000_000_000;

/** One side of the order book, without levels that stand empty. The side is where its quantity has its place. */
function sideOf(side: number): readonly DepthLevel[] {
  const first = CELL.book + side;
  const count = CELLS[CELL.levels] as number;
  const levels: DepthLevel[] = [];
  for (let cell = first; cell < first + LEVEL.size * count; cell += LEVEL.size) {
    const level = levelAt(cell);
    if (level !== undefined) levels.push(level);
  }
  return levels;
}

/** What stands at a level; undefined for nothing, and for a price that core's prices do not reach. The price has its place behind the quantity. */
function levelAt(cell: number): DepthLevel | undefined {
  const quantity = CELLS[cell] as number;
  const rupees = CELLS[cell + 1] as number;
  if (!(quantity > 0 && rupees > 0 && rupees <= 1_000_000_000)) return undefined;
  const small = quantity | 0;
  return {
    price: wirePrice(rupees) as Price,
    quantity: small === quantity ? small : quantity,
    // Not in the feed.
    orders: 0,
  };
}

/** Undefined where they are all 0, as for a share or a future. */
function greeksOfCells(): Greeks | undefined {
  const delta = CELLS[CELL.delta] as number;
  const theta = CELLS[CELL.theta] as number;
  const gamma = CELLS[CELL.gamma] as number;
  const vega = CELLS[CELL.vega] as number;
  const rho = CELLS[CELL.rho] as number;
  const volatility = CELLS[CELL.impliedVolatility] as number;
  if (delta === 0 && theta === 0 && gamma === 0 && vega === 0 && rho === 0 && volatility === 0) {
    return undefined;
  }
  return { delta, theta, gamma, vega, rho, impliedVolatility: volatility === 0 ? undefined : volatility };
}
