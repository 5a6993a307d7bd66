/**
 * A full feed as writers write it: every field once, in the order of the schema.
 *
 * Decides: nothing that `feed-messages.ts` does not. Protobuf lets fields come in any order and more than once, which takes a loop and a choice
 * for each; but writers put them in order, so each is looked for where it must stand if it is there. Whatever is otherwise (an unknown field,
 * another order, a length that lies) is `UNUSUAL`, and the message is read again from its start by the readers that take everything.
 */
import { CELL, KIND, LEVEL, MOST_LEVELS } from './cells.ts';
import { BYTES, CELLS, double, number, partEnd, partStart, time } from './frame-bytes.ts';

/** Behind every frame, where no tag ever stands: whatever is looked for there is not found. */
export const UNUSUAL = BYTES.length - 1;

/** Lengths of what has only doubles in it: five greeks with their tags, and a candle of the day up to its close. */
const GREEKS_BYTES = 45;
const DAY_BYTES = 40;

/** `Feed` with a `MarketFullFeed` in it; gives its end. */
export function readUsualFeed(lengthAt: number, limit: number): number {
  const end = partEnd(lengthAt, limit);
  const fullAt = partStart(lengthAt);
  if (end > limit || BYTES[fullAt] !== 0x12) return UNUSUAL;
  const fullEnd = partEnd(fullAt + 1, end);
  const marketAt = partStart(fullAt + 1);
  if (fullEnd > end || BYTES[marketAt] !== 0x0a) return UNUSUAL;
  const marketEnd = partEnd(marketAt + 1, fullEnd);
  if (marketEnd !== fullEnd || readUsualMarket(partStart(marketAt + 1), marketEnd) !== marketEnd)
    return UNUSUAL;
  CELLS[CELL.kind] = KIND.market;
  // The requested mode may follow.
  const isEnd =
    fullEnd === end || (fullEnd + 2 === end && BYTES[fullEnd] === 0x20 && (BYTES[end - 1] as number) < 128);
  return isEnd ? end : UNUSUAL;
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

/** `LTPC`. */
function readUsualLtpc(lengthAt: number, limit: number): number {
  const end = partEnd(lengthAt, limit);
  let at = lengthAt + 1;
  if (BYTES[at] === 0x09) at = double(CELL.lastPrice, at + 1);
  else CELLS[CELL.lastPrice] = 0;
  if (BYTES[at] === 0x10) at = time(CELL.lastTradeAt, at + 1);
  else CELLS[CELL.lastTradeAt] = 0;
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
  let cell: number = CELL.book;
  for (; BYTES[at] === 0x0a && at < end; cell += LEVEL.size) {
    const levelEnd = at + 2 + (BYTES[at + 1] as number);
    if (cell === CELL.book + LEVEL.size * MOST_LEVELS || BYTES[at + 2] !== 0x08) return UNUSUAL;
    at = number(cell, at + 3);
    if (BYTES[at] !== 0x11) return UNUSUAL;
    at = double(cell + LEVEL.bidPrice, at + 1);
    if (BYTES[at] !== 0x18) return UNUSUAL;
    at = number(cell + LEVEL.askQuantity, at + 1);
    if (BYTES[at] !== 0x21) return UNUSUAL;
    at = double(cell + LEVEL.askPrice, at + 1);
    if (at !== levelEnd) return UNUSUAL;
  }
  CELLS[CELL.levels] = (cell - CELL.book) / LEVEL.size;
  return at === end ? at : UNUSUAL;
}

/** `OptionGreeks`: all of them, or none. */
function readUsualGreeks(lengthAt: number, limit: number): number {
  const at = lengthAt + 1;
  const length = BYTES[lengthAt] as number;
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
  const end = partEnd(lengthAt, limit);
  const dayAt = partStart(lengthAt);
  const at = dayAt + 2;
  const dayEnd = at + (BYTES[dayAt + 1] as number);
  if (BYTES[dayAt] !== 0x0a || dayEnd > at + 127 || dayEnd > end || at + DAY_BYTES > dayEnd) return UNUSUAL;
  // 0x0a, 2, "1d"
  if (BYTES[at] !== 0x0a || BYTES[at + 1] !== 2 || BYTES[at + 2] !== 0x31 || BYTES[at + 3] !== 0x64)
    return UNUSUAL;
  if (BYTES[at + 4] !== 0x11 || BYTES[at + 13] !== 0x19 || BYTES[at + 22] !== 0x21) return UNUSUAL;
  if (BYTES[at + 31] !== 0x29) return UNUSUAL;
  double(CELL.open, at + 5);
  double(CELL.high, at + 14);
  double(CELL.low, at + 23);
  let next = dayEnd;
  while (BYTES[next] === 0x0a && next < end) {
    const candleEnd = partEnd(next + 1, end);
    const intervalAt = partStart(next + 1);
    // One that is of the day again, or does not begin with its interval, is read by who takes everything.
    if (candleEnd > end || BYTES[intervalAt] !== 0x0a || BYTES[intervalAt + 2] === 0x31) return UNUSUAL;
    if (partEnd(intervalAt + 1, candleEnd) > candleEnd) return UNUSUAL;
    next = candleEnd;
  }
  return next === end ? next : UNUSUAL;
}
