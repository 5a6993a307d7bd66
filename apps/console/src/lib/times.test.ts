import { expect, it } from 'vitest';
import { formatDate } from './times.ts';

it('writes a date with its month in words, and nothing of what is none', () => {
  expect(formatDate('2026-12-01')).toBe('01 Dec 2026');
  expect(formatDate('2026-04-12')).toBe('12 Apr 2026');
  expect(formatDate('2026-13-01')).toBe('');
  expect(formatDate('')).toBe('');
});
