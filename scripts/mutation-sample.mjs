/** A part of the lines that mutation testing changes, spread evenly: the whole takes many hours. */
import { globSync, readFileSync } from 'node:fs';

/** Lines in a row that are taken or left together: a mutant counts when it lies within them. */
const STRETCH = 14;

/**
 * Every `every`th stretch of the files that the patterns name, counted through all of them from `first` on, as Stryker
 * writes ranges. The same files give the same stretches.
 *
 * @param {readonly string[]} patterns
 * @param {{ readonly every: number, readonly first: number }} which
 * @returns {string[]}
 */
export function everyStretch(patterns, { every, first }) {
  const files = globSync(patterns)
    .filter((file) => !file.endsWith('.test.ts'))
    .sort();
  const ranges = [];
  let stretch = 0;
  for (const file of files) {
    const lines = readFileSync(file, 'utf8').split('\n').length;
    for (let from = 1; from <= lines; from += STRETCH) {
      if (stretch % every === first % every) {
        ranges.push(`${file}:${from}-${Math.min(from + STRETCH - 1, lines)}`);
      }
      stretch += 1;
    }
  }
  return ranges;
}
