import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameDecoder } from '../../src/feed/frame-decoder.ts';
import { expectedTicks } from '../support/expected-ticks.ts';
import {
  book,
  day,
  FUTURE,
  INDEX,
  KNOWN,
  ltpc,
  marketFF,
  minute,
  one,
  optionGreeks,
  quote,
  SHARE,
  wanting,
} from '../support/feed-samples.ts';
import { decodeFeed, encodeFeed, type FeedMessage } from '../support/feed-schema.ts';
import { REAL_DATA } from '../support/real-data.ts';

const decoder = new FrameDecoder();

/** Both decoders read the same, down to every figure. */
function agree(bytes: Uint8Array, instruments = KNOWN): void {
  const frame = decoder.decode(bytes, instruments);
  expect(frame?.unreadable).toBe(0);
  expect(frame?.ticks).toEqual(expectedTicks(decodeFeed(bytes), instruments));
}

const indexFF = {
  ltpc: { ltp: 48898.7, ltt: '1740631251000', cp: 48608.35 },
  marketOHLC: { ohlc: [day, minute] },
};
const MESSAGES: Readonly<Record<string, FeedMessage>> = {
  'the last price': one(FUTURE, { ltpc }),
  'a last price of a share without a trade': one(SHARE, { ltpc: { ltp: 1200.1, cp: 1199.95 } }),
  'a snapshot, whose type is left out on the wire': one(FUTURE, { ltpc }, 'initial_feed'),
  'the indicative price of an auction, passed over': one(SHARE, {
    ltpc: { ...ltpc, iep: { value: 1199.5 } },
  }),
  'everything of a contract': one(FUTURE, { fullFeed: { marketFF }, requestMode: 'full_d5' }),
  'thirty levels': one(FUTURE, {
    fullFeed: { marketFF: { ...marketFF, marketLevel: book(30) } },
    requestMode: 'full_d30',
  }),
  'a share, without open interest and greeks': one(SHARE, {
    fullFeed: { marketFF: { ...marketFF, optionGreeks: {}, oi: 0, iv: 0 } },
  }),
  'a contract nobody holds': one('NSE_COM|2', { fullFeed: { marketFF: { ...marketFF, oi: 0 } } }),
  'a book with holes': one(FUTURE, {
    fullFeed: {
      marketFF: {
        ...marketFF,
        marketLevel: {
          bidAskQuote: [quote, { bidQ: '1', bidP: 3 }, { askQ: '2', askP: 4 }, {}, { bidP: 5 }],
        },
      },
    },
  }),
  'an empty book': one(FUTURE, { fullFeed: { marketFF: { ...marketFF, marketLevel: {} } } }),
  'the figures of the closing auction, passed over': one(SHARE, {
    fullFeed: {
      marketFF: { ...marketFF, iep: 1, rp: 2, ieq: '3', iiqTotal: '4', iiqM: '5', casEligible: true },
    },
  }),
  'a day whose candle comes second': one(FUTURE, {
    fullFeed: { marketFF: { ...marketFF, marketOHLC: { ohlc: [minute, day] } } },
  }),
  'an index': one(INDEX, { fullFeed: { indexFF }, requestMode: 'full_d5' }),
  'one level with greeks': one(FUTURE, {
    firstLevelWithGreeks: { ltpc, firstDepth: quote, optionGreeks, vtt: '99', oi: 75, iv: 0.2 },
    requestMode: 'option_greeks',
  }),
  'many at once, and one that nobody wants': {
    type: 'live_feed',
    currentTs: '1740729553239',
    feeds: {
      'NSE_EQ|X': { ltpc },
      [FUTURE]: { fullFeed: { marketFF } },
      [INDEX]: { fullFeed: { indexFF } },
      [SHARE]: { ltpc },
    },
  },
  'large figures': one('MCX_FO|1', {
    fullFeed: {
      marketFF: {
        ...marketFF,
        ltpc: { ...ltpc, ltp: 999_999_999.9999, ltq: '9007199254740991' },
        vtt: '4294967296',
        tbq: 3e9,
      },
    },
  }),
  'no feed at all': { type: 'live_feed', currentTs: '1740729553239', feeds: {} },
};

