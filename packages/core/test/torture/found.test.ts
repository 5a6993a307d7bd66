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
  {
    file: 'filled-as-it-was-before-a-taken-change',
    title:
      'I6: an exit whose broker took a change to less counts as it was until a row shows it smaller: it may fill as it was',
  },
  {
    file: 'fitted-before-a-taken-change-shows',
    title:
      'I6: an order is not added to while no row shows how large its first part is: that part is replaced',
  },
  {
    file: 'late-copy-beside-one-killed-in-its-lane',
    title:
      'I4: a copy that comes late is kept where it makes up for one that a kill switch ended in its lane',
  },
  {
    file: 'exits-that-wait-for-those-behind-them',
    title: 'I7: an exit does not wait for fills of exits that stand behind it in its lane',
  },
  {
    file: 'owed-beside-a-copy-that-follows',
    title:
      'I6: what a child owes when an order of its master turns the position round waits a moment for the copy of that order',
  },
  {
    file: 'filled-beyond-a-taken-change',
    title:
      'I6: a basket is undone by what its leg opened, also where the leg filled as it was before a change to less was taken',
  },
  {
    file: 'undone-by-an-exit-that-fills-as-it-was',
    title:
      'I6: what undoes a basket counts an exit that was made smaller as it was, until a row shows it smaller',
  },
  {
    file: 'old-terms-after-a-late-change',
    title:
      'I6: a book that shows an order as it was before a change is not believed just after the broker took it, however long ago it was asked for',
  },
  {
    file: 'own-fill-read-before-a-copy',
    title:
      'I4: what one read of a book shows is taken in the order in which it came about, so that a child’s own stays its own',
  },
  {
    file: 'raised-beside-an-earlier-copy',
    title:
      'I6: a copy that was tried again grows with its master no further than beside what earlier copies brought',
  },
  {
    file: 'undone-while-its-exit-is-changed',
    title:
      'I6: what undoes a basket is as large as is wanted when it is made, also where a person changes an earlier exit meanwhile',
  },
  {
    file: 'filled-by-another-read',
    title: 'I8: trades are read after every fill, by whichever read it became known',
  },
  {
    file: 'released-while-another-is-skipped',
    title: 'I1: a part that waited goes once, also when it is released while another one is being dropped',
  },
  {
    file: 'raised-twice-while-it-fills',
    title: 'I6: a copy that is raised twice while it fills comes to what its master is worth, and no more',
  },
  {
    file: 'leg-that-turns-round-though-cancelled',
    title: 'I2: a basket whose leg turns the position round though it was cancelled ends in each account',
  },
  {
    file: 'leg-after-a-part-that-it-released',
    title: 'I3: a part that an order releases as it is decided leaves after that order',
  },
  {
    file: 'size-asked-for-in-vain',
    title: 'I6: a change of size after one that nobody answered tells its broker the size',
  },
  {
    file: 'entry-beside-its-own-exit',
    title: 'I6: the entry of a repair through zero waits until its exit is done',
  },
  {
    file: 'hedge-beside-a-leg-tried-again',
    title: 'I6: a child gives no hedge back while a sold leg that a person tried again there still rests',
  },
  {
    file: 'undone-beside-a-short-beyond-the-rule',
    title:
      'I2: a basket that is undone does not wait for a short that a child has beyond the rule: no exit owes it',
  },
  {
    file: 'hedge-tried-again-beside-its-short',
    title: 'I6: a hedge that waits for the short it covers is not given away by trying its exit again',
  },
  {
    file: 'undone-while-its-exit-is-fitted',
    title:
      'I6: what undoes a basket counts what is still to take the place of slices that a person made smaller',
  },
  {
    file: 'timed-out-while-answers-are-lost',
    title:
      'I2: after a crash every slice without an outcome is taken for sent before a basket that is out of time cancels any',
  },
  {
    file: 'grown-after-its-fan-out',
    title:
      'I2: an exit of a basket waits for no leg of which a child that cannot complete has nothing: its master’s grew after its copies were made',
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
