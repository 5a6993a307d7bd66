/**
 * The messages of one instrument's feed, from `Feed` down, as `MarketDataFeedV3.proto` has them (upstox-js-sdk 2.31.0).
 *
 * Decides: which fields matter to a tick. Every other one is passed over, known or new: candles of a minute, the closing
 * auction, the requested mode. A field of another wire type than the schema's is one of those. What is there twice
 * counts the second time.
 *
 * A reader is given where its message's length stands, and what it must not pass; it gives the end of the message, or
 * `NOWHERE`. The numbers are tags: the field's number times eight, plus its wire type (0 number, 1 double, 2 part).
 */
import { CELL, KIND, LEVEL, MOST_LEVELS } from './cells.ts';
import { BYTES, CELLS, double, NOWHERE, number, partEnd, partStart, skip } from './frame-bytes.ts';

/** `Feed`: what there is about one instrument. */
export function readFeed(lengthAt: number, limit: number): number {
  const end = partEnd(lengthAt, limit);
  if (end === NOWHERE) return NOWHERE;
  let at = partStart(lengthAt);
  while (at < end) {
    const tag = BYTES[at];
    if (tag === 0x12) at = readFullFeed(at + 1, end);
    else if (tag === 0x0a) {
      CELLS[CELL.kind] = KIND.ltpc;
      at = readLtpc(at + 1, end);
    } else if (tag === 0x1a) {
      CELLS[CELL.kind] = KIND.firstLevel;
      at = readFirstLevel(at + 1, end);
    } else at = skip(at, end);
  }
  return at === end ? end : NOWHERE;
}

function readFullFeed(lengthAt: number, limit: number): number {
  const end = partEnd(lengthAt, limit);
  if (end === NOWHERE) return NOWHERE;
  let at = partStart(lengthAt);
  while (at < end) {
    const tag = BYTES[at];
    if (tag === 0x0a) {
      CELLS[CELL.kind] = KIND.market;
      at = readMarketFull(at + 1, end);
    } else if (tag === 0x12) {
      CELLS[CELL.kind] = KIND.index;
      at = readIndexFull(at + 1, end);
    } else at = skip(at, end);
  }
  return at === end ? end : NOWHERE;
}

/** `LTPC`. */
function readLtpc(lengthAt: number, limit: number): number {
  const end = partEnd(lengthAt, limit);
  if (end === NOWHERE) return NOWHERE;
  let at = partStart(lengthAt);
  while (at < end) {
    const tag = BYTES[at];
    if (tag === 0x09) at = double(CELL.lastPrice, at + 1);
    else if (tag === 0x10) at = number(CELL.lastTradeAt, at + 1);
    else if (tag === 0x18) at = number(CELL.lastQuantity, at + 1);
    else if (tag === 0x21) at = double(CELL.previousClose, at + 1);
    else at = skip(at, end);
  }
  return at === end ? end : NOWHERE;
}

/** `MarketFullFeed`. */
function readMarketFull(lengthAt: number, limit: number): number {
  const end = partEnd(lengthAt, limit);
  if (end === NOWHERE) return NOWHERE;
  let at = partStart(lengthAt);
  while (at < end) {
    switch (BYTES[at]) {
      case 0x0a:
        at = readLtpc(at + 1, end);
        break;
      case 0x12:
        at = readBook(at + 1, end);
        break;
      case 0x1a:
        at = readGreeks(at + 1, end);
        break;
      case 0x22:
        at = readCandles(at + 1, end);
        break;
      case 0x29:
        at = double(CELL.averagePrice, at + 1);
        break;
      case 0x30:
        at = number(CELL.volume, at + 1);
        break;
      case 0x39:
        at = double(CELL.openInterest, at + 1);
        break;
      case 0x41:
        at = double(CELL.impliedVolatility, at + 1);
        break;
      case 0x49:
        at = double(CELL.totalBuyQuantity, at + 1);
        break;
      case 0x51:
        at = double(CELL.totalSellQuantity, at + 1);
        break;
      default:
        at = skip(at, end);
    }
  }
  return at === end ? end : NOWHERE;
}

/** `IndexFullFeed`. */
function readIndexFull(lengthAt: number, limit: number): number {
  const end = partEnd(lengthAt, limit);
  if (end === NOWHERE) return NOWHERE;
  let at = partStart(lengthAt);
  while (at < end) {
    const tag = BYTES[at];
    if (tag === 0x0a) at = readLtpc(at + 1, end);
    else if (tag === 0x12) at = readCandles(at + 1, end);
    else at = skip(at, end);
  }
  return at === end ? end : NOWHERE;
}

/** `FirstLevelWithGreeks`: what the mode `option_greeks` sends. */
function readFirstLevel(lengthAt: number, limit: number): number {
  const end = partEnd(lengthAt, limit);
  if (end === NOWHERE) return NOWHERE;
  let at = partStart(lengthAt);
  while (at < end) {
    const tag = BYTES[at];
    if (tag === 0x0a) at = readLtpc(at + 1, end);
    else if (tag === 0x12) {
      at = readQuote(at + 1, end, 0);
      CELLS[CELL.levels] = 1;
    } else if (tag === 0x1a) at = readGreeks(at + 1, end);
    else if (tag === 0x20) at = number(CELL.volume, at + 1);
    else if (tag === 0x29) at = double(CELL.openInterest, at + 1);
    else if (tag === 0x31) at = double(CELL.impliedVolatility, at + 1);
    else at = skip(at, end);
  }
  return at === end ? end : NOWHERE;
}

