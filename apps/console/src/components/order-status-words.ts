/** How the status of an order or a child stands on the screen. */
import type { ChildOrder, Order } from '@copydesk/api-contract';
import type { Mark } from './ui/status-mark.tsx';

type Status = ChildOrder['status'];

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
