/** A corporate action: what is remembered of a child's part in the old instrument is of the new one, in the same proportion. Owned by `expectations.ts`. */
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Quantity } from '../money/quantity.ts';
import type { Following } from './following.ts';
import { Share } from './share.ts';

type Ratio = Extract<JournalEntry['event'], { readonly type: 'position-moved' }>['ratio'];

/** Fills a new part from the old one, rounded towards zero. */
export function replaceShares(
  old: Following,
  following: Following,
  { oldLot, ratio }: { readonly oldLot: Quantity; readonly ratio: Ratio },
): void {
  const inNew = (share: Pick<Share, 'value'>): number =>
    Math.trunc((share.value(oldLot) * ratio.to) / ratio.from);
  following.expected.set(inNew(old.expected));
  following.entitled.set(inNew(old.entitled));
  for (const [other, share] of old.displaced) {
    const moved = new Share();
    moved.set(inNew(share));
    following.displaced.set(other, moved);
  }
  following.lastExit = old.lastExit;
}