describe('a frame of the market data feed', () => {
  it.each(Object.entries(MESSAGES))('reads %s as the official decoder does', (_what, message) => {
    agree(encodeFeed(message));
  });

  it('has ticks for what it reads, so that agreeing means something', () => {
    const counts = Object.values(MESSAGES).map(
      (message) => decoder.decode(encodeFeed(message), KNOWN)?.ticks.length,
    );
    expect(counts).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 0]);
  });

  it('reads states of segments, of which 0 is one', () => {
    const bytes = encodeFeed({
      type: 'market_info',
      currentTs: '1740631250455',
      marketInfo: {
        segmentStatus: { NSE_EQ: 'NORMAL_OPEN', MCX_FO: 'PRE_OPEN_START', NSE_FO: 'CLOSING_END' },
        casMarketStatus: { NSE_EQ: { status: 'OPEN', updatedTime: '1' } },
      },
    });
    expect(decoder.decode(bytes, KNOWN)).toEqual({
      ticks: [],
      unreadable: 0,
      segments: new Map([
        ['NSE_EQ', 'NORMAL_OPEN'],
        ['MCX_FO', 'PRE_OPEN_START'],
        ['NSE_FO', 'CLOSING_END'],
      ]),
    });
  });

  it('tells nothing of an instrument that was never traded, and counts what is no price or no known feed', () => {
    const bytes = encodeFeed({
      feeds: {
        [SHARE]: { ltpc: { cp: 12 } },
        [FUTURE]: { ltpc: { ltp: Number.NaN } },
        [INDEX]: { ltpc: { ltp: 1e30 } },
        'MCX_FO|1': {},
      },
    });
    expect(decoder.decode(bytes, KNOWN)).toMatchObject({ ticks: [], unreadable: 3 });
  });

  it('passes over fields that its schema does not have', () => {
    const known = encodeFeed(one(FUTURE, { ltpc }));
    // Field 9 as a number, field 10 as a part, field 200 as a double.
    const news = Buffer.from('48ff01520361626cc10c0000000000000000'.replace('6c', '63'), 'hex');
    expect(decoder.decode(Buffer.concat([news, known, news]), KNOWN)).toEqual(decoder.decode(known, KNOWN));
    expect(decoder.decode(known, KNOWN)?.ticks).toHaveLength(1);
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['a group', () => Buffer.from('0b0c', 'hex')],
    ['field number 0', () => Buffer.from('0001', 'hex')],
    ['a number of eleven bytes', () => Buffer.from('18ffffffffffffffffffff01', 'hex')],
    ['a part longer than the frame', () => Buffer.from('127f0a', 'hex')],
    ['a length of five bytes', () => Buffer.from('12ffffffff7f', 'hex')],
    [
      'a part longer than its message',
      () => Buffer.from('1208 0a0141 1203 0a7f00'.replaceAll(' ', ''), 'hex'),
    ],
    ['text', () => Buffer.from('{"type":"live_feed"}')],
    ['larger than any', () => Buffer.alloc(5 * 1024 * 1024)],
  ])('reads nothing of a frame that is none: %s', (_what, spoil) => {
    expect(decoder.decode(spoil(encodeFeed(one(FUTURE, { ltpc }))), wanting('A', FUTURE))).toBeUndefined();
  });

  it('takes what is there twice as it was said last', () => {
    const twice = Buffer.concat([encodeFeed(one(FUTURE, { ltpc })), encodeFeed({ currentTs: '5' })]);
    expect(decoder.decode(twice, KNOWN)?.ticks).toMatchObject([{ exchangeAt: 5 }]);
  });
});

