import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './run-command.mjs';

const STAMPS = path.join(ROOT, 'node_modules', '.copydesk');
const NOT_SOURCE = new Set(['node_modules', 'dist', 'generated', 'coverage']);

/**
 * One digest over files and folders (relative to the root) and over plain words, such as a version. A path that does
 * not exist counts as absent, so that its appearance changes the digest.
 *
 * @param {readonly string[]} paths
 * @param {readonly string[]} [words]
 */
export async function digestOf(paths, words = []) {
  const hash = createHash('sha256');
  for (const word of words) hash.update(`${word}\0`);
  for (const entry of paths) {
    for (const file of await filesUnder(entry)) {
      hash.update(`${file}\0`);
      hash.update(await readFile(path.join(ROOT, file)));
      hash.update('\0');
    }
  }
  return hash.digest('hex');
}

/** @param {string} entry @returns {Promise<string[]>} */
async function filesUnder(entry) {
  let children;
  try {
    children = await readdir(path.join(ROOT, entry), { withFileTypes: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOTDIR') return [entry];
    if (code === 'ENOENT') return [];
    throw error;
  }
  const files = [];
  for (const child of children.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (NOT_SOURCE.has(child.name)) continue;
    files.push(...(await filesUnder(`${entry}/${child.name}`)));
  }
  return files;
}

/**
 * Whether a step was done for exactly this digest.
 *
 * @param {string} step
 * @param {string} digest
 */
export async function isStamped(step, digest) {
  try {
    return (await readFile(path.join(STAMPS, step), 'utf8')) === digest;
  } catch {
    return false;
  }
}

/**
 * Records that a step was done. Called after its success only, so that an interrupted step is done again.
 *
 * @param {string} step
 * @param {string} digest
 */
export async function stamp(step, digest) {
  await mkdir(STAMPS, { recursive: true });
  await writeFile(path.join(STAMPS, step), digest);
}

/** Forgets a step before it begins: half of it must not count as done. @param {string} step */
export async function unstamp(step) {
  await rm(path.join(STAMPS, step), { force: true });
}
