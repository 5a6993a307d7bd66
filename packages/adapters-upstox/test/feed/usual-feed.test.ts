import type { InstrumentId } from '@copydesk/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadFrame } from '../../src/feed/frame-bytes.ts';
import { FrameDecoder } from '../../src/feed/frame-decoder.ts';
import { isUsualFeed } from '../../src/feed/usual-feed.ts';
import { expectedTicks } from '../support/expected-ticks.ts';
import { book, FUTURE, KNOWN, marketFF, one } from '../support/feed-samples.ts';
import { decodeFeed, encodeFeed } from '../support/feed-schema.ts';

const decoder = new FrameDecoder();

/** Both decoders read the same, down to every figure. */
function agree(bytes: Uint8Array): void {
  const frame = decoder.decode(bytes, KNOWN);
  expect(frame?.unreadable).toBe(0);
  expect(frame?.ticks).toEqual(expectedTicks(decodeFeed(bytes), KNOWN));
}

/** What stands behind a path of tags in a message: its first part of that tag, and so on. */
function within(bytes: Buffer, ...tags: readonly number[]): Buffer {
  let found = bytes;
  for (const tag of tags) {
    for (let at = 0; ; ) {
      const first = found.readUInt8(at + 1);
      const second = found.readUInt8(at + 2);
      const [length, from] = first < 128 ? [first, at + 2] : [(first & 127) | (second << 7), at + 3];
      if (found[at] !== tag) at = from + length;
      else {
        found = found.subarray(from, from + length);
        break;
      }
    }
  }
  return found;
}

function part(tag: number, ...content: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, (bytes.length & 127) | 128, bytes.length >> 7]), bytes]);
}

/** A frame of one full feed whose fields stand as given. */
const KEY_PART = Buffer.concat([Buffer.from([0x0a, FUTURE.length]), Buffer.from(FUTURE)]);
const fullFrame = (fields: readonly Buffer[]) =>
  part(0x12, KEY_PART, part(0x12, part(0x12, part(0x0a, ...fields))));

