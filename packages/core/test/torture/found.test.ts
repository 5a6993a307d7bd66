/** Histories by which the torture found a bug, cut down to what it took; each broke the named invariant until it was mended. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { History } from './history.ts';
import { runHistory } from './run.ts';

const FOUND = [
  {
    file: 'part-held-behind-another',
    title:
      'I2: a part that waits for another held part goes, or is dropped, with it, whichever was looked at first',
  },
  {
    file: 'taken-during-a-read',
    title:
      'I6: what a broker took while its book was being read is looked for soon, so that no exit is sent for it twice',
  },
  {
    file: 'raised-before-its-copies',
    title:
      'I2: an exit that is made an order through zero before its copies are made has them follow it through zero',
  },
] as const;

describe('a history in which the torture found a bug', () => {
  it.each(FOUND)('$title', async ({ file }) => {
    const history = JSON.parse(
      readFileSync(new URL(`found/${file}.json`, import.meta.url), 'utf8'),
    ) as History;
    const { violations } = await runHistory(history);
    expect(violations.map(({ invariant, kind, text }) => `${invariant} ${kind}: ${text}`)).toEqual([]);
  });
});
