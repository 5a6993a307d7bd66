/**
 * Why did this child not get this? Every event of an order and its children, told for each of them, and the one that decided.
 *
 * Decides: which line is whose, and the words that need more than the event: who wanted an end. Which event decided stands
 * in `deciding-events.ts`.
 */
import type { TimelineItem } from '@copydesk/api-contract';
import {
  type AccountId,
  type AccountStore,
  type DeskEvent,
  type DeskRuns,
  heldFor,
  type JournalEntry,
  type Order,
  type OrderBook,
  type OrderId,
  type OrderIntent,
} from '@copydesk/core';
import { decidedEvents, keyOf, nameOf } from './deciding-events.ts';
import { subjectOf } from './event-subject.ts';
import { eventWords } from './event-views.ts';
import { skipWords, wordsOf } from './reason-words.ts';
import { timeOf } from './wire-values.ts';

export interface TimelineParts {
  readonly orders: OrderBook;
  readonly accounts: AccountStore;
  readonly runs: DeskRuns;
}

type Line = Pick<TimelineItem, 'orderId' | 'part' | 'slice' | 'text'> & { readonly accountId: AccountId };

/** Oldest first. A fan-out is one event and one line for each account in it. Of a child's order: the lines of its account. */
export function timelineItems(order: Order, parts: TimelineParts): TimelineItem[] {
  const { orders, accounts, runs } = parts;
  const root =
    order.intent.parentOrderId === undefined ? order : (orders.get(order.intent.parentOrderId) ?? order);
  const decided = decidedEvents(root, orders);
  const items: TimelineItem[] = [];
  let before: JournalEntry | undefined;
  let sinceMs = 0;
  for (const entry of root.timeline) {
    sinceMs += before === undefined ? 0 : runs.between(before, entry);
    before = entry;
    for (const line of linesOf(entry, root, orders)) {
      if (order !== root && line.accountId !== order.intent.accountId) continue;
      const name = nameOf(line);
      items.push({
        ...line,
        account: accounts.all().find((account) => account.id === line.accountId)?.address ?? line.accountId,
        eventId: entry.eventId,
        at: timeOf(entry.at),
        sinceMs: Math.round(sinceMs * 100) / 100,
        monotonicMs: Math.round(entry.monotonicMs * 100) / 100,
        type: entry.event.type,
        deciding: decided.has(keyOf({ eventId: entry.eventId, about: name })),
      });
    }
  }
  return items;
}

function linesOf(entry: JournalEntry, root: Order, orders: OrderBook): Line[] {
  const { event } = entry;
  switch (event.type) {
    case 'orders-journaled':
      return [
        ...event.orders.filter((intent) => belongs(intent, root)).map(intentLine),
        ...event.skipped
          .filter((skip) => skip.masterOrderId === root.intent.orderId)
          .map((skip) => partLine(skip, `Skipped. ${skipWords(skip.reason)}`)),
      ];
    case 'child-skipped':
      return [partLine(event.skipped, eventWords(event))];
    case 'child-held':
      return [partLine(event, `Waits. ${wordsOf(heldFor(orders, root, event))}`)];
    case 'kill-switch-set':
      return namedLines(event.orders, eventWords(event), { root, orders });
    case 'square-off-started': {
      const named = event.accounts.flatMap((account) => account.orders);
      return namedLines(named, eventWords(event), { root, orders });
    }
    case 'order-change-journaled': {
      const order = orders.get(event.orderId);
      return order === undefined ? [] : orderLine(order, changeWords(entry, order, root));
    }
    case 'order-cancelled': {
      const order = orders.get(event.orderId);
      const slice = event.slice;
      return order === undefined ? [] : orderLine(order, cancelWords(entry, order, root), slice);
    }
    default:
      return otherLines(event, root, orders);
  }
}