describe('a full feed', () => {
  const fields = Object.entries(marketFF).map(([name, value]) =>
    within(
      encodeFeed(one(FUTURE, { fullFeed: { marketFF: { [name]: value } } }, 'initial_feed')),
      0x12,
      0x12,
      0x12,
      0x0a,
    ),
  );
  const isUsual = (frame: Buffer) => {
    loadFrame(frame);
    // Behind the tags and lengths of the entry, its key and its feed, where the feed's length stands.
    return isUsualFeed(frame.indexOf(FUTURE) + FUTURE.length + 1, frame.length);
  };

  it('is read in one go as writers write it, with and without what a contract may lack', () => {
    const left = [
      marketFF,
      { ...marketFF, optionGreeks: {} },
      { ...marketFF, oi: 0, iv: 0, marketLevel: book(12) },
      { ...marketFF, marketLevel: {} },
    ];
    const frames = left.map((market) =>
      encodeFeed({ feeds: { [FUTURE]: { fullFeed: { marketFF: market }, requestMode: 'full_d5' } } }),
    );
    expect(frames.map((frame) => isUsual(frame.subarray(0, 3 + within(frame, 0x12).length)))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    for (const frame of frames) agree(frame);
  });

  it('is read the same in whatever order its fields stand, without some, and with others between', () => {
    const unknown = fc.constantFrom(Buffer.from('a80601', 'hex'), Buffer.from('b20602abcd', 'hex'));
    const any = fc.tuple(fc.shuffledSubarray(fields), fc.array(unknown, { maxLength: 2 }));
    let unusual = 0;
    fc.assert(
      fc.property(any, fc.nat(), ([chosen, others], place) => {
        const frame = fullFrame(chosen.toSpliced(place % (chosen.length + 1), 0, ...others));
        if (!isUsual(frame)) unusual += 1;
        agree(frame);
      }),
      { numRuns: 200 },
    );
    expect(unusual).toBeGreaterThan(100);
    expect(isUsual(fullFrame(fields))).toBe(true);
    agree(fullFrame(fields));
  });

  it('is read the same with any byte changed, or not at all', () => {
    const whole = fullFrame(fields);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const frame = Buffer.from(whole);
        frame[at] = byte;
        const plain = decoder.decode(frame, KNOWN);
        // An unknown field behind the feed's message makes the same bytes unusual.
        const inside = within(whole, 0x12, 0x12).length;
        if (at < whole.length - inside) return;
        const feed = frame.subarray(frame.length - inside);
        const other = part(0x12, KEY_PART, part(0x12, feed, Buffer.from('f80101', 'hex')));
        expect(isUsual(other)).toBe(false);
        const read = decoder.decode(other, KNOWN);
        expect(read?.ticks).toEqual(plain?.ticks);
        expect(read?.unreadable).toEqual(plain?.unreadable);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has the same book whatever its levels say, on as many levels as there are', () => {
    const count = fc.oneof(fc.nat(300), fc.nat(3_000_000), fc.nat(3e8), fc.maxSafeNat()).map(String);
    const price = fc.oneof(
      fc.nat(3e9).map((units) => units / 10_000),
      fc.constantFrom(0, 0.000049, 0.00005, 214_748.3646, 214_748.3647, 1e9, 2e9, -1, Number.NaN),
    );
    const level = fc.record({ bidQ: count, bidP: price, askQ: count, askP: price });
    const plain = fc.record({
      bidQ: fc.integer({ min: 1, max: 3e6 }).map(String),
      bidP: fc.constantFrom(213.45, 0.05),
      askQ: fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 1, max: 200 }) }, fc.constant(0)).map(String),
      askP: fc.constantFrom(213.9, 1650.05),
    });
    const levels = fc.oneof(
      fc.array(plain, { maxLength: 8 }),
      fc.array(plain, { minLength: 5, maxLength: 5 }),
      fc.array(level, { maxLength: 3 }),
    );
    const seen = { usual: 0, unusual: 0 };
    fc.assert(
      fc.property(levels, (bidAskQuote) => {
        const market = { ...marketFF, marketLevel: { bidAskQuote } };
        const feed = within(
          encodeFeed(one(FUTURE, { fullFeed: { marketFF: market } }, 'initial_feed')),
          0x12,
          0x12,
        );
        const frame = part(0x12, KEY_PART, part(0x12, feed));
        seen[isUsual(frame) ? 'usual' : 'unusual'] += 1;
        // An unknown field behind the feed's message makes the same figures unusual.
        const other = part(0x12, KEY_PART, part(0x12, feed, Buffer.from('f80101', 'hex')));
        expect(isUsual(other)).toBe(false);
        expect(decoder.decode(frame, KNOWN)).toEqual(decoder.decode(other, KNOWN));
      }),
      { numRuns: 400 },
    );
    expect(Math.min(seen.usual, seen.unusual)).toBeGreaterThan(50);
  });

  it('is read or refused the same wherever it is cut off, whatever stood in the buffer before', () => {
    const whole = fullFrame(fields);
    for (let length = 0; length < whole.length; length += 1) {
      decoder.decode(whole, KNOWN);
      // The rest still stands behind the end.
      expect(decoder.decode(whole.subarray(0, length), KNOWN)?.ticks ?? []).toEqual([]);
    }
    expect(decoder.decode(whole, KNOWN)?.ticks).toHaveLength(1);
  });

  it('belongs to whom the map names now, though its key was met before', () => {
    const frame = fullFrame(fields);
    const fed = (name: string) => ({ instrumentId: name as InstrumentId, feedToken: FUTURE, tradable: true });
    const known = new Map([[FUTURE, fed('one')]]);
    const named = () => decoder.decode(frame, known)?.ticks.map(({ instrumentId }) => instrumentId);
    expect(named()).toEqual(['one']);
    known.set(FUTURE, fed('other'));
    expect(named()).toEqual(['other']);
    known.delete(FUTURE);
    expect(named()).toEqual([]);
    known.set(FUTURE, { ...fed('third'), feedToken: 'another' });
    expect(named()).toEqual(['third']);
  });
});
