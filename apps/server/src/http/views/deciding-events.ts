/**
 * Which event decided how an order, and each of its children, stands now.
 *
 * Decides: one event for each order and for each part that got none: the one by which it came to its present status. What
 * is told after an end (a late fill, a refused cancel) decides nothing any more, and of several slices the one speaks whose
 * end is the order's.
 */
import {
  type DeskEvent,
  type DeskEventType,
  isFinal,
  type JournalEntry,
  type Order,
  type OrderBook,
  type OrderStatus,
  type Slice,
  statusOf,
} from '@copydesk/core';

/** What leads to a status. Of the events about slices in that status the first one decides where it is an end, else the last one. */
const LEADS_TO: Readonly<Record<OrderStatus, readonly DeskEventType[]>> = {
  created: [],
  journaled: ['orders-journaled', 'order-not-sent', 'order-proven-absent', 'order-slices-added', 'order-cut'],
  sending: ['order-sending'],
  uncertain: ['order-outcome-lost'],
  accepted: ['order-accepted', 'outside-order-adopted'],
  working: ['order-resting', 'order-accepted', 'outside-order-adopted'],
  'partly-filled': ['order-filled'],
  filled: ['order-filled'],
  denied: ['order-given-up'],
  cancelled: ['order-cancelled'],
  rejected: ['order-refused'],
  expired: ['order-expired'],
};

/** What an event says about whom: `orderId` where there is an order, else account and part. */
export interface Decided {
  readonly eventId: number;
  readonly about: string;
}

/** The name of an order, or of a part without one, among what was decided. */
export function nameOf(about: {
  readonly orderId?: string | null;
  readonly accountId: string;
  readonly part: string | null;
}): string {
  return about.orderId ?? `${about.accountId} ${about.part}`;
}

/** All that was decided about a master's or standalone order and its children. */
export function decidedEvents(root: Order, orders: OrderBook): ReadonlySet<string> {
  const decided = [root, ...orders.childrenOf(root)].flatMap((order) => ofOrder(order, root.timeline) ?? []);
  const parts = [...root.skipped, ...root.held].flatMap((part) => ofPart(part, root.timeline) ?? []);
  return new Set([...decided, ...parts].map(keyOf));
}

/** The key of an event that decided about somebody. */
export function keyOf({ eventId, about }: Decided): string {
  return `${eventId} ${about}`;
}

function ofOrder(order: Order, timeline: readonly JournalEntry[]): Decided | undefined {
  const status = statusOf(order);
  const found = timeline.filter(({ event }) => isAbout(order, event) && leadsTo(order, status, event));
  // A part-filled order is filled when its last slice is; any other end is the first one that came.
  const entry = isFinal(status) && status !== 'filled' ? found[0] : found.at(-1);
  return entry && { eventId: entry.eventId, about: nameOf(order.intent) };
}

function isAbout({ intent }: Order, event: DeskEvent): boolean {
  if (event.type === 'orders-journaled')
    return event.orders.some(({ orderId }) => orderId === intent.orderId);
  if (event.type === 'outside-order-adopted') return event.order.orderId === intent.orderId;
  return 'orderId' in event && event.orderId === intent.orderId;
}

function leadsTo(order: Order, status: OrderStatus, event: DeskEvent): boolean {
  if (!LEADS_TO[status].includes(event.type)) return false;
  const slice: Slice | undefined = 'slice' in event ? order.slices[event.slice] : undefined;
  // Some slices may be filled and others not yet: then every fill led to where the whole stands.
  return slice === undefined || status === 'partly-filled' || slice.status === status;
}

function ofPart(
  part: { readonly accountId: string; readonly part: 'entry' | 'exit' },
  timeline: readonly JournalEntry[],
): Decided | undefined {
  const entry = timeline.findLast(({ event }) => {
    if (event.type === 'child-held') return event.accountId === part.accountId && event.part === part.part;
    const skips =
      event.type === 'child-skipped'
        ? [event.skipped]
        : event.type === 'orders-journaled'
          ? event.skipped
          : [];
    return skips.some((skip) => skip.accountId === part.accountId && skip.part === part.part);
  });
  return entry && { eventId: entry.eventId, about: nameOf(part) };
}