const price = fc.oneof(
  fc.double({ min: 0, max: 1e6, noNaN: true }),
  fc.nat(1e8).map((paise) => paise / 100),
  fc.constant(0),
);
const count = fc.oneof(fc.nat(200), fc.nat(), fc.maxSafeNat()).map(String);
const moment = fc.oneof(fc.constant(0), fc.nat(2e12)).map(String);
const anyLtpc = fc.record({ ltp: price, ltt: moment, ltq: count, cp: price });
const anyQuote = fc.record({ bidQ: count, bidP: price, askQ: count, askP: price });
const ratio = fc.oneof(fc.constant(0), fc.double({ noNaN: true, noDefaultInfinity: true }));
const anyGreeks = fc.record({ delta: ratio, theta: ratio, gamma: ratio, vega: ratio, rho: ratio });
const anyCandles = fc.uniqueArray(
  fc.record({
    interval: fc.constantFrom('1d', 'I1', 'I30', ''),
    open: price,
    high: price,
    low: price,
    close: price,
    vol: count,
    ts: moment,
  }),
  { selector: (candle) => candle.interval, maxLength: 3 },
);
const amount = fc.nat(1e9);
const anyMarket = fc.record({
  ltpc: anyLtpc,
  marketLevel: fc.array(anyQuote, { maxLength: 30 }).map((bidAskQuote) => ({ bidAskQuote })),
  optionGreeks: anyGreeks,
  marketOHLC: anyCandles.map((ohlc) => ({ ohlc })),
  atp: price,
  vtt: count,
  oi: amount,
  iv: ratio,
  tbq: amount,
  tsq: amount,
});
const anyFeed = fc.oneof(
  fc.record({ ltpc: anyLtpc }),
  fc.record({ fullFeed: fc.record({ marketFF: anyMarket }), requestMode: fc.nat(3) }),
  fc.record({
    fullFeed: fc.record({
      indexFF: fc.record({ ltpc: anyLtpc, marketOHLC: anyCandles.map((ohlc) => ({ ohlc })) }),
    }),
  }),
  fc.record({
    firstLevelWithGreeks: fc.record({
      ltpc: anyLtpc,
      firstDepth: anyQuote,
      optionGreeks: anyGreeks,
      vtt: count,
      oi: amount,
      iv: ratio,
    }),
  }),
);
const anyMessage = fc.record({
  type: fc.nat(1),
  currentTs: fc.nat(2e12).map(String),
  feeds: fc.dictionary(fc.constantFrom(...KNOWN.keys(), 'NSE_EQ|unknown', ''), anyFeed, { maxKeys: 6 }),
});

describe('any frame', () => {
  it('is read as the official decoder reads it', () => {
    fc.assert(
      fc.property(anyMessage, (message) => agree(encodeFeed(message))),
      { numRuns: 300 },
    );
  });

  it('spoiled in whatever way, is read or refused, and nothing around it is', () => {
    const cut = fc.record({ at: fc.nat(), byte: fc.nat(255), keep: fc.nat() });
    const spoiled = fc.tuple(anyMessage, cut).map(([message, { at, byte, keep }]) => {
      const bytes = encodeFeed(message);
      if (bytes.length === 0) return bytes;
      bytes[at % bytes.length] = byte;
      return keep % 3 === 0 ? bytes.subarray(0, keep % bytes.length) : bytes;
    });
    const frames = fc.oneof(
      spoiled,
      fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(frames, (frame) => {
        const readings = [0x00, 0x0a, 0xff].map((filling) => {
          // What stood in the buffer before, and what stands around the frame, must not matter.
          decoder.decode(Buffer.alloc(frame.length + 64, filling), KNOWN);
          const around = Buffer.concat([Buffer.alloc(8, filling), frame, Buffer.alloc(64, filling)]);
          return decoder.decode(around.subarray(8, 8 + frame.length), KNOWN);
        });
        expect(readings[1]).toEqual(readings[0]);
        expect(readings[2]).toEqual(readings[0]);
      }),
      { numRuns: 500 },
    );
  });
});

const RECORDED = `${REAL_DATA}/upstox/feed-v3/encoded`;
const missing = existsSync(RECORDED)
  ? undefined
  : 'skipped: upstox/feed-v3 is not in shared/data beside the repository (COPYDESK_REAL_DATA names another folder)';

describe.skipIf(missing !== undefined)(
  `recorded messages${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    it.each([
      ['full-d5', 1],
      ['initial-feed-index', 2],
      ['ltpc', 1],
      ['market-info', 0],
    ])('reads %s as the official decoder does', (name, ticks) => {
      const bytes = readFileSync(`${RECORDED}/${name}.bin`);
      agree(bytes);
      expect(decoder.decode(bytes, KNOWN)?.ticks).toHaveLength(ticks);
    });

    it('reads all eleven segments', () => {
      const segments = decoder.decode(readFileSync(`${RECORDED}/market-info.bin`), KNOWN)?.segments;
      expect([...(segments?.values() ?? [])]).toEqual(Array.from({ length: 11 }, () => 'NORMAL_OPEN'));
    });
  },
);
