import { instantOf } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  readUpstoxTime,
  valueFromRupees,
  wirePrice,
  wirePriceOrNone,
  wireTimeOrNone,
  wireValue,
} from './wire-values.ts';

describe('times', () => {
  it('are Indian time in both forms, whatever the zone of this machine', () => {
    const at = instantOf(Date.UTC(2023, 9, 19, 3, 53, 23));
    expect(readUpstoxTime('2023-10-19 09:23:23')).toBe(at);
    expect(readUpstoxTime('19-Oct-2023 09:23:23')).toBe(at);
  });

  it.each(['2023-02-30 09:00:00', '30-Foo-2023 09:00:00', '2023-10-19', '2023-10-19T09:23:23', '25:00', ''])(
    'that do not exist are not guessed: %s',
    (text) => expect(readUpstoxTime(text)).toBeUndefined(),
  );

  it('may be missing, null or empty', () => {
    for (const none of [undefined, null, '']) expect(wireTimeOrNone.parse(none)).toBeUndefined();
  });
});

describe('money', () => {
  it('loses the noise of binary fractions and nothing else', () => {
    expect(wirePrice.parse(52.04999923706055)).toBe(520_500);
    expect(wirePrice.parse(0.0025)).toBe(25);
    expect(valueFromRupees(-658304.25)).toBe(-6_583_042_500n);
    expect(valueFromRupees(1_004_999.9999)).toBe(10_049_999_999n);
  });

  it('treats 0, -0, "", null and absence of a price as none', () => {
    for (const none of [0, -0, '', null, undefined]) expect(wirePriceOrNone.parse(none)).toBeUndefined();
  });

  it('refuses text where a number belongs', () => {
    expect(wirePrice.safeParse('12.5').success).toBe(false);
    expect(wirePriceOrNone.safeParse('12.5').success).toBe(false);
  });
});

it('says where an amount stands that no number tells exactly', () => {
  expect(valueFromRupees(1e21)).toBeUndefined();
  const read = z.object({ net: wireValue }).safeParse({ net: -1e21 });
  expect(read.error?.issues).toMatchObject([{ path: ['net'], message: 'not an amount of money' }]);
});