/** What concerns an order that is known, or an account alone (a difference, an alert). */
function otherLines(event: DeskEvent, root: Order, orders: OrderBook): Line[] {
  const subject = subjectOf(event, orders);
  const order = subject.orderId === undefined ? undefined : orders.get(subject.orderId);
  const isOfOrder = 'orderId' in event || event.type === 'outside-order-adopted';
  if (isOfOrder && order !== undefined && belongs(order.intent, root))
    return orderLine(order, eventWords(event), 'slice' in event ? event.slice : undefined);
  const { accountId } = subject;
  return accountId === undefined
    ? []
    : [{ orderId: null, accountId, part: null, slice: null, text: eventWords(event) }];
}

/** One line for each of these orders that is the root's or one of its children's. */
function namedLines(
  ids: readonly OrderId[],
  text: string,
  { root, orders }: { readonly root: Order; readonly orders: OrderBook },
): Line[] {
  return ids.flatMap((id) => {
    const order = orders.get(id);
    return order !== undefined && belongs(order.intent, root) ? orderLine(order, text) : [];
  });
}

function orderLine(order: Order, text: string, slice?: number): Line[] {
  const { accountId, orderId, part } = order.intent;
  return [{ orderId, accountId, part: part === 'both' ? null : part, slice: slice ?? null, text }];
}

function partLine(
  part: { readonly accountId: AccountId; readonly part: 'entry' | 'exit' },
  text: string,
): Line {
  return { orderId: null, accountId: part.accountId, part: part.part, slice: null, text };
}

function belongs(intent: Pick<OrderIntent, 'orderId' | 'parentOrderId'>, root: Order): boolean {
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

/** A wish, and where it came from: a child's follows from its master's order. */
function changeWords(entry: JournalEntry, order: Order, root: Order): string {
  const { event } = entry;
  if (event.type !== 'order-change-journaled') return '';
  if (event.because === 'beyond-position')
    return event.change === 'cancel'
      ? 'Cancelled by the desk: it would have closed more than is left.'
      : `Made smaller by the desk, to ${event.terms?.quantity ?? order.terms.quantity}: no more than is left to close.`;
  const what = event.change === 'cancel' ? 'Cancelling was asked for' : 'A change was asked for';
  if (order === root) return `${what}.`;
  const before = root.timeline.filter((one) => one.eventId < entry.eventId);
  const withMaster = before.some(
    (one) =>
      isOf(one.event, root.intent.orderId, 'order-change-journaled') && isChange(one.event, event.change),
  );
  if (withMaster) return `${what} with its master's order.`;
  if (event.change === 'modify') return `${what}.`;
  const ended = ENDS.some((type) => before.some((one) => isOf(one.event, root.intent.orderId, type)));
  return ended
    ? `${what}: its master's order had ended with less.`
    : `${what}: more than its share of what the master holds or has working.`;
}

/** Who ended it: somebody here by a wish, the desk with a reason, or somebody at the broker. */
function cancelWords(entry: JournalEntry, order: Order, root: Order): string {
  const { event } = entry;
  if (event.type !== 'order-cancelled' || event.reason !== undefined) return eventWords(event);
  const wished = root.timeline.some(
    ({ event: one, eventId }) =>
      eventId < entry.eventId &&
      (isOf(one, order.intent.orderId, 'order-change-journaled') ||
        isOf(one, order.intent.orderId, 'order-slice-unwanted')),
  );
  return wished ? 'Cancelled, as was asked.' : 'Cancelled at the broker; nobody here asked for it.';
}

/** Ends of a master's order. */
const ENDS = ['order-filled', 'order-cancelled', 'order-refused', 'order-expired', 'order-given-up'] as const;

function isOf(event: DeskEvent, orderId: OrderId, type: DeskEvent['type']): boolean {
  return event.type === type && 'orderId' in event && event.orderId === orderId;
}

function isChange(event: DeskEvent, change: 'modify' | 'cancel'): boolean {
  return event.type === 'order-change-journaled' && event.change === change;
}
