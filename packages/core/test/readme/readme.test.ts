import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('the example of the README', () => {
  it('is the file that runs', () => {
    const shown = /```ts\n([\s\S]*?)```/.exec(read('../../README.md'))?.[1];
    expect(shown).toBe(read('./family.ts'));
  });

  it('copies an order of the master to two children', async () => {
    const { held } = await import('./family.ts');
    expect(held).toEqual([75, 75, 150]);
  });
});
