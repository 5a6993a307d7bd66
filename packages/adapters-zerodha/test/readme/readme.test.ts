import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
// Named here so that it is type-checked with the tests; it would log in at the real broker, so it is not run.
import type {} from './first-login.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

it('shows code in the README that compiles', () => {
  const shown = /```ts\n([\s\S]*?)```/.exec(read('../../README.md'))?.[1];
  expect(shown).toBe(read('./first-login.ts'));
});
