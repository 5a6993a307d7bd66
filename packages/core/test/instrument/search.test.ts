import type { InstrumentSearch, InstrumentSnapshot } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { future, index, option, rightShare, snapshotOf } from './rows.ts';

const EXPIRIES = ['2026-12-01', '2026-12-08', '2026-12-29'];

function market(): InstrumentSnapshot {
  let token = 50_000;
  const next = (): string => String((token += 1));
  const chain = (underlying: string, strikes: readonly string[], expiries: readonly string[]) =>
    expiries.flatMap((expiry) => [
      ...strikes.flatMap((strike) =>
        (['CE', 'PE'] as const).map((type) => option({ token: next(), underlying, expiry, strike, type })),
      ),
      ...(expiry === '2026-12-29' ? [future({ token: next(), underlying, expiry })] : []),
    ]);
  return snapshotOf({
    right: [
      index('NIFTY', 'Nifty 50', 'NSE_INDEX|Nifty 50'),
      index('BANKNIFTY', 'Nifty Bank', 'NSE_INDEX|Nifty Bank'),
      index('NIFTY 500', 'Nifty 500', 'NSE_INDEX|Nifty 500'),
      ...chain('NIFTY', ['25000', '25950', '26000', '26050'], EXPIRIES),
      ...chain('BANKNIFTY', ['43000', '58900', '59000'], ['2026-12-29']),
      ...chain('RELIANCE', ['1500', '1560'], ['2026-12-29']),
      ...chain('HDFCBANK', ['1000'], ['2026-12-29']),
      { ...rightShare('RELIANCE', '2885', 'INE002A01018'), name: 'RELIANCE INDUSTRIES LTD' },
      { ...rightShare('RELIABLE', '9', 'INE000000009'), name: 'RELIABLE DATA LTD' },
      { ...rightShare('HDFCBANK', '1333', 'INE040A01034'), name: 'HDFC BANK LTD' },
      { ...rightShare('SBIN', '3045', 'INE062A01020'), name: 'STATE BANK OF INDIA' },
      { ...rightShare('360ONE', '13061', 'INE466L01038'), name: '360 ONE WAM LIMITED' },
      { ...rightShare('NIFTYBEES', '10576', 'INF204KB14I2'), name: 'NIP IND ETF NIFTY BEES' },
    ],
  });
}

const MARKET = market();

function found(text: string, narrowing: Omit<InstrumentSearch, 'text'> = {}): readonly string[] {
  return MARKET.search({ text, limit: 8, ...narrowing }).map(({ symbol }) => symbol);
}

describe('searching as a person types', () => {
  it('finds a strike in every expiry, the nearest first', () => {
    expect(found('nifty 25000 ce')).toEqual([
      'NIFTY 01 DEC 25000 CE',
      'NIFTY 08 DEC 25000 CE',
      'NIFTY 29 DEC 25000 CE',
    ]);
  });

  it.each([
    ['nifty 1 dec 26000 ce', 'NIFTY 01 DEC 26000 CE'],
    ['nifty 01dec 26000ce', 'NIFTY 01 DEC 26000 CE'],
    ['NIFTY 8 December 26000 put', 'NIFTY 08 DEC 26000 PE'],
    ['26000 ce nifty 2026-12-29', 'NIFTY 29 DEC 26000 CE'],
    ['nifty26dec26000ce', 'NIFTY 01 DEC 26000 CE'],
    ['nifty dec 2026 26000 pe', 'NIFTY 01 DEC 26000 PE'],
    ['bank 43000 p', 'BANKNIFTY 29 DEC 43000 PE'],
    ['banknifty fut', 'BANKNIFTY 29 DEC FUT'],
    ['hdfc bank fut', 'HDFCBANK 29 DEC FUT'],
    ['reliance', 'RELIANCE'],
    ['rel', 'RELIANCE'],
    ['hdfc ba', 'HDFCBANK'],
    ['state bank', 'SBIN'],
    ['bees', 'NIFTYBEES'],
    ['nifty', 'NIFTY'],
    ['nif', 'NIFTY'],
    ['nifty 50', 'NIFTY'],
    ['nifty50', 'NIFTY'],
    ['nifty 500', 'NIFTY 500'],
    ['360one', '360ONE'],
    ['nifty 260', 'NIFTY 01 DEC 26000 CE'],
  ])('puts %j first: %s', (text, first) => {
    expect(found(text)[0]).toBe(first);
  });

  it('shows the futures of a share that was named, then others that begin like it', () => {
    expect(found('reliance').slice(0, 2)).toEqual(['RELIANCE', 'RELIANCE 29 DEC FUT']);
    expect(found('reli')).toContain('RELIABLE');
    expect(found('reli')[0]).toBe('RELIANCE');
  });

  it('narrows by kind and exchange', () => {
    expect(found('nifty', { kind: 'FUT' })).toEqual(['NIFTY 29 DEC FUT', 'BANKNIFTY 29 DEC FUT']);
    expect(found('nifty', { kind: 'INDEX' }).every((symbol) => !symbol.includes('DEC'))).toBe(true);
    expect(found('reliance', { kind: 'EQ' })).toEqual(['RELIANCE']);
    expect(found('reliance 1560', { kind: 'OPT' })).toEqual([
      'RELIANCE 29 DEC 1560 CE',
      'RELIANCE 29 DEC 1560 PE',
    ]);
    expect(found('reliance', { exchange: 'BSE' })).toEqual([]);
  });

  it('keeps to the limit, names nothing twice, and answers nothing to nothing', () => {
    const many = MARKET.search({ text: 'nifty', limit: 200 }).map(({ id }) => id);
    expect(new Set(many).size).toBe(many.length);
    expect(MARKET.search({ text: 'nifty', limit: 3 })).toHaveLength(3);
    for (const text of ['', '   ', 'zzzzqq', '%%%', '\n', '26000 26000 26000', 'x'.repeat(5000)]) {
      expect(MARKET.search({ text }).length).toBeLessThan(20);
    }
  });

  it('leaves out contracts that are over', () => {
    const next = snapshotOf({
      right: [option({ token: '1', expiry: '2026-11-17' }), option({ token: '2' })],
    });
    expect(next.search({ text: 'nifty 26000 ce' }).map(({ expiry }) => expiry)).toEqual(['2026-12-01']);
  });
});
