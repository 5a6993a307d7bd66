/**
 * Comments cite the rules by their number in docs/domain.md (`domain §4.3`, `§4.3, 4.12`). Each number must be a heading
 * there, so that whoever follows a citation finds the rule.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ROOT } from '../prepare/run-command.mjs';

const ROOMS = ['packages', 'apps', 'bench', 'e2e', 'docs'];
const MADE = new Set(['node_modules', 'dist', 'generated', 'coverage']);
const WRITTEN = /\.(ts|tsx|mjs|md)$/;
const HEADING = /^#+ §(\d+(?:\.\d+)?) /gm;
const CITATION = /§\s?\d+(?:\.\d+)?(?:(?:, | and )\d+\.\d+)*/g;

const rules = readFileSync(path.join(ROOT, 'docs', 'domain.md'), 'utf8');
const headings = new Set([...rules.matchAll(HEADING)].map((match) => match[1]));
let cited = 0;

for (const file of ROOMS.flatMap((room) => written(room))) {
  for (const [index, line] of readFileSync(path.join(ROOT, file), 'utf8').split('\n').entries()) {
    for (const number of (line.match(CITATION) ?? []).flatMap((words) => words.match(/[\d.]*\d/g) ?? [])) {
      cited += 1;
      if (headings.has(number)) continue;
      process.stdout.write(`${file}:${index + 1}: §${number} is no heading of docs/domain.md\n`);
      process.exitCode = 1;
    }
  }
}
if (headings.size === 0 || cited === 0) throw new Error('No rule, or no citation, was found.');

/**
 * The files of a folder that a person wrote; links, as package managers make them, are not followed.
 *
 * @param {string} folder
 * @returns {string[]}
 */
function written(folder) {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return MADE.has(entry.name) ? [] : written(file);
    return entry.isFile() && WRITTEN.test(entry.name) ? [file] : [];
  });
}
