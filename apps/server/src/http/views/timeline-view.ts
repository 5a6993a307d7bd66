/** Every event of an order and its children, told for each of them, and the one that decided what became of it. */
import type { TimelineItem } from '@copydesk/api-contract';
import type {
  AccountId,
  AccountStore,
  DeskEvent,
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

/** Events that can settle what became of an order; requests and acknowledgements of changes are none. */
const SETTLING = new Set<string>([
  'orders-journaled',
  'order-accepted',
  'order-refused',
  'order-filled',
  'order-cancelled',
  'order-expired',
  'order-given-up',
  'order-outcome-lost',
  'order-proven-absent',
  'outside-order-adopted',
  'child-skipped',
  'child-held',
]);

/** The last settling event of each account's order decided. */
function markDeciding(items: readonly TimelineItem[]): TimelineItem[] {
  const last = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    if (SETTLING.has(item.type)) last.set(`${item.accountId} ${item.orderId ?? item.part}`, index);
  }
  const deciding = new Set(last.values());
  return items.map((item, index) => (deciding.has(index) ? { ...item, deciding: true } : item));
}
