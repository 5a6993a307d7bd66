/** Kite's ticker: our reader of a frame beside that of the official SDK, on the same bytes. */
import type { FedInstrument, InstrumentId } from '@copydesk/core';
import { KiteTicker } from 'kiteconnect';
// Not exported: how frames are read is the adapter's own affair. Types alone are stripped from it.
import { readTickFrame } from '../../packages/adapters-zerodha/src/feed/frames.ts';
import { type FeedBenchRow, measure } from './figures.ts';

/** Packets of a frame: a busy second of a chain of options. */
const PACKETS = 200;
const PACKET_BYTES = { ltp: 8, quote: 44, full: 184 } as const;

/** Last prices, quotes and full packets. The goal is for full ones; the others are told beside it. */
export function benchKiteFeed(): readonly FeedBenchRow[] {
  // The method is public; the types have forgotten it.
  const ticker = new KiteTicker({
    api_key: 'kk1234',
    access_token: 'none',
    reconnect: false,
  }) as unknown as { parseBinary(bytes: ArrayBuffer): readonly unknown[] };
  return (['full', 'quote', 'ltp'] as const).map((mode) => {
    const { frame, instruments } = frameOf(PACKET_BYTES[mode]);
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    return measure({
      case: `Kite, ${mode} packets, ${PACKETS} a frame`,
      ours: () => readTickFrame(frame, instruments).ticks.length,
      sdk: () => ticker.parseBinary(bufferOf(frame)).length,
      floor: () => (added(view) === 0 ? 0 : PACKETS),
      goal: { ticksPerSecond: 1_000_000, timesTheSdk: 20 },
    });
  });
}

function frameOf(bytes: number): {
  readonly frame: Uint8Array;
  readonly instruments: ReadonlyMap<number, FedInstrument>;
} {
  const frame = Buffer.from(new ArrayBuffer(2 + PACKETS * (2 + bytes)));
  const instruments = new Map<number, FedInstrument>();
  frame.writeUInt16BE(PACKETS);
  for (let index = 0; index < PACKETS; index += 1) {
    const at = 2 + index * (2 + bytes);
    const token = (40_000 + index) * 256 + 2;
    frame.writeUInt16BE(bytes, at);
    for (let field = 0; field < bytes; field += 4)
      frame.writeUInt32BE(1_000 + index * 7 + field, at + 2 + field);
    frame.writeUInt32BE(token, at + 2);
    instruments.set(token, {
      instrumentId: `NFO:OPT:${index}` as InstrumentId,
      feedToken: String(token),
      tradable: true,
    });
  }
  return { frame, instruments };
}

/** The SDK takes the whole of an ArrayBuffer. */
function bufferOf(frame: Uint8Array): ArrayBuffer {
  return frame.buffer as ArrayBuffer;
}

function added(view: DataView): number {
  let sum = 0;
  for (let at = 2; at + 4 <= view.byteLength; at += 4) sum += view.getUint32(at);
  return sum;
}
