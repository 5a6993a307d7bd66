import { beforeEach, describe, expect, it } from 'vitest';
import { keyCap } from '../lib/key-table.ts';
import { heardKey, isKey } from './own-keys.ts';
import { usePreferences } from './preferences.ts';

const press = (key: string, held: Partial<KeyboardEvent> = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...held,
});
const ROW = ['position.exit', 'position.exit-all', 'order.cancel'] as const;

describe('a key that a row hears itself', () => {
  beforeEach(() => usePreferences.setState({ read: true, values: {} }));

  it('is the one of the table, with Shift only where that is written', () => {
    expect(heardKey(press('e'), ROW)).toBe('position.exit');
    expect(heardKey(press('E', { shiftKey: true }), ROW)).toBe('position.exit-all');
    expect(heardKey(press('X', { shiftKey: true }), ROW)).toBeUndefined();
    expect(heardKey(press('e', { ctrlKey: true }), ROW)).toBeUndefined();
    expect(isKey(press('+', { shiftKey: true }), '+')).toBe(true);
    expect(['+', 'q', 'Shift+x', '$mod+k'].map(keyCap)).toEqual(['+', 'Q', 'Shift X', 'Ctrl K']);
  });

  it('follows to where the person has put it, and is silent with the letters off', () => {
    usePreferences.setState({ values: { keys: { 'order.cancel': 'q', 'position.exit-all': 'Shift+l' } } });
    expect(heardKey(press('q'), ROW)).toBe('order.cancel');
    expect(heardKey(press('x'), ROW)).toBeUndefined();
    expect(heardKey(press('L', { shiftKey: true }), ROW)).toBe('position.exit-all');
    usePreferences.setState({ values: { letters: false } });
    expect(heardKey(press('x'), ROW)).toBeUndefined();
  });
});
