import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { writeAndReadBack } from './readme-example.ts';
import { sqliteStorage } from './storage.ts';

it('the example of the README is this file, and does what it says', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = await readFile(new URL('readme-example.ts', import.meta.url), 'utf8');
  const storage = sqliteStorage();

  const seen = await writeAndReadBack((storage.location as { file: string }).file);

  await storage.remove();
  expect(seen).toEqual(['alert-raised']);
  expect(/```ts\n([\s\S]*?)```/.exec(readme)?.[1]).toBe(example);
});
