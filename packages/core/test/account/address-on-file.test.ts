import { describe, expect, it } from 'vitest';
import { addressView, ClockSkew, type Egress, instantOf } from '../../src/index.ts';

const from = (address: string): Egress => ({ kind: 'address', address });
const ANYWHERE: Egress = { kind: 'default' };
const unasked = { accepted: undefined, seen: undefined };

describe('the address of an account beside what its broker has on file', () => {
  it.each([
    [
      'taken: the only one on file is the one',
      ANYWHERE,
      { ...unasked, accepted: true },
      ['203.0.113.7'],
      '203.0.113.7',
      'ok',
    ],
    [
      'taken, and two on file: which is not known',
      ANYWHERE,
      { ...unasked, accepted: true },
      ['a', 'b'],
      undefined,
      'ok',
    ],
    ['taken where the broker asks for none', ANYWHERE, { ...unasked, accepted: true }, [], undefined, 'ok'],
    [
      'refused',
      ANYWHERE,
      { accepted: false, seen: '198.51.100.1' },
      ['203.0.113.7'],
      '198.51.100.1',
      'differs',
    ],
    [
      'refused although it is told otherwise',
      from('203.0.113.7'),
      { accepted: false, seen: undefined },
      ['203.0.113.7'],
      '203.0.113.7',
      'differs',
    ],
    [
      'not asked, told another way out',
      from('198.51.100.1'),
      unasked,
      ['203.0.113.7'],
      '198.51.100.1',
      'differs',
    ],
    [
      'not asked, told one that is on file',
      from('203.0.113.7'),
      unasked,
      ['::ffff:203.0.113.7'],
      '203.0.113.7',
      'ok',
    ],
    [
      'not asked, told a private one, which a router replaces',
      from('192.168.1.7'),
      unasked,
      ['203.0.113.7'],
      undefined,
      'unknown',
    ],
    [
      'not asked, and the broker does not tell',
      from('203.0.113.7'),
      unasked,
      undefined,
      '203.0.113.7',
      'unknown',
    ],
    ['nothing known', ANYWHERE, unasked, ['203.0.113.7'], undefined, 'unknown'],
  ] as const)('%s', (...[, egress, standing, onFile, seen, state]) => {
    expect(addressView(egress, standing, onFile)).toEqual({ seen, onFile, state });
  });
});

describe('the clock of a broker beside ours', () => {
  const second = (at: number) => new Date(at).toUTCString();
  const T = Date.parse('2026-11-23T04:00:00Z');

  it('is not known before the first answer, nor from a date that is none', () => {
    const skew = new ClockSkew();
    skew.note('', instantOf(T), instantOf(T));
    expect(skew.ms).toBeUndefined();
  });

  it('is the same as long as whole seconds and the way of the answer explain what is seen', () => {
    const skew = new ClockSkew();
    skew.note(second(T), instantOf(T + 400), instantOf(T + 900));
    skew.note(second(T), instantOf(T - 300), instantOf(T + 50));
    expect(skew.ms).toBe(0);
  });

  it('is ahead or behind by as much as must be, and more answers say it closer', () => {
    const ahead = new ClockSkew();
    ahead.note(second(T + 5_000), instantOf(T), instantOf(T + 500));
    expect(ahead.ms).toBe(4_500);
    ahead.note(second(T + 6_000), instantOf(T + 1_000), instantOf(T + 1_100));
    expect(ahead.ms).toBe(4_900);
    const behind = new ClockSkew();
    behind.note(second(T - 5_000), instantOf(T), instantOf(T + 500));
    expect(behind.ms).toBe(-4_000);
  });

  it('follows a clock that was set', () => {
    const skew = new ClockSkew();
    skew.note(second(T + 60_000), instantOf(T), instantOf(T));
    skew.note(second(T), instantOf(T), instantOf(T));
    expect(skew.ms).toBe(0);
  });
});
