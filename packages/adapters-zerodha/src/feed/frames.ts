/**
 * The frames of the ticker, read for their prices.
 *
 * Decides: what of a frame is lost when it is not as it should be. A packet of unknown length is skipped; behind a length
 * that leads beyond the end nothing can be found any more. Whatever comes, it reads no byte outside the frame and throws nothing.
 */
import type { FrameReading } from '@copydesk/adapter-transport/feed';
import type { FedInstrument, Tick } from '@copydesk/core';
import { withoutSecrets } from '../http/answer.ts';
import { readTextFrame } from '../stream/frames.ts';
import { LENGTHS, readPacket } from './packets.ts';

const NOTHING: FrameReading = { ticks: [], unreadable: 0, remark: undefined };
/** A heartbeat has one byte; one that holds no packet has no more than the count. SDKs ignore them, 2026-11. */
const NO_PACKET_BYTES = 2;

/** Ticks of a binary frame. Instruments that are not asked for any more are passed over. */
export function readTickFrame(
  frame: Uint8Array,
  instruments: ReadonlyMap<number, FedInstrument>,
): FrameReading {
  const end = frame.byteLength;
  if (end < NO_PACKET_BYTES) return NOTHING;
  const view = new DataView(frame.buffer, frame.byteOffset, end);
  const count = view.getUint16(0);
  const ticks: Tick[] = [];
  let unreadable = 0;
  let remark: string | undefined;
  let at = 2;
  for (let index = 0; index < count; index += 1) {
    const length = at + 2 <= end ? view.getUint16(at) : Number.POSITIVE_INFINITY;
    if (at + 2 + length > end) {
      return {
        ticks,
        unreadable: unreadable + count - index,
        remark: `cut after ${index} of ${count} packets`,
      };
    }
    if (isKnown(length)) {
      const instrument = instruments.get(view.getUint32(at + 2));
      const tick = instrument === undefined ? undefined : readPacket(view, at + 2, length, instrument);
      if (tick !== undefined) ticks.push(tick);
    } else {
      unreadable += 1;
      remark = `a packet of ${length} bytes`;
    }
    at += 2 + length;
  }
  if (at < end)
    return { ticks, unreadable: unreadable + 1, remark: `${end - at} bytes behind the last packet` };
  return { ticks, unreadable, remark };
}

function isKnown(length: number): boolean {
  return (
    length === LENGTHS.full ||
    length === LENGTHS.quote ||
    length === LENGTHS.ltp ||
    length === LENGTHS.indexFull ||
    length === LENGTHS.indexQuote
  );
}

/** A text frame tells of orders, which the order stream reads, or what the ticker complains about. */
export function readFeedText(text: string, secrets: readonly string[]): FrameReading {
  const frame = readTextFrame(text);
  if (frame.kind === 'error') {
    return { ...NOTHING, remark: `the ticker reports: ${withoutSecrets(frame.text, secrets)}` };
  }
  return frame.kind === 'unreadable' ? { ...NOTHING, unreadable: 1, remark: frame.detail } : NOTHING;
}
