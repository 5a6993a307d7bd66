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

  it('names an account, a group or nothing to cancel, square off, plan or pause in', () => {
    expect(parse('cancel all c1')).toEqual({ kind: 'cancel-all', scope: 'c1' });
    expect(parse('square off')).toEqual({ kind: 'square-off', scope: '' });
    expect(parse('plan c2')).toEqual({ kind: 'plan', account: 'c2' });
    expect(parse('Exits only c1')).toEqual({ kind: 'link', state: 'closeOnly', account: 'c1' });
    expect(parse('resume c1')).toMatchObject({ state: 'active' });
    expect(parse('cancel')).toMatchObject({ kind: 'words' });
    expect(parse('pauses')).toMatchObject({ kind: 'words' });
  });

  it('names a level and its price before the position', () => {
    expect(parse('stop 110 nifty 26000 ce')).toEqual({
      kind: 'level',
      level: 'sl',
      price: '110',
      name: 'nifty 26000 ce',
    });
    expect(parse('target 140.05 nifty')).toMatchObject({ level: 'target', price: '140.05' });
    expect(parse('stop nifty')).toMatchObject({ kind: 'words' });
  });

  it('asks for a chart or why of an account, and is words otherwise', () => {
    expect(parse('chart reliance')).toEqual({ kind: 'chart', name: 'reliance' });
    expect(parse('why c3')).toEqual({ kind: 'why', account: 'c3' });
    expect(parse('go log')).toEqual({ kind: 'words', text: 'go log' });
    expect(hasWords('Go Log', 'lo go')).toBe(true);
    expect(hasWords('Go Log', 'go orders')).toBe(false);
  });
});
