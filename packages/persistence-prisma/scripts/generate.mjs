/**
 * Makes the two Prisma clients: puts each provider's head in front of the models, and runs `prisma generate` on both.
 * What it writes is not kept in git.
 */
import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PACKAGE, PROVIDERS, schemaFor } from './schema.mjs';

const prisma = path.join(PACKAGE, 'node_modules', '.bin', 'prisma');

/** @param {string} provider */
async function generate(provider) {
  const folder = path.join(PACKAGE, 'src', 'generated', provider);
  const schema = path.join(PACKAGE, 'src', 'generated', `${provider}.prisma`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.dirname(schema), { recursive: true });
  await writeFile(schema, await schemaFor(provider));
  await new Promise((resolve, reject) => {
    const child = spawn(prisma, ['generate', '--schema', schema, '--no-hints'], {
      cwd: PACKAGE,
      stdio: ['ignore', 2, 2],
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve(undefined)
        : reject(new Error(`prisma generate for ${provider} ended with ${code}`)),
    );
  });
}

await Promise.all(PROVIDERS.map(generate));
