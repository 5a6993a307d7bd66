import { describe, expect, it } from 'vitest';
import { hasWords, parse } from './parse.ts';

describe('a line of the palette', () => {
  it('names a side, lots and an instrument; a strike is no number of lots', () => {
    expect(parse('buy 4 nifty 26000 ce')).toEqual({
      kind: 'trade',
      side: 'BUY',
      lots: '4',
      name: 'nifty 26000 ce',
    });
    expect(parse('  Sell NIFTY 26000 CE ')).toEqual({
      kind: 'trade',
      side: 'SELL',
      lots: '1',
      name: 'nifty 26000 ce',
    });
    expect(parse('buy 4')).toMatchObject({ lots: '1', name: '4' });
  });

  it('names the part of an exit, all of it where none is named', () => {
    expect(parse('exit half nifty')).toEqual({ kind: 'exit', part: 'half', name: 'nifty' });
    expect(parse('exit ¼ nifty')).toMatchObject({ part: 'quarter' });
    expect(parse('exit nifty')).toEqual({ kind: 'exit', part: 'all', name: 'nifty' });
  });

  it('asks why of an account, and is words otherwise', () => {
    expect(parse('why c3')).toEqual({ kind: 'why', account: 'c3' });
    expect(parse('go log')).toEqual({ kind: 'words', text: 'go log' });
    expect(hasWords('Go Log', 'lo go')).toBe(true);
    expect(hasWords('Go Log', 'go orders')).toBe(false);
  });
});
