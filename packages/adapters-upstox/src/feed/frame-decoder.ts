/**
 * One frame of the market data feed v3, a `FeedResponse`, to ticks.
 *
 * Decides: what becomes of a frame as a whole. One that is no such message, is cut off or contradicts itself has no
 * ticks: what could be read of it is not to be trusted either. Written by hand for this schema (docs/decisions/0025).
 */
import type { FedInstrument, Instant, Tick } from '@copydesk/core';
import * as cells from './cells.ts';
import type { FeedKey } from './feed-keys.ts';
import * as feedKeys from './feed-keys.ts';
import { readFeed } from './feed-messages.ts';
import * as frameBytes from './frame-bytes.ts';
import { readMarketInfo } from './market-info.ts';
import * as tick from './tick.ts';
import * as usual from './usual-feed.ts';

// Constants of this module are the fastest (`frame-bytes.ts`).
const { CELL, KIND, clearFeed } = cells;
const { FeedKeys, instrumentOf } = feedKeys;
const { depthOfCells, tickFrom, timeOf } = tick;
const { isUsualFeed, usualDepth } = usual;
const { BYTES, CELLS, LONGEST_FRAME, NOWHERE, loadFrame, number, partEnd, partStart, skip } = frameBytes;

/** What stands in a frame. */
export interface DecodedFrame {
  /** In the order of the frame. */
  readonly ticks: readonly Tick[];
  /** Feeds of wanted instruments that could not be read by themselves: of an unknown kind, or with a price that is none. */
  readonly unreadable: number;
  /** States of segments, when the frame tells some: perhaps only those that changed. */
  readonly segments: ReadonlyMap<string, string> | undefined;
}

/** Reads frames, one after the other. Keeps what it learned about keys, and nothing of a frame. */
export class FrameDecoder {
  readonly #keys = new FeedKeys();
  // Of the frame that is being read.
  #broken = false;
  #unreadable = 0;

  /**
   * The ticks of those instruments that are in the map, by instrument key. Undefined when the bytes are no such message.
   * Never throws, whatever the bytes are.
   */
  decode(frame: Uint8Array, instruments: ReadonlyMap<string, FedInstrument>): DecodedFrame | undefined {
    const size = frame.length;
    if (size > LONGEST_FRAME) return undefined;
    loadFrame(frame);
    const infoAt = survey(size);
    if (infoAt === NOWHERE) return undefined;
    const segments = infoAt === 0 ? undefined : new Map<string, string>();
    if (segments !== undefined && readMarketInfo(infoAt, size, segments) === NOWHERE) return undefined;
    const ticks = this.#ticks(size, instruments);
    return this.#broken ? undefined : { ticks, unreadable: this.#unreadable, segments };
  }

  #ticks(size: number, instruments: ReadonlyMap<string, FedInstrument>): readonly Tick[] {
    const sentAt = timeOf(CELLS[CELL.sentAt] as number);
    const ticks: Tick[] = [];
    this.#broken = false;
    this.#unreadable = 0;
    let at = 0;
    while (at < size && !this.#broken) {
      if (BYTES[at] === 0x12) {
        const end = partEnd(at + 1, size);
        const tick = this.#entry(partStart(at + 1), end, instruments, sentAt);
        if (tick !== undefined) ticks.push(tick);
        at = end;
      } else at = skip(at, size);
    }
    return ticks;
  }

  /** One entry of the map of feeds. Undefined when there is no tick, for whatever reason. */
  #entry(
    start: number,
    end: number,
    instruments: ReadonlyMap<string, FedInstrument>,
    sentAt: Instant | undefined,
  ): Tick | undefined {
    const keyAt = start + 2;
    const keyEnd = keyAt + (BYTES[start + 1] as number);
    // A key, a full feed, and nothing else.
    const isUsual =
      BYTES[start] === 0x0a && keyEnd < keyAt + 128 && BYTES[keyEnd] === 0x12 && isUsualFeed(keyEnd + 1, end);
    if (!isUsual) return this.#anyEntry(start, end, instruments, sentAt);
    const key = this.#keys.find(keyAt, keyEnd);
    const instrument = instrumentOf(key, instruments);
    return instrument === undefined ? undefined : this.#tick(instrument, sentAt, key, usualDepth());
  }

  /** An entry whose fields stand in whatever order. */
  #anyEntry(
    start: number,
    end: number,
    instruments: ReadonlyMap<string, FedInstrument>,
    sentAt: Instant | undefined,
  ): Tick | undefined {
    let keyAt = end;
    let keyEnd = end;
    let feedAt = 0;
    let at = start;
    while (at < end) {
      const tag = BYTES[at];
      if (tag === 0x0a) {
        keyAt = partStart(at + 1);
        keyEnd = partEnd(at + 1, end);
        at = keyEnd;
      } else if (tag === 0x12) {
        feedAt = at + 1;
        at = partEnd(at + 1, end);
      } else at = skip(at, end);
    }
    if (at !== end) {
      this.#broken = true;
      return undefined;
    }
    const key = this.#keys.find(keyAt, keyEnd);
    const instrument = instrumentOf(key, instruments);
    // Given up a moment ago.
    if (instrument === undefined) return undefined;
    clearFeed();
    if (feedAt !== 0 && readFeed(feedAt, end) === NOWHERE) {
      this.#broken = true;
      return undefined;
    }
    return this.#tick(instrument, sentAt, key, depthOfCells());
  }

  #tick(
    instrument: FedInstrument,
    sentAt: Instant | undefined,
    { openInterest }: FeedKey,
    depth: Tick['depth'],
  ): Tick | undefined {
    // Nothing was ever traded: a price of 0 would look like a crash.
    if (CELLS[CELL.kind] !== KIND.none && CELLS[CELL.lastPrice] === 0) return undefined;
    const tick = tickFrom(instrument, sentAt, openInterest, depth);
    if (tick === undefined) this.#unreadable += 1;
    return tick;
  }
}

/**
 * What must be known before the first tick, because it stands behind the feeds: the time of the frame, into its cell, and
 * where the length of `MarketInfo` is (0: there is none). `NOWHERE` when the frame is no message.
 */
function survey(size: number): number {
  CELLS[CELL.sentAt] = 0;
  let infoAt = 0;
  let at = 0;
  while (at < size) {
    const tag = BYTES[at];
    if (tag === 0x12) at = partEnd(at + 1, size);
    else if (tag === 0x18) at = number(CELL.sentAt, at + 1);
    else {
      if (tag === 0x22) infoAt = at + 1;
      at = skip(at, size);
    }
  }
  return at === size ? infoAt : NOWHERE;
}
