/** Upstox's market data feed: our reader of a frame beside the decoder of the official SDK, on the same bytes. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FedInstrument, InstrumentId } from '@copydesk/core';
// Not exported: how frames are read is the adapter's own affair. Types alone are stripped from it.
import { FrameDecoder } from '../../packages/adapters-upstox/src/feed/frame-decoder.ts';
import { type FeedBenchRow, measure } from './figures.ts';

/** Feeds of a frame: a busy moment of a chain of options. */
const FEEDS = 50;

/** The SDK that the adapter's tests have; the bench needs no other. */
const inAdapter = createRequire(new URL('../../packages/adapters-upstox/package.json', import.meta.url));
const sdk = inAdapter.resolve('upstox-js-sdk');
const inSdk = createRequire(sdk);

/** What the SDK decodes frames with. Its schema is read while it begins; reading it at once is the only change. */
interface SdkFeeder {
  protobufRoot: { lookupType(name: string): SdkType } | null;
  decodeProtobuf(bytes: Uint8Array): { readonly feeds: object };
}
interface SdkType {
  fromObject(message: object): object;
  encode(message: object): { finish(): Uint8Array };
}

/** Full feeds, and last prices beside them. The goal is for full ones. */
export function benchUpstoxFeed(): readonly FeedBenchRow[] {
  const { MarketDataFeederV3 } = inSdk('./feeder/MarketDataFeederV3.js') as {
    readonly MarketDataFeederV3: new (keys: readonly string[], mode: string) => SdkFeeder;
  };
  const { loadSync } = inSdk('protobufjs') as {
    loadSync(path: string): NonNullable<SdkFeeder['protobufRoot']>;
  };
  const root = loadSync(join(dirname(sdk), 'feeder/proto/MarketDataFeedV3.proto'));
  const type = root.lookupType('com.upstox.marketdatafeederv3udapi.rpc.proto.FeedResponse');
  const feeder = new MarketDataFeederV3([], 'full');
  feeder.protobufRoot = root;
  return (['full', 'ltpc'] as const).map((mode) => {
    const { feeds, instruments } = feedsOf(mode);
    const frame = type.encode(type.fromObject({ type: 1, currentTs: 1_795_000_000_000, feeds })).finish();
    const decoder = new FrameDecoder();
    return measure({
      case: `Upstox, ${mode} feeds, ${FEEDS} a frame`,
      ours: () => decoder.decode(frame, instruments)?.ticks.length ?? 0,
      sdk: () => Object.keys(feeder.decodeProtobuf(frame).feeds).length,
      floor: () => (added(frame) === 0 ? 0 : FEEDS),
      goal: { ticksPerSecond: 400_000, timesTheSdk: 6 },
    });
  });
}

function feedsOf(mode: 'full' | 'ltpc'): {
  readonly feeds: Readonly<Record<string, object>>;
  readonly instruments: ReadonlyMap<string, FedInstrument>;
} {
  const feeds: Record<string, object> = {};
  const instruments = new Map<string, FedInstrument>();
  for (let index = 0; index < FEEDS; index += 1) {
    const key = `NSE_FO|${45_000 + index}`;
    const ltpc = { ltp: 213.75 + index * 0.05, ltt: 1_795_000_000_000 - index, ltq: 75, cp: 494.05 };
    feeds[key] = mode === 'ltpc' ? { ltpc } : { fullFeed: { marketFF: fullOf(ltpc, index) }, requestMode: 1 };
    instruments.set(key, {
      instrumentId: `NFO:OPT:${index}` as InstrumentId,
      feedToken: key,
      tradable: true,
    });
  }
  return { feeds, instruments };
}

function fullOf(ltpc: object, index: number): object {
  const level = (depth: number) => ({
    bidQ: 75 * (depth + index + 1),
    bidP: 213.45 - depth * 0.05,
    askQ: 75 * (depth + 3),
    askP: 213.9 + depth * 0.05,
  });
  const candle = { open: 400, high: 400.5, low: 208.7, close: 213.75, vol: 779_400, ts: 1_794_900_000_000 };
  return {
    ltpc,
    marketLevel: { bidAskQuote: [0, 1, 2, 3, 4].map(level) },
    optionGreeks: { delta: 0.4952, theta: -8.4067, gamma: 0.0007, vega: 16.769, rho: 3.8673 },
    marketOHLC: {
      ohlc: [
        { interval: '1d', ...candle },
        { interval: 'I1', ...candle },
      ],
    },
    atp: 272.9,
    vtt: 779_625 + index,
    oi: 2_237_100,
    iv: 0.1313,
    tbq: 46_050,
    tsq: 41_850,
  };
}

function added(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 1) sum += bytes[at] ?? 0;
  return sum;
}
