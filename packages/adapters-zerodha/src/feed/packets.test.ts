import type { FedInstrument, InstrumentId, Tick } from '@copydesk/core';
import { expect, it } from 'vitest';
import { readTickFrame } from './frames.ts';

/** Vectors made for the description of the wire and decoded there with the official parser; names as they have them. */
const NSE = '00063a01000266a1';
const INDEX_FULL = '0003e9090025184f00254ed200250c6000253b5900253988ffffdec76ab1faed';
const QUOTE_NFO = '00a75a020000379100000082000036420044da2c0005efa100064a0500003afc00003f7000003200000039f3';
const FULL_NFO = `${QUOTE_NFO}6ab1faec0021ba9700235f5000200c386ab1faed000000410000378c00010000000001040000378700030000000001450000378200020000000005140000377d000600000000038e0000377800090000000000c30000379100020000000000820000379600010000000002490000379b0004000000000410000037a000070000000008a2000037a5000c0000`;

const AT = Date.UTC(2026, 8, 22, 3, 50, 5);
const TOKENS = [408065, 256003, 256006, 119445255, 256265, 10967554];
const KNOWN = new Map(TOKENS.map((token) => [token, aFed(token)]));

function aFed(token: number): FedInstrument {
  return {
    instrumentId: `i${token}` as InstrumentId,
    feedToken: String(token),
    tradable: (token & 0xff) !== 9,
  };
}

/** A frame of packets, as the ticker makes it. */
function frameOf(...packets: readonly string[]): Uint8Array {
  const parts = packets.map((packet) => `${hex16(packet.length / 2)}${packet}`);
  return Buffer.from(`${hex16(packets.length)}${parts.join('')}`, 'hex');
}

function hex16(value: number): string {
  return value.toString(16).padStart(4, '0');
}

/** What is told of a tick. */
function toldOf(tick: Tick | undefined): Partial<Tick> {
  return Object.fromEntries(Object.entries(tick ?? {}).filter(([, value]) => value !== undefined));
}

function read(...packets: readonly string[]): readonly Partial<Tick>[] {
  const reading = readTickFrame(frameOf(...packets), KNOWN);
  expect(reading).toMatchObject({ unreadable: 0, remark: undefined });
  return reading.ticks.map(toldOf);
}

const INDEX_QUOTE_TOLD = {
  instrumentId: 'i256265',
  mode: 'quote',
  tradable: false,
  lastPrice: 243_105_500,
  high: 244_501_000,
  low: 242_800_000,
  open: 244_002_500,
  previousClose: 243_956_000,
};
const QUOTE_TOLD = {
  instrumentId: 'i10967554',
  mode: 'quote',
  tradable: true,
  lastPrice: 1_422_500,
  lastQuantity: 130,
  averagePrice: 1_389_000,
  volume: 4_512_300,
  totalBuyQuantity: 389_025,
  totalSellQuantity: 412_165,
  open: 1_510_000,
  high: 1_624_000,
  low: 1_280_000,
  previousClose: 1_483_500,
};

it.each([
  ['NSE, in paise', NSE, 408065, 15_734_500],
  ['CDS, in ten millionths', '0003e80331bdd748', 256003, 834_525],
  ['BCD, in ten thousandths', '0003e806000cbbdd', 256006, 834_525],
  ['MCX, in paise', '071e970700e7269c', 119445255, 1_514_870_000],
])('reads a last price of %s', (_what, packet, token, lastPrice) => {
  expect(read(packet)).toEqual([{ instrumentId: `i${token}`, mode: 'ltp', tradable: true, lastPrice }]);
});

it('reads an index, whose prices stand in another order', () => {
  expect(read(INDEX_FULL.slice(0, 56))).toEqual([INDEX_QUOTE_TOLD]);
  expect(read(INDEX_FULL)).toEqual([{ ...INDEX_QUOTE_TOLD, mode: 'full', exchangeAt: AT }]);
});

it('reads a quote', () => {
  expect(read(QUOTE_NFO)).toEqual([QUOTE_TOLD]);
});

it('reads everything of a full packet, with five levels on each side', () => {
  const level = (quantity: number, price: number, orders: number) => ({ quantity, price, orders });
  expect(read(FULL_NFO)).toEqual([
    {
      ...QUOTE_TOLD,
      mode: 'full',
      lastTradeAt: AT - 1_000,
      exchangeAt: AT,
      openInterest: 2_210_455,
      openInterestHigh: 2_318_160,
      openInterestLow: 2_100_280,
      depth: {
        buy: [
          level(65, 1_422_000, 1),
          level(260, 1_421_500, 3),
          level(325, 1_421_000, 2),
          level(1_300, 1_420_500, 6),
          level(910, 1_420_000, 9),
        ],
        sell: [
          level(195, 1_422_500, 2),
          level(130, 1_423_000, 1),
          level(585, 1_423_500, 4),
          level(1_040, 1_424_000, 7),
          level(2_210, 1_424_500, 12),
        ],
      },
    },
  ]);
});

it('reads packets of mixed kinds in their order', () => {
  expect(read(NSE, INDEX_FULL, QUOTE_NFO).map(({ instrumentId }) => instrumentId)).toEqual([
    'i408065',
    'i256265',
    'i10967554',
  ]);
});

it('takes a heartbeat, and a frame without packets, for nothing', () => {
  for (const bytes of ['', '00', '0000']) {
    const reading = readTickFrame(Buffer.from(bytes, 'hex'), KNOWN);
    expect(reading).toEqual({ ticks: [], unreadable: 0, remark: undefined });
  }
});

it('tells nothing of an instrument that is not asked for', () => {
  expect(readTickFrame(frameOf(NSE, QUOTE_NFO), new Map([[408065, aFed(408065)]])).ticks).toHaveLength(1);
});

it('leaves out what the wire says with a zero: prices, times, empty levels, open interest of a share', () => {
  const share = `00063a01${'000266a1'}${'00'.repeat(176)}`;
  expect(read(share)).toEqual([
    {
      instrumentId: 'i408065',
      mode: 'full',
      tradable: true,
      lastPrice: 15_734_500,
      lastQuantity: 0,
      volume: 0,
      totalBuyQuantity: 0,
      totalSellQuantity: 0,
      depth: { buy: [], sell: [] },
    },
  ]);
});

it('makes no tick of an instrument that has no price yet', () => {
  expect(read('00063a0100000000', INDEX_FULL)).toHaveLength(1);
});

it('reads quantities and prices above 2^31 as they are', () => {
  const packet = `00063a01${'80000001'}${'ffffffff'.repeat(6)}${'00'.repeat(12)}`;
  expect(read(packet)[0]).toMatchObject({
    lastPrice: 214_748_364_900,
    lastQuantity: 4_294_967_295,
    volume: 4_294_967_295,
  });
});

it.each([
  [834_525_499, 834_525],
  [834_525_500, 834_526],
  [834_524_500, 834_524],
  [834_524_501, 834_525],
])('rounds an average of %i ten millionths half to even', (wire, units) => {
  const packet = `0003e80331bdd748${'00000001'}${wire.toString(16).padStart(8, '0')}${'00'.repeat(28)}`;
  expect(read(packet)[0]).toMatchObject({ averagePrice: units });
});

it('reads a frame that is a part of a larger buffer', () => {
  const around = Buffer.concat([Buffer.alloc(7, 0xee), frameOf(NSE), Buffer.alloc(300, 0xee)]);
  const reading = readTickFrame(around.subarray(7, 7 + frameOf(NSE).length), KNOWN);
  expect(reading.ticks.map(toldOf)).toMatchObject([{ lastPrice: 15_734_500 }]);
});
