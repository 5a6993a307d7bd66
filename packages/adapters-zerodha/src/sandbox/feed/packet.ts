/**
 * An instrument's figures as a packet of the ticker, byte for byte.
 *
 * Decides: lengths and places of the fields. Written from the documents, apart from the adapter's reader, so that neither
 * repeats the other's mistake. Source: docs "WebSocket streaming" and the official SDKs, 2026-11.
 */
import type { Price } from '@copydesk/core';
import type { VenueFigures, VenueLevel } from '@copydesk/sandbox';

/** How much is asked for of an instrument. */
export type TickerMode = 'ltp' | 'quote' | 'full';

const INDEX_SEGMENT = 9;
const LEVELS = 5;

/** Where a packet tells the time of its state, by its length: what does not make it another packet. */
export const STATE_TIME_AT: Readonly<Record<number, number>> = { 32: 28, 184: 60 };

/** The packet of one instrument. */
export function packetOf(token: number, mode: TickerMode, figures: VenueFigures): Buffer {
  const write = (price: Price): number => onWire(price, token & 0xff);
  if (mode === 'ltp') return ints([token, write(figures.lastPrice)]);
  if ((token & 0xff) === INDEX_SEGMENT) return indexPacket(token, mode, figures);
  const quote = [
    token,
    write(figures.lastPrice),
    figures.lastQuantity,
    write(figures.averagePrice),
    figures.volume,
    figures.totalBuyQuantity,
    figures.totalSellQuantity,
    ...[figures.open, figures.high, figures.low, figures.previousClose].map(write),
  ];
  if (mode === 'quote') return ints(quote);
  const { openInterest, depth } = figures;
  return Buffer.concat([
    ints([
      ...quote,
      seconds(figures.lastTradeAt ?? 0),
      openInterest?.now ?? 0,
      openInterest?.high ?? 0,
      openInterest?.low ?? 0,
      seconds(figures.exchangeAt),
    ]),
    sideOf(depth?.buy ?? [], write),
    sideOf(depth?.sell ?? [], write),
  ]);
}

/** High and low stand before the open; the change is in paise, with its sign. */
function indexPacket(token: number, mode: TickerMode, figures: VenueFigures): Buffer {
  const write = (price: Price): number => onWire(price, INDEX_SEGMENT);
  const { lastPrice, high, low, open, previousClose } = figures;
  const change = write(lastPrice) - write(previousClose);
  const fields = [token, ...[lastPrice, high, low, open, previousClose].map(write), change];
  return ints(mode === 'full' ? [...fields, seconds(figures.exchangeAt)] : fields);
}

/** Five levels of 12 bytes, the last two of each unused; what is empty is 0. */
function sideOf(levels: readonly VenueLevel[], write: (price: Price) => number): Buffer {
  const side = Buffer.alloc(LEVELS * 12);
  for (const [index, { quantity, price, orders }] of levels.slice(0, LEVELS).entries()) {
    side.writeUInt32BE(quantity, index * 12);
    side.writeUInt32BE(write(price), index * 12 + 4);
    side.writeUInt16BE(orders, index * 12 + 8);
  }
  return side;
}

/** Ten millionths of a rupee for NSE's currencies (segment 3), ten thousandths for BSE's (6), else paise. */
function onWire(price: Price, segment: number): number {
  if (segment === 3) return price * 1_000;
  return segment === 6 ? price : Math.round(price / 100);
}

function seconds(at: number): number {
  return Math.floor(at / 1_000);
}

/** 32 bits each; what is larger wraps, and what is negative has its sign. */
function ints(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, index * 4);
  return bytes;
}
