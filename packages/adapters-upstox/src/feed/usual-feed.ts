/**
 * A full feed as writers write it: every field once, in the order of the schema.
 *
 * Decides: nothing that `feed-messages.ts` does not. Protobuf lets fields come in any order and more than once, which takes a loop and a choice
 * for each; but writers put them in order, so each is looked for where it must stand if it is there. Whatever is otherwise (an unknown field,
 * another order, a length that lies) is `UNUSUAL`, and the message is read again from its start by the readers that take everything.
 */
import type { DepthLevel, Price, Tick } from '@copydesk/core';
import * as cells from './cells.ts';
import * as frame from './frame-bytes.ts';
import * as prices from './wire-price.ts';

// Constants of this module are the fastest (`frame-bytes.ts`).
const { CELL, KIND, LEVEL, MOST_LEVELS } = cells;
const { BYTES, CELLS, VIEW, WITHIN, double, number, partEnd, partStart, time } = frame;
const { LARGEST_SMALL } = prices;

/** Behind every frame, where no tag ever stands: whatever is looked for there is not found. */
const UNUSUAL = BYTES.length - 1;

/** The order book in whole numbers, by the places of `LEVEL`: prices of core, and counts. */
const BOOK = new Int32Array(LEVEL.size * MOST_LEVELS);

/** Lengths of what has only doubles in it: five greeks with their tags, and a candle of the day up to its close. */
const GREEKS_BYTES = 45;
const DAY_BYTES = 40;

/**
 * Reads a `Feed` that ends at `limit`, with a `MarketFullFeed` in it. False for every other, or unusual: what stands in the
 * cells is then nothing.
 */
export function isUsualFeed(lengthAt: number, limit: number): boolean {
  const from = lengthAt & WITHIN;
  const end = partEnd(from, limit);
  const fullAt = partStart(from);
  if (end !== limit || BYTES[fullAt] !== 0x12) return false;
  const fullEnd = partEnd(fullAt + 1, end);
  const marketAt = partStart(fullAt + 1);
  if (fullEnd > end || BYTES[marketAt] !== 0x0a) return false;
  const marketEnd = partEnd(marketAt + 1, fullEnd);
  if (marketEnd !== fullEnd || readUsualMarket(partStart(marketAt + 1), marketEnd) !== marketEnd)
    return false;
  CELLS[CELL.kind] = KIND.market;
  // The requested mode may follow.
  return (
    fullEnd === end || (fullEnd + 2 === end && BYTES[fullEnd] === 0x20 && (BYTES[end - 1] as number) < 128)
  );
}

/** `MarketFullFeed`. */
function readUsualMarket(start: number, end: number): number {
  let at = start;
  if (BYTES[at] !== 0x0a) return UNUSUAL;
  at = readUsualLtpc(at + 1, end);
  if (BYTES[at] !== 0x12) return UNUSUAL;
  at = readUsualBook(at + 1, end);
  // Of a share or a future; they may also be there with nothing in them.
  if (BYTES[at] === 0x1a) at = readUsualGreeks(at + 1, end);
  else clearGreeks();
  if (BYTES[at] !== 0x22) return UNUSUAL;
  at = readUsualCandles(at + 1, end);
  return readUsualFigures(at);
}

/** What stands behind the candles, as far as it is there. */
function readUsualFigures(start: number): number {
  let at = start & WITHIN;
  if (BYTES[at] === 0x29) at = double(CELL.averagePrice, at + 1);
  else CELLS[CELL.averagePrice] = 0;
  if (BYTES[at] === 0x30) at = number(CELL.volume, at + 1);
  else CELLS[CELL.volume] = 0;
  if (BYTES[at] === 0x39) at = double(CELL.openInterest, at + 1);
  else CELLS[CELL.openInterest] = 0;
  if (BYTES[at] === 0x41) at = double(CELL.impliedVolatility, at + 1);
  else CELLS[CELL.impliedVolatility] = 0;
  if (BYTES[at] === 0x49) at = double(CELL.totalBuyQuantity, at + 1);
  else CELLS[CELL.totalBuyQuantity] = 0;
  if (BYTES[at] === 0x51) at = double(CELL.totalSellQuantity, at + 1);
  else CELLS[CELL.totalSellQuantity] = 0;
  return at;
}

