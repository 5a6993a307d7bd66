import { describe, expect, it } from 'vitest';
import {
  changesOf,
  draftOf,
  type LevelKind,
  type Levels,
  loosened,
  NO_LEVELS,
  retrailed,
  stepped,
  stopAtStart,
} from './levels.ts';
import type { Money } from './numbers.ts';

const PRICE: LevelKind = { of: 'price', decimals: 2 };
const PROFIT: LevelKind = { of: 'profit', decimals: 2 };
const TRAIL = { distance: 5, percent: null, step: 1 } as const;
const SET: Levels = { stop: 142_310, target: null, trail: TRAIL };

describe('levels as they are typed', () => {
  it('sends only what differs, as it was typed, and takes away what is empty or off', () => {
    expect(draftOf(SET, PRICE)).toEqual({ stop: '1,42,310.00', target: '', trail: '5.00' });
    expect(changesOf(SET, draftOf(SET, PRICE), PRICE)).toEqual({});
    expect(changesOf(SET, { stop: '142310', target: '150000.5', trail: '2.5%' }, PRICE)).toEqual({
      target: '150000.5',
      trail: { percent: '2.5', step: '1' },
    });
    expect(changesOf(SET, { stop: '', target: '', trail: 'off' }, PRICE)).toEqual({
      stop: null,
      trail: null,
    });
    expect(changesOf(NO_LEVELS, { stop: '−25,000', target: '', trail: '' }, PROFIT)).toEqual({
      stop: '-25000',
    });
  });

  it('says what is no level', () => {
    const wrong = (part: object, kind = PRICE) =>
      changesOf(NO_LEVELS, { ...draftOf(NO_LEVELS, kind), ...part }, kind);
    expect(wrong({ stop: '0' })).toMatch(/^The stop needs a price above 0/);
    expect(wrong({ target: 'x' })).toMatch(/^The target needs a price/);
    expect(wrong({ trail: '%' })).toMatch(/^The trail needs a distance/);
    expect(wrong({ trail: '2%' }, PROFIT)).toMatch(/^A trail of the day’s profit is an amount/);
  });

  it('knows a stop that gets wider or goes, of a long, of a short, and of a trail', () => {
    expect(loosened(SET, { stop: '142309.95' }, 1)).toBe('widened');
    expect(loosened(SET, { stop: '142310.05' }, 1)).toBeNull();
    expect(loosened(SET, { stop: '142310.05' }, -1)).toBe('widened');
    expect(loosened(SET, { stop: null }, 1)).toBe('removed');
    expect(retrailed(SET, { trail: null })).toBe('removed');
    // A shorter one may stand further away too: it begins again.
    expect(retrailed(SET, { trail: { distance: '4' } })).toBe('another');
    expect(retrailed(SET, { stop: '1' })).toBeNull();
    expect(retrailed(NO_LEVELS, { trail: { distance: '4' } })).toBeNull();
    expect(loosened(SET, { target: null }, 1)).toBeNull();
    expect(loosened(NO_LEVELS, { stop: '100' }, 1)).toBeNull();
  });

  it('knows where the stop stands when another trail begins: of a long, of a short, of a share, beside one that was set', () => {
    const last = 1_310_000 as Money;
    const trails = { ...NO_LEVELS, trail: TRAIL };
    expect(stopAtStart(trails, { trail: { distance: '8' } }, 1, last)).toBe(1_230_000);
    expect(stopAtStart(trails, { trail: { distance: '8' } }, -1, last)).toBe(1_390_000);
    // Rounded up, as the server does.
    expect(stopAtStart(trails, { trail: { percent: '0.0001' } }, 1, 1_310_001 as Money)).toBe(1_309_999);
    expect(stopAtStart({ ...trails, stop: 125 }, { trail: { distance: '8' } }, 1, last)).toBe(1_250_000);
    expect(stopAtStart({ ...trails, stop: 125 }, { stop: null, trail: { distance: '8' } }, 1, last)).toBe(
      1_230_000,
    );
    expect(stopAtStart(trails, { trail: { distance: '8' } }, 1, null)).toBeNull();
  });

  it('steps by so much, from the price where it is off, never below one step; a share by a tenth', () => {
    const step = { kind: PRICE, unit: 500 as Money, from: 1_241_500 as Money };
    expect(stepped('110.00', -10, step)).toBe('109.50');
    expect(stepped('', -1, step)).toBe('124.10');
    expect(stepped('0.05', -3, step)).toBe('0.05');
    expect(stepped('2%', 3, step)).toBe('2.3%');
    expect(stepped('0.125%', 1, step)).toBe('0.225%');
    expect(stepped('0.1%', -1, step)).toBe('0.1%');
    expect(stepped('', -1, { kind: PROFIT, unit: 5_000_000 as Money, from: 0 as Money })).toBe('−500.00');
  });
});
