/** How the status of an order or a child stands on the screen. */
import type { ChildOrder, Order } from '@copydesk/api-contract';
import type { Mark } from '../../components/ui/status-mark.tsx';

type Status = ChildOrder['status'];

/** What needs a look first; the figures are counts of children. */
export interface CopySummary {
  readonly done: number;
  readonly open: number;
  readonly unknown: number;
  readonly skipped: number;
  readonly refused: number;
}

const WORDS: Readonly<Record<Status, { readonly mark: Mark; readonly word: string }>> = {
  denied: { mark: 'refused', word: 'Denied' },
  journaled: { mark: 'waiting', word: 'In lane' },
  sending: { mark: 'waiting', word: 'Sending' },
  uncertain: { mark: 'unknown', word: 'Checking' },
  accepted: { mark: 'working', word: 'Accepted' },
  working: { mark: 'working', word: 'Open' },
  'partly-filled': { mark: 'working', word: 'Part filled' },
  filled: { mark: 'done', word: 'Filled' },
  cancelled: { mark: 'ended', word: 'Cancelled' },
  rejected: { mark: 'refused', word: 'Refused' },
  expired: { mark: 'ended', word: 'Expired' },
  skipped: { mark: 'skipped', word: 'Skipped' },
  held: { mark: 'waiting', word: 'Held' },
};

/** Icon and word; a stop that rests waits for its trigger. */
export function statusOf(
  status: Status,
  orderType?: Order['orderType'],
): { readonly mark: Mark; readonly word: string } {
  if (status === 'working' && (orderType === 'SL' || orderType === 'SL-M'))
    return { mark: 'waiting', word: 'Trigger' };
  return WORDS[status];
}

const FINAL: ReadonlySet<Status> = new Set([
  'denied',
  'filled',
  'cancelled',
  'rejected',
  'expired',
  'skipped',
]);

/** Nothing can be changed about it any more. */
export function isFinal(status: Status): boolean {
  return FINAL.has(status);
}

/** Counts a master's children; one account counts once, by what needs a person most. */
export function summarise(children: readonly ChildOrder[]): CopySummary {
  const summary = { done: 0, open: 0, unknown: 0, skipped: 0, refused: 0 };
  for (const child of children) {
    if (child.status === 'uncertain') summary.unknown += 1;
    else if (child.status === 'skipped') summary.skipped += 1;
    else if (child.status === 'denied' || child.status === 'rejected') summary.refused += 1;
    else if (child.status === 'filled') summary.done += 1;
    else if (!isFinal(child.status)) summary.open += 1;
    else summary.skipped += child.filledQuantity === 0 ? 1 : 0;
  }
  return summary;
}

/** Whether somebody has to look at one of the children. */
export function needsYou(summary: CopySummary): boolean {
  return summary.unknown > 0 || summary.refused > 0;
}