/** `MarketLevel`: the order book, best first. */
function readBook(lengthAt: number, limit: number): number {
  const end = partEnd(lengthAt, limit);
  if (end === NOWHERE) return NOWHERE;
  let at = partStart(lengthAt);
  let levels = 0;
  while (at < end) {
    if (BYTES[at] === 0x0a && levels < MOST_LEVELS) {
      at = readQuote(at + 1, end, levels);
      levels += 1;
    } else at = skip(at, end);
  }
  CELLS[CELL.levels] = levels;
  return at === end ? end : NOWHERE;
}

/** `Quote`: one level of both sides. */
function readQuote(lengthAt: number, limit: number, level: number): number {
  const end = partEnd(lengthAt, limit);
  if (end === NOWHERE) return NOWHERE;
  const cell = CELL.book + LEVEL.size * level;
  let at = partStart(lengthAt);
  // As every writer writes a level on which both sides stand: this saves half of the time that a book takes.
  if (BYTES[at] === 0x08) {
    at = number(cell, at + 1);
    if (BYTES[at] === 0x11) {
      at = double(cell + LEVEL.bidPrice, at + 1);
      if (BYTES[at] === 0x18) {
        at = number(cell + LEVEL.askQuantity, at + 1);
        if (BYTES[at] === 0x21 && at + 9 === end) return double(cell + LEVEL.askPrice, at + 1);
      }
    }
  }
  return readSparseQuote(partStart(lengthAt), end, cell);
}

function readSparseQuote(start: number, end: number, cell: number): number {
  CELLS[cell] = 0;
  CELLS[cell + LEVEL.bidPrice] = 0;
  CELLS[cell + LEVEL.askQuantity] = 0;
  CELLS[cell + LEVEL.askPrice] = 0;
  let at = start;
  while (at < end) {
    const tag = BYTES[at];
    if (tag === 0x08) at = number(cell, at + 1);
    else if (tag === 0x11) at = double(cell + LEVEL.bidPrice, at + 1);
    else if (tag === 0x18) at = number(cell + LEVEL.askQuantity, at + 1);
    else if (tag === 0x21) at = double(cell + LEVEL.askPrice, at + 1);
    else at = skip(at, end);
  }
  return at === end ? end : NOWHERE;
}

/** `OptionGreeks`. */
function readGreeks(lengthAt: number, limit: number): number {
  const end = partEnd(lengthAt, limit);
  if (end === NOWHERE) return NOWHERE;
  let at = partStart(lengthAt);
  while (at < end) {
    const tag = BYTES[at];
    if (tag === 0x09) at = double(CELL.delta, at + 1);
    else if (tag === 0x11) at = double(CELL.theta, at + 1);
    else if (tag === 0x19) at = double(CELL.gamma, at + 1);
    else if (tag === 0x21) at = double(CELL.vega, at + 1);
    else if (tag === 0x29) at = double(CELL.rho, at + 1);
    else at = skip(at, end);
  }
  return at === end ? end : NOWHERE;
}

/** `MarketOHLC`: candles, of which a tick has the day's. */
function readCandles(lengthAt: number, limit: number): number {
  const end = partEnd(lengthAt, limit);
  if (end === NOWHERE) return NOWHERE;
  let at = partStart(lengthAt);
  while (at < end) at = BYTES[at] === 0x0a ? readCandle(at + 1, end) : skip(at, end);
  return at === end ? end : NOWHERE;
}

/** `OHLC`. Writers put its interval first: when it is not the day, nothing else is read. */
function readCandle(lengthAt: number, limit: number): number {
  const end = partEnd(lengthAt, limit);
  if (end === NOWHERE) return NOWHERE;
  let at = partStart(lengthAt);
  let ofDay = false;
  CELLS[CELL.candleOpen] = 0;
  CELLS[CELL.candleHigh] = 0;
  CELLS[CELL.candleLow] = 0;
  while (at < end) {
    const tag = BYTES[at];
    if (tag === 0x0a) {
      const textAt = partStart(at + 1);
      at = partEnd(at + 1, end);
      // "1d"
      ofDay = at === textAt + 2 && BYTES[textAt] === 0x31 && BYTES[textAt + 1] === 0x64;
      if (!ofDay) return at === NOWHERE ? NOWHERE : end;
    } else if (tag === 0x11) at = double(CELL.candleOpen, at + 1);
    else if (tag === 0x19) at = double(CELL.candleHigh, at + 1);
    else if (tag === 0x21) at = double(CELL.candleLow, at + 1);
    // The close, which is the last price: what writers put behind it is not ours.
    else if (tag === 0x29 && ofDay) at = at + 9 <= end ? end : NOWHERE;
    else at = skip(at, end);
  }
  if (at !== end) return NOWHERE;
  if (ofDay) {
    CELLS[CELL.open] = CELLS[CELL.candleOpen] as number;
    CELLS[CELL.high] = CELLS[CELL.candleHigh] as number;
    CELLS[CELL.low] = CELLS[CELL.candleLow] as number;
  }
  return end;
}
