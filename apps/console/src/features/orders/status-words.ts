/** What the children of an order come to. */
import type { ChildOrder } from '@copydesk/api-contract';
import { isFinal } from '../../components/order-status-words.ts';
import { standingChildren } from '../../lib/standing-children.ts';
import { shortAccount } from '../../lib/words.ts';

/** What needs a look is named by its accounts, each once for a kind; the rest is counted. */
export interface CopySummary {
  readonly done: number;
  readonly open: number;
  readonly unknown: readonly string[];
  readonly skipped: readonly string[];
  readonly refused: readonly string[];
}

/** What became of a master's children, as it stands now. */
export function summarise(children: readonly ChildOrder[]): CopySummary {
  let done = 0;
  let open = 0;
  const unknown = new Set<string>();
  const skipped = new Set<string>();
  const refused = new Set<string>();
  for (const child of standingChildren(children)) {
    const { status } = child;
    const name = shortAccount(child.account);
    if (status === 'uncertain') unknown.add(name);
    else if (status === 'skipped') skipped.add(name);
    else if (status === 'denied' || status === 'rejected') refused.add(name);
    else if (status === 'filled') done += 1;
    else if (!isFinal(status)) open += 1;
    else if (child.filledQuantity === 0) skipped.add(name);
  }
  return { done, open, unknown: [...unknown], skipped: [...skipped], refused: [...refused] };
}

/** Whether somebody has to look at one of the children. */
export function needsYou(summary: CopySummary): boolean {
  return summary.unknown.length > 0 || summary.refused.length > 0;
}
