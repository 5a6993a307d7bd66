import { readFileSync } from 'node:fs';
import path from 'node:path';
import { renderHook } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { useScreen } from './screen.ts';

afterEach(() => vi.unstubAllGlobals());

it('takes for a phone what the styles take for one, who say it once', () => {
  const asked: string[] = [];
  vi.stubGlobal('matchMedia', (query: string) => {
    asked.push(query);
    return { matches: true, addEventListener: () => undefined, removeEventListener: () => undefined };
  });
  expect(renderHook(useScreen).result.current).toBe('phone');
  const styles = readFileSync(path.join(import.meta.dirname, '../app/styles.css'), 'utf8');
  const [, ofStyles] = /@custom-variant phone \{\s*@media (.+) \{/.exec(styles) ?? [];
  expect(asked[0]).toBe(ofStyles);
  expect(styles.split(`@media ${ofStyles}`)).toHaveLength(2);
});