/** `LTPC`: a price and its time; the others may be left out. */
function readUsualLtpc(lengthAt: number, limit: number): number {
  const from = lengthAt & WITHIN;
  const end = partEnd(from, limit);
  if (BYTES[from + 1] !== 0x09 || BYTES[from + 10] !== 0x10) return UNUSUAL;
  double(CELL.lastPrice, from + 2);
  let at = time(CELL.lastTradeAt, from + 11);
  if (BYTES[at] === 0x18) at = number(CELL.lastQuantity, at + 1);
  else CELLS[CELL.lastQuantity] = 0;
  if (BYTES[at] === 0x21) at = double(CELL.previousClose, at + 1);
  else CELLS[CELL.previousClose] = 0;
  return at === end ? at : UNUSUAL;
}

/** `MarketLevel`, with both sides at each level. */
function readUsualBook(lengthAt: number, limit: number): number {
  const end = partEnd(lengthAt, limit);
  let at = partStart(lengthAt);
  let place = 0;
  for (; BYTES[at] === 0x0a && at < end && place < BOOK.length; place += LEVEL.size)
    at = readUsualLevel(place, at);
  CELLS[CELL.levels] = place / LEVEL.size;
  return at === end ? at : UNUSUAL;
}

/** `Quote` with something on both sides, at ordinary prices. */
function readUsualLevel(place: number, tagAt: number): number {
  const from = tagAt & WITHIN;
  const bidEnd = readCount(place + LEVEL.bidQuantity, from + 3);
  if (BYTES[from + 2] !== 0x08 || BYTES[bidEnd] !== 0x11 || BYTES[bidEnd + 9] !== 0x18) return UNUSUAL;
  const askEnd = readCount(place + LEVEL.askQuantity, bidEnd + 10);
  const end = askEnd + 9;
  if (BYTES[askEnd] !== 0x21 || end !== from + 2 + (BYTES[from + 1] as number)) return UNUSUAL;
  const bidPrice = ordinaryPrice(bidEnd + 1);
  const askPrice = ordinaryPrice(askEnd + 1);
  // A level without a price or a count is none: that is for the others to say.
  if (bidPrice === 0 || askPrice === 0) return UNUSUAL;
  if (BOOK[place + LEVEL.bidQuantity] === 0 || BOOK[place + LEVEL.askQuantity] === 0) return UNUSUAL;
  BOOK[place + LEVEL.bidPrice] = bidPrice;
  BOOK[place + LEVEL.askPrice] = askPrice;
  return end;
}

/** A count of up to four bytes into its place of the book. */
function readCount(place: number, at: number): number {
  const word = VIEW.getInt32(at, true);
  if ((word & 0x80) === 0) {
    BOOK[place] = word & 0x7f;
    return at + 1;
  }
  if ((word & 0x8000) === 0) {
    BOOK[place] = (word & 0x7f) | ((word >>> 1) & 0x3f80);
    return at + 2;
  }
  return readLongCount(place, at, word);
}

function readLongCount(place: number, at: number, word: number): number {
  const three = (word & 0x7f) | ((word >>> 1) & 0x3f80) | ((word >>> 2) & 0x1fc000);
  if ((word & 0x800000) === 0) {
    BOOK[place] = three;
    return at + 3;
  }
  // The fourth byte has the word's sign.
  if (word < 0) return UNUSUAL;
  BOOK[place] = three | ((word >>> 3) & 0xfe00000);
  return at + 4;
}

