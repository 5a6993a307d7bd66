import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE, PROVIDERS } from '../scripts/schema.mjs';
import { schemaDiff } from '../scripts/schema-diff.mjs';

async function read(...parts: readonly string[]): Promise<string> {
  return readFile(path.join(PACKAGE, 'prisma', ...parts), 'utf8');
}

async function migrationsOf(provider: string): Promise<readonly string[]> {
  const entries = await readdir(path.join(PACKAGE, 'prisma', 'migrations', provider), {
    withFileTypes: true,
  });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

describe.each(PROVIDERS)('the migrations for %s', (provider) => {
  it('lead to the present models: nothing is left to migrate', async () => {
    const last = (await migrationsOf(provider)).at(-1) ?? '';
    const reached = await read('migrations', provider, last, 'models.prisma');

    expect(await schemaDiff(provider, reached, await read('models.prisma'))).toMatch(
      /empty migration|^\s*$/i,
    );
  });

  it('would not be taken for complete if a model had changed', async () => {
    const models = await read('models.prisma');
    const changed = models.replace('model LeaseRow {', 'model LeaseRow {\n  note String?');

    expect(await schemaDiff(provider, models, changed)).toContain('"note"');
  });

  it('say in SQL what their models say', async () => {
    let before: string | undefined;
    for (const name of await migrationsOf(provider)) {
      const after = await read('migrations', provider, name, 'models.prisma');
      expect(await read('migrations', provider, name, 'migration.sql')).toBe(
        await schemaDiff(provider, before, after),
      );
      before = after;
    }
  });

  it('have the same names as those for the other database', async () => {
    expect(await migrationsOf(provider)).toEqual(await migrationsOf(PROVIDERS[0]));
  });
});
