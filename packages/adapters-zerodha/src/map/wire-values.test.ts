import { expect, it } from 'vitest';
import { z } from 'zod';
import {
  readKiteTime,
  valueFromRupees,
  wirePrice,
  wirePriceOrNone,
  wireTimeOrNone,
  wireValue,
} from './wire-values.ts';

it('reads a naive time as Indian time, whatever the zone of this machine', () => {
  expect(readKiteTime('2026-09-22 09:20:05')).toBe(Date.UTC(2026, 8, 22, 3, 50, 5));
  expect(readKiteTime('2026-01-01 00:00:00')).toBe(Date.UTC(2025, 11, 31, 18, 30));
});

it.each(['2026-02-30 10:00:00', '2026-09-22', '09:20:05', '2026-09-22T09:20:05', '22-09-2026 09:20:05', ''])(
  'reads no time from %j',
  (text) => expect(readKiteTime(text)).toBeUndefined(),
);

it('takes zero time, empty text, null and absence for no time', () => {
  for (const none of ['0001-01-01 00:00:00', '', null, undefined]) {
    expect(wireTimeOrNone.parse(none)).toBeUndefined();
  }
  expect(wireTimeOrNone.safeParse('soon').success).toBe(false);
});

it('rounds the binary noise of prices to 1/10000 rupee', () => {
  expect(wirePrice.parse(52.04999923706055)).toBe(520_500);
  expect(wirePrice.parse(801.78125)).toBe(8_017_813);
  expect(wirePrice.parse(-1.00005)).toBe(-10_001);
  expect(wirePrice.safeParse('52.05').success).toBe(false);
  expect(wirePrice.safeParse(1e15).success).toBe(false);
});

it('takes 0 and null for no price', () => {
  expect(wirePriceOrNone.parse(0)).toBeUndefined();
  expect(wirePriceOrNone.parse(null)).toBeUndefined();
  expect(wirePriceOrNone.parse(0.0025)).toBe(25);
});

it('reads amounts beyond what a price may be, to 1/10000 rupee', () => {
  expect(valueFromRupees(99_725.05000000002)).toBe(997_250_500n);
  expect(valueFromRupees(-0)).toBe(0n);
  expect(valueFromRupees(-145_706.55)).toBe(-1_457_065_500n);
  expect(valueFromRupees(123_456_789_012.5)).toBe(1_234_567_890_125_000n);
});

it('says where an amount stands that no number tells exactly', () => {
  expect(valueFromRupees(1e21)).toBeUndefined();
  const read = z.object({ net: wireValue }).safeParse({ net: -1e21 });
  expect(read.error?.issues).toMatchObject([{ path: ['net'], message: 'not an amount of money' }]);
});
