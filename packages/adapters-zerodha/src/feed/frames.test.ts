import type { FedInstrument, InstrumentId } from '@copydesk/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readFeedText, readTickFrame } from './frames.ts';

const LTP = '000800063a01000266a1';
const KNOWN = new Map<number, FedInstrument>([
  [408065, { instrumentId: 'i1' as InstrumentId, feedToken: '408065', tradable: true }],
]);

const read = (hex: string) => readTickFrame(Buffer.from(hex, 'hex'), KNOWN);

it.each([
  ['an unknown length', `0003${LTP}000500063a0100${LTP}`, [2, 1, 'a packet of 5 bytes']],
  ['a length of nothing', `00020000${LTP}`, [1, 1, 'a packet of 0 bytes']],
  ['a length beyond the end', `0003${LTP}00b800063a01`, [1, 2, 'cut after 1 of 3 packets']],
  ['half a length', `0002${LTP}00`, [1, 1, 'cut after 1 of 2 packets']],
  ['more packets than there are', `ffff${LTP}`, [1, 65_534, 'cut after 1 of 65535 packets']],
  ['bytes behind the last packet', `0001${LTP}000266a1`, [1, 1, '4 bytes behind the last packet']],
])('keeps what it can read, and counts what it lost, of %s', (_what, hex, expected) => {
  const { ticks, unreadable, remark } = read(hex);
  expect([ticks.length, unreadable, remark]).toEqual(expected);
});

/** Frames that are nearly right: packets of any length, whose lengths and count may lie, cut anywhere. */
const nearlyFrames = fc
  .record({
    packets: fc.array(
      fc.record({
        bytes: fc.oneof(
          fc
            .constantFrom(8, 28, 32, 44, 184)
            .chain((size) => fc.uint8Array({ minLength: size, maxLength: size })),
          fc.uint8Array({ maxLength: 200 }),
        ),
        isKnown: fc.boolean(),
        lie: fc.option(fc.nat(0xffff), { freq: 6 }),
      }),
      { maxLength: 6 },
    ),
    count: fc.option(fc.nat(0xffff), { freq: 4 }),
    cut: fc.option(fc.nat(1_200), { freq: 3 }),
  })
  .map(({ packets, count, cut }) => {
    const parts = packets.map(({ bytes, isKnown, lie }) => {
      const packet = Buffer.alloc(2 + bytes.length);
      packet.writeUInt16BE(lie ?? bytes.length);
      packet.set(bytes, 2);
      if (isKnown && bytes.length >= 4) packet.writeUInt32BE(408065, 2);
      return packet;
    });
    const head = Buffer.alloc(2);
    head.writeUInt16BE(count ?? packets.length);
    const whole = Buffer.concat([head, ...parts]);
    return whole.subarray(0, cut ?? whole.length);
  });

it('reads nothing outside a frame, throws nothing, and loses nothing unseen, whatever comes', () => {
  const frames = fc.oneof(
    nearlyFrames,
    fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(frames, (frame) => {
      const [before, after] = [Buffer.alloc(8, 0xab), Buffer.alloc(400, 0xab)];
      const around = Buffer.concat([before, frame, after]);
      const reading = readTickFrame(around.subarray(8, 8 + frame.length), KNOWN);
      // A tick that held a byte from behind the end would be another one with other bytes there.
      const other = Buffer.concat([before, frame, Buffer.alloc(400, 0x11)]);
      expect(readTickFrame(other.subarray(8, 8 + frame.length), KNOWN)).toEqual(reading);
      const announced = frame.length < 2 ? 0 : frame.readUInt16BE(0);
      expect(reading.ticks.length).toBeLessThanOrEqual(announced);
      expect(reading.unreadable > 0).toBe(reading.remark !== undefined);
      for (const tick of reading.ticks) expect(Number.isSafeInteger(tick.lastPrice)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

it('passes on what the ticker complains about without the token in it, and is silent about orders and notices', () => {
  const text = (type: string, data: unknown): string => JSON.stringify({ type, data });
  expect(readFeedText(text('error', 'token-of-AB1234 is not good'), ['token-of-AB1234'])).toMatchObject({
    unreadable: 0,
    remark: 'the ticker reports: … is not good',
  });
  expect(readFeedText(text('message', 'Markets close early today.'), [])).toEqual({
    ticks: [],
    unreadable: 0,
    remark: undefined,
  });
  expect(readFeedText('{', [])).toMatchObject({ unreadable: 1 });
});
