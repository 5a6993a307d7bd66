import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
// Named here so that they are type-checked with the tests: there is no such broker, and the contract of journals runs elsewhere.
import type {} from './acme/test/conformance.ts';
import type {} from './storage.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('the examples of the README', () => {
  it('are the files that compile', () => {
    const shown = [...read('../../README.md').matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]);
    expect(shown).toEqual(['acme/test/conformance.ts', 'lost-answer.ts', 'storage.ts'].map(read));
  });

  it('lose the answer of an order that took effect', async () => {
    const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await import('./lost-answer.ts');
    expect(print.mock.calls).toEqual([[{ kind: 'uncertain', cause: 'reset' }], [1]]);
    print.mockRestore();
  });
});
