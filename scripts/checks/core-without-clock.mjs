/**
 * The core asks its `Clock` for the time. Lint refuses `Date.now()`; a `Date` made of nothing is the same by another
 * name, which no lint rule tells from one made of a moment.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ROOT } from '../prepare/run-command.mjs';

const SOURCES = path.join(ROOT, 'packages', 'core', 'src');
const DATE_OF_NOTHING = /\bDate\s*\(\s*\)|\bnew\s+Date\b(?!\s*\()/;

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);
for (const file of files) {
  for (const [index, line] of readFileSync(path.join(SOURCES, file), 'utf8').split('\n').entries()) {
    if (!DATE_OF_NOTHING.test(line)) continue;
    process.stdout.write(`packages/core/src/${file}:${index + 1}: ${line.trim()}\n`);
    process.exitCode = 1;
  }
}
if (files.length === 0) throw new Error('No source of the core was found.');
