import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadFrame } from '../../src/feed/frame-bytes.ts';
import { FrameDecoder } from '../../src/feed/frame-decoder.ts';
import { readUsualFeed, UNUSUAL } from '../../src/feed/usual-feed.ts';
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
const fullFrame = (fields: readonly Buffer[]) =>
  part(0x12, part(0x0a, Buffer.from(FUTURE)), part(0x12, part(0x12, part(0x0a, ...fields))));

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
    return readUsualFeed(frame.indexOf(FUTURE) + FUTURE.length + 1, frame.length) !== UNUSUAL;
  };

  it('is read in one go as writers write it, with and without what a contract may lack', () => {
    const left = [
      marketFF,
      { ...marketFF, optionGreeks: {} },
      { ...marketFF, oi: 0, iv: 0, marketLevel: book(30) },
    ];
    const frames = left.map((market) =>
      encodeFeed({ feeds: { [FUTURE]: { fullFeed: { marketFF: market }, requestMode: 'full_d5' } } }),
    );
    expect(frames.map((frame) => isUsual(frame.subarray(0, 3 + within(frame, 0x12).length)))).toEqual([
      true,
      true,
      true,
    ]);
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
        const key = part(0x0a, Buffer.from(FUTURE));
        const other = part(0x12, key, part(0x12, feed, Buffer.from('f80101', 'hex')));
        expect(isUsual(other)).toBe(false);
        const read = decoder.decode(other, KNOWN);
        expect(read?.ticks).toEqual(plain?.ticks);
        expect(read?.unreadable).toEqual(plain?.unreadable);
      }),
      { numRuns: 1_000 },
    );
  });
});
