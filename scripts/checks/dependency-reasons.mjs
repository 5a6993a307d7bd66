/**
 * Compares `docs/dependencies.md` with every package.json, in both directions: a dependency without a reason and a
 * reason without a dependency both fail.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { manifests } from '../prepare/manifests.mjs';
import { ROOT } from '../prepare/run-command.mjs';

const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** Third-party dependencies by the name of the package.json that has them. */
async function declared() {
  /** @type {Map<string, Set<string>>} */
  const found = new Map();
  for (const file of manifests()) {
    /** @type {{ [field: string]: Record<string, string> | undefined }} */
    const manifest = JSON.parse(await readFile(path.join(ROOT, file), 'utf8'));
    const names = FIELDS.flatMap((field) => Object.keys(manifest[field] ?? {}));
    const others = names.filter((name) => !name.startsWith('@copydesk/'));
    if (others.length > 0) found.set(path.dirname(file), new Set(others));
  }
  return found;
}

/** Reasons as the page has them: a heading names the folder, each line of its list one dependency. */
async function reasoned() {
  /** @type {Map<string, Set<string>>} */
  const found = new Map();
  let folder = '';
  for (const line of (await readFile(path.join(ROOT, 'docs', 'dependencies.md'), 'utf8')).split('\n')) {
    const heading = /^## `([^`]+)`/.exec(line)?.[1];
    if (heading !== undefined) folder = heading === '/' ? '.' : heading;
    for (const name of /^- ((?:`[^`]+`(?:, )?)+): \S/.exec(line)?.[1]?.split(', ') ?? []) {
      const names = found.get(folder) ?? new Set();
      names.add(name.replaceAll('`', ''));
      found.set(folder, names);
    }
  }
  return found;
}

const [has, explains] = [await declared(), await reasoned()];
const complaints = [];
for (const folder of new Set([...has.keys(), ...explains.keys()])) {
  const [names, reasons] = [has.get(folder) ?? new Set(), explains.get(folder) ?? new Set()];
  for (const name of names)
    if (!reasons.has(name)) complaints.push(`${folder}: ${name} stands in package.json without a reason`);
  for (const name of reasons)
    if (!names.has(name)) complaints.push(`${folder}: ${name} has a reason and stands in no package.json`);
}
for (const complaint of complaints) process.stdout.write(`${complaint}\n`);
process.exitCode = complaints.length === 0 ? 0 : 1;
