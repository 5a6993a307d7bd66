/**
 * Writes the next migration for both databases from what changed in `prisma/models.prisma`:
 *
 *   node scripts/new-migration.mjs add-protections
 *
 * Beside the SQL stands the state of the models that it leads to, from which the one after it is computed. Read the SQL before you
 * commit it: a rename looks like a drop and an addition.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { PACKAGE, PROVIDERS } from './schema.mjs';
import { schemaDiff } from './schema-diff.mjs';

const name = process.argv[2];
if (name === undefined || !/^[a-z][a-z0-9-]*$/.test(name))
  throw new Error('Usage: new-migration.mjs lower-case-name');

const after = await readFile(path.join(PACKAGE, 'prisma', 'models.prisma'), 'utf8');
const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
for (const provider of PROVIDERS) {
  const root = path.join(PACKAGE, 'prisma', 'migrations', provider);
  await mkdir(root, { recursive: true });
  const last = (await readdir(root))
    .filter((entry) => /^\d/.test(entry))
    .sort()
    .at(-1);
  const before =
    last === undefined ? undefined : await readFile(path.join(root, last, 'models.prisma'), 'utf8');
  const sql = await schemaDiff(provider, before, after);
  const folder = path.join(root, `${time}_${name.replaceAll('-', '_')}`);
  await mkdir(folder);
  await writeFile(path.join(folder, 'migration.sql'), sql);
  await writeFile(path.join(folder, 'models.prisma'), after);
  await writeFile(
    path.join(root, 'migration_lock.toml'),
    `# The database that these migrations are for.\nprovider = "${provider}"\n`,
  );
  process.stdout.write(`${path.relative(PACKAGE, folder)}\n${sql}\n`);
}