/** A double as `wirePrice` has it; 0 for what is not ordinary. */
function ordinaryPrice(at: number): number {
  const units = VIEW.getFloat64(at, true) * 10_000;
  return units >= 1 && units <= LARGEST_SMALL ? (units + 0.5) | 0 : 0;
}

/** The order book that was read last. */
export function usualDepth(): Tick['depth'] {
  const count = CELLS[CELL.levels] as number;
  if (count !== 5) return { buy: sideOf(LEVEL.bidQuantity, count), sell: sideOf(LEVEL.askQuantity, count) };
  // As the feed has it, in one piece: an array that grows level by level is copied on the way.
  return {
    buy: [levelAt(0), levelAt(4), levelAt(8), levelAt(12), levelAt(16)],
    sell: [levelAt(2), levelAt(6), levelAt(10), levelAt(14), levelAt(18)],
  };
}

function sideOf(side: number, count: number): readonly DepthLevel[] {
  return Array.from({ length: count }, (_, level) => levelAt(side + level * LEVEL.size));
}

/** The price has its place behind the quantity. */
function levelAt(place: number): DepthLevel {
  return {
    price: BOOK[place + 1] as Price,
    quantity: BOOK[place] as number,
    // Not in the feed.
    orders: 0,
  };
}

/** `OptionGreeks`: all of them, or none. */
function readUsualGreeks(lengthAt: number, limit: number): number {
  const at = (lengthAt & WITHIN) + 1;
  const length = BYTES[at - 1] as number;
  if (length === 0) {
    clearGreeks();
    return at;
  }
  if (length !== GREEKS_BYTES || at + GREEKS_BYTES > limit) return UNUSUAL;
  if (BYTES[at] !== 0x09 || BYTES[at + 9] !== 0x11 || BYTES[at + 18] !== 0x19) return UNUSUAL;
  if (BYTES[at + 27] !== 0x21 || BYTES[at + 36] !== 0x29) return UNUSUAL;
  double(CELL.delta, at + 1);
  double(CELL.theta, at + 10);
  double(CELL.gamma, at + 19);
  double(CELL.vega, at + 28);
  return double(CELL.rho, at + 37);
}

function clearGreeks(): void {
  CELLS[CELL.delta] = 0;
  CELLS[CELL.theta] = 0;
  CELLS[CELL.gamma] = 0;
  CELLS[CELL.vega] = 0;
  CELLS[CELL.rho] = 0;
}

/** `MarketOHLC`: the day's candle first, whole; behind it those that are not read. */
function readUsualCandles(lengthAt: number, limit: number): number {
  const from = lengthAt & WITHIN;
  const end = partEnd(from, limit);
  const dayAt = partStart(from);
  const dayLength = BYTES[dayAt + 1] as number;
  // 0x0a, 2, "1d", as one word.
  if (BYTES[dayAt] !== 0x0a || VIEW.getInt32(dayAt + 2, true) !== 0x6431020a) return UNUSUAL;
  if (dayLength < DAY_BYTES || dayLength > 127) return UNUSUAL;
  if (BYTES[dayAt + 6] !== 0x11 || BYTES[dayAt + 15] !== 0x19 || BYTES[dayAt + 24] !== 0x21) return UNUSUAL;
  if (BYTES[dayAt + 33] !== 0x29) return UNUSUAL;
  double(CELL.open, dayAt + 7);
  double(CELL.high, dayAt + 16);
  double(CELL.low, dayAt + 25);
  let next = dayAt + 2 + dayLength;
  while (BYTES[next] === 0x0a && next < end) {
    const length = BYTES[next + 1] as number;
    const intervalLength = BYTES[next + 3] as number;
    // One that is of the day again, or does not begin with its interval, is read by who takes everything.
    if (length > 127 || BYTES[next + 2] !== 0x0a || intervalLength + 2 > length) return UNUSUAL;
    if (BYTES[next + 4] === 0x31) return UNUSUAL;
    next += 2 + length;
  }
  return next === end ? next : UNUSUAL;
}
