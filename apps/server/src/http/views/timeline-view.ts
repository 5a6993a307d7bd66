/** Every event of an order and its children, told for each of them, and the one that decided what became of it. */
import type { TimelineItem } from '@copydesk/api-contract';
import type {
  AccountId,
  AccountStore,
  DeskEvent,
  DeskEventType,
  JournalEntry,
  Order,
  OrderBook,
  OrderId,
  OrderIntent,
} from '@copydesk/core';
import { eventWords, subjectOf } from './event-views.ts';
import { wordsOf } from './reason-words.ts';
import { timeOf } from './wire-values.ts';

type Line = Omit<TimelineItem, 'eventId' | 'at' | 'sinceMs' | 'type' | 'deciding' | 'account'> & {
  readonly accountId: AccountId;
};

/** Oldest first. A fan-out is one event and one line for each account in it. */
export function timelineItems(order: Order, orders: OrderBook, accounts: AccountStore): TimelineItem[] {
  const root =
    order.intent.parentOrderId === undefined ? order : (orders.get(order.intent.parentOrderId) ?? order);
  const [first] = root.timeline;
  const items = root.timeline.flatMap((entry) =>
    linesOf(entry.event, root, orders)
      .filter((line) => order === root || line.accountId === order.intent.accountId)
      .map(
        (line): TimelineItem => ({
          ...line,
          account: accounts.all().find((account) => account.id === line.accountId)?.address ?? line.accountId,
          eventId: entry.eventId,
          at: timeOf(entry.at),
          sinceMs: sinceMs(first, entry),
          type: entry.event.type,
          deciding: false,
        }),
      ),
  );
  return markDeciding(items);
}

/** Within one run of the process by its monotonic clock, else by wall time. */
function sinceMs(first: JournalEntry | undefined, entry: JournalEntry): number {
  if (first === undefined) return 0;
  const monotonic = entry.monotonicMs - first.monotonicMs;
  const wall = entry.at - first.at;
  return Math.abs(monotonic - wall) < 1_000 ? Math.round(monotonic * 100) / 100 : wall;
}

function linesOf(event: DeskEvent, root: Order, orders: OrderBook): Line[] {
  if (event.type === 'orders-journaled') {
    const made = event.orders.filter((intent) => belongs(intent, root)).map(intentLine);
    const skipped = event.skipped
      .filter((skip) => skip.masterOrderId === root.intent.orderId)
      .map(
        (skip): Line => ({
          orderId: null,
          accountId: skip.accountId,
          part: skip.part,
          slice: null,
          text: `Skipped. ${wordsOf(skip.reason.code)}`,
        }),
      );
    return [...made, ...skipped];
  }
  const subject = subjectOf(event, orders);
  if (subject.accountId === undefined) return [];
  const made = event.type !== 'child-skipped' && event.type !== 'child-held';
  const order = made ? subject.orderId : undefined;
  return [
    {
      orderId: order ?? null,
      accountId: subject.accountId,
      part: made ? partOf(order, orders) : 'part' in event ? event.part : event.skipped.part,
      slice: 'slice' in event ? event.slice : null,
      text: eventWords(event),
    },
  ];
}

function belongs(intent: OrderIntent, root: Order): boolean {
  return intent.orderId === root.intent.orderId || intent.parentOrderId === root.intent.orderId;
}

function intentLine(intent: OrderIntent): Line {
  return {
    orderId: intent.orderId,
    accountId: intent.accountId,
    part: intent.part === 'both' ? null : intent.part,
    slice: null,
    text: `${intent.side} ${intent.quantity} written down before sending.`,
  };
}

function partOf(orderId: OrderId | undefined, orders: OrderBook): TimelineItem['part'] {
  const part = orderId === undefined ? undefined : orders.get(orderId)?.intent.part;
  return part === undefined || part === 'both' ? null : part;
}

/**
 * How much an event settles: an end (2) decides, whatever is told after it; without one the last step (1) does.
 * Requests and acknowledgements of changes settle nothing.
 */
const SETTLES: Readonly<Partial<Record<DeskEventType, 1 | 2>>> = {
  'orders-journaled': 1,
  'order-accepted': 1,
  'order-resting': 1,
  'order-outcome-lost': 1,
  'order-proven-absent': 1,
  'outside-order-adopted': 1,
  'child-held': 1,
  'order-filled': 2,
  'order-refused': 2,
  'order-cancelled': 2,
  'order-expired': 2,
  'order-given-up': 2,
  'child-skipped': 2,
};

/** Marks, for each order and for each part that got none, the event that decided. */
function markDeciding(items: readonly TimelineItem[]): TimelineItem[] {
  const best = new Map<string, { readonly index: number; readonly weight: number }>();
  for (const [index, item] of items.entries()) {
    const skipped = item.orderId === null;
    const weight = skipped ? 2 : (SETTLES[item.type as DeskEventType] ?? 0);
    const key = `${item.accountId} ${item.orderId ?? item.part}`;
    if (weight > 0 && weight >= (best.get(key)?.weight ?? 0)) best.set(key, { index, weight });
  }
  const deciding = new Set([...best.values()].map(({ index }) => index));
  return items.map((item, index) => (deciding.has(index) ? { ...item, deciding: true } : item));
}
