import { type Instant, instantOf, type Price } from '@copydesk/core';
import type { VenueFigures, VenueLevel } from '@copydesk/sandbox';
import { expect, it } from 'vitest';
import { packetOf, type TickerMode } from './packet.ts';

/** Vectors made for the description of the wire and decoded there with the official parser: the packet without its length. */
const QUOTE_NFO = '00a75a020000379100000082000036420044da2c0005efa100064a0500003afc00003f7000003200000039f3';
const FULL_NFO = `${QUOTE_NFO}6ab1faec0021ba9700235f5000200c386ab1faed000000410000378c00010000000001040000378700030000000001450000378200020000000005140000377d000600000000038e0000377800090000000000c30000379100020000000000820000379600010000000002490000379b0004000000000410000037a000070000000008a2000037a5000c0000`;
const INDEX_FULL = '0003e9090025184f00254ed200250c6000253b5900253988ffffdec76ab1faed';

const AT = instantOf(Date.UTC(2026, 8, 22, 3, 50, 5, 400));
const level = (quantity: number, rupees: number, orders: number): VenueLevel => ({
  quantity,
  price: priceOf(rupees),
  orders,
});

function priceOf(rupees: number): Price {
  return Math.round(rupees * 10_000) as Price;
}

function figures(last: number, changes: Partial<VenueFigures> = {}): VenueFigures {
  return {
    lastPrice: priceOf(last),
    exchangeAt: AT,
    openInterest: undefined,
    depth: undefined,
    greeks: undefined,
    ...changes,
  } as VenueFigures;
}

const OPTION = figures(142.25, {
  lastQuantity: 130,
  averagePrice: priceOf(138.9),
  volume: 4_512_300,
  totalBuyQuantity: 389_025,
  totalSellQuantity: 412_165,
  open: priceOf(151),
  high: priceOf(162.4),
  low: priceOf(128),
  previousClose: priceOf(148.35),
  lastTradeAt: (AT - 1_000) as Instant,
  openInterest: { now: 2_210_455, high: 2_318_160, low: 2_100_280 },
  depth: {
    buy: [
      level(65, 142.2, 1),
      level(260, 142.15, 3),
      level(325, 142.1, 2),
      level(1_300, 142.05, 6),
      level(910, 142, 9),
    ],
    sell: [
      level(195, 142.25, 2),
      level(130, 142.3, 1),
      level(585, 142.35, 4),
      level(1_040, 142.4, 7),
      level(2_210, 142.45, 12),
    ],
  },
});
const INDEX = figures(24_310.55, {
  high: priceOf(24_450.1),
  low: priceOf(24_280),
  open: priceOf(24_400.25),
  previousClose: priceOf(24_395.6),
});

it.each<readonly [string, readonly [number, TickerMode, VenueFigures], string]>([
  ['a last price at NSE', [408_065, 'ltp', figures(1573.45)], '00063a01000266a1'],
  ['a last price at CDS', [256_003, 'ltp', figures(83.4525)], '0003e80331bdd748'],
  ['a last price at BCD', [256_006, 'ltp', figures(83.4525)], '0003e806000cbbdd'],
  ['a last price at MCX', [119_445_255, 'ltp', figures(151_487)], '071e970700e7269c'],
  ['a quote of an index', [256_265, 'quote', INDEX], INDEX_FULL.slice(0, 56)],
  ['all of an index', [256_265, 'full', INDEX], INDEX_FULL],
  ['a quote', [10_967_554, 'quote', OPTION], QUOTE_NFO],
  ['a full packet', [10_967_554, 'full', OPTION], FULL_NFO],
])('writes %s as the broker does', (_what, told, hex) => {
  expect(packetOf(...told).toString('hex')).toBe(hex);
});

it('leaves empty what there is not: levels, open interest, the last trade', () => {
  const bare = figures(10, {
    lastQuantity: 0,
    averagePrice: priceOf(10),
    volume: 0,
    totalBuyQuantity: 0,
    totalSellQuantity: 0,
    open: priceOf(10),
    high: priceOf(10),
    low: priceOf(10),
    previousClose: priceOf(10),
    lastTradeAt: undefined,
    depth: { buy: [level(5, 9.95, 1)], sell: [] },
  });
  const packet = packetOf(408_065, 'full', bare);
  expect(packet).toHaveLength(184);
  expect(packet.subarray(44, 60).equals(Buffer.alloc(16))).toBe(true);
  expect(packet.subarray(76).equals(Buffer.alloc(108))).toBe(true);
});
