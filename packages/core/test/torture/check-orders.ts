/** I1, I2, I3: orders at the venue against intents, commands and lanes. */
import type { VenueOrder } from '@copydesk/sandbox';
import { filledOf, isOrderFinal, statusOf } from '../../src/order/order.ts';
import type { Evidence, Written } from './evidence.ts';
import type { RunNotes } from './perform.ts';
import type { Violation } from './violation.ts';
import type { Write } from './wire-log.ts';

/** I1: one order per tag, and no order of a desk that no desk has written down. */
export function atMostOnce({ stage, orders, byTag }: Evidence): Violation[] {
  const found: Violation[] = [];
  for (const account of stage.members) {
    const seen = new Map<string, VenueOrder>();
    for (const order of orders.get(account.id) ?? []) {
      if (order.origin === 'outside') continue;
      const { tag = '' } = order;
      const about = `${account.address} ${order.side} ${order.quantity} of ${order.instrument.underlying}, tag ${tag}`;
      if (!byTag.has(tag)) found.push({ invariant: 'I1', kind: 'no-intent', text: `${about}: no intent` });
      const other = seen.get(tag);
      if (other !== undefined)
        found.push({
          invariant: 'I1',
          kind: 'doubled',
          text: `${about}: ${other.orderId} and ${order.orderId}`,
        });
      seen.set(tag, order);
    }
  }
  return found;
}

/** I2: every order has ended, the desk's figures are the venue's, and every command has an outcome for every account. */
export function nothingVanishes(evidence: Evidence, notes: RunNotes): Violation[] {
  const { stage, written } = evidence;
  const found: Violation[] = [];
  for (const orderId of notes.accepted) {
    if (stage.desk.orders.get(orderId) === undefined)
      found.push({ invariant: 'I2', kind: 'command-lost', text: `${orderId} was accepted and is not known` });
  }
  for (const one of written.values()) {
    const { intent } = one;
    const order = stage.desk.orders.get(intent.orderId);
    if (order === undefined) {
      found.push({ invariant: 'I2', kind: 'order-lost', text: `${intent.orderId} is journaled, not known` });
      continue;
    }
    const words = `${addressOf(evidence, intent.accountId)} ${intent.part} ${intent.side} ${intent.quantity} (${statusOf(order)}) of ${intent.orderId}`;
    if (!isOrderFinal(order)) found.push({ invariant: 'I2', kind: 'no-end', text: `${words} has no end` });
    if (order.held.length > 0)
      found.push({ invariant: 'I2', kind: 'held-for-ever', text: `${words} holds ${order.held.length}` });
    const filled = filledAtVenue(evidence, one);
    if (filled !== filledOf(order))
      found.push({
        invariant: 'I2',
        kind: 'fill-unknown',
        text: `${words}: filled ${filledOf(order)}, at the venue ${filled}`,
      });
    found.push(...childless(evidence, intent));
  }
  return found;
}

/** What a command on the master left for each child: an order, or words. */
function childless({ stage, told, written }: Evidence, intent: Written['intent']): Violation[] {
  const order = stage.desk.orders.get(intent.orderId);
  if (order === undefined || intent.groupId === undefined || intent.accountId !== stage.master.id) return [];
  // What its broker never took has nothing to copy.
  if (!order.fannedOut && filledOf(order) === 0) return [];
  return stage.children.flatMap((child): Violation[] => {
    const has =
      told.some((one) => one.accountId === child.id && one.masterOrderId === intent.orderId) ||
      [...written.values()].some(
        (one) => one.intent.parentOrderId === intent.orderId && one.intent.accountId === child.id,
      );
    if (has) return [];
    const text = `${child.address} has neither order nor words about ${intent.side} ${intent.quantity} of ${intent.orderId}`;
    return [{ invariant: 'I2', kind: 'child-without-outcome', text }];
  });
}

function filledAtVenue({ orders }: Evidence, { intent, tags }: Written): number {
  return (orders.get(intent.accountId) ?? [])
    .filter((order) => tags.has(order.tag ?? `outside-${order.orderId}`))
    .reduce((sum, order) => sum + order.filledQuantity, 0);
}

/** I3: within account and instrument one write is under way at a time, and orders come to the venue as they were decided. */
export function inOrder(evidence: Evidence): Violation[] {
  return [...overlaps(evidence), ...overtaken(evidence)];
}

function overlaps(evidence: Evidence): Violation[] {
  const last = new Map<string, Write>();
  const found: Violation[] = [];
  for (const write of evidence.stage.writes) {
    const key = `${write.life}|${write.accountId}|${write.key}`;
    const before = last.get(key);
    last.set(key, write);
    if (before === undefined || (before.toMs ?? Number.POSITIVE_INFINITY) <= write.fromMs) continue;
    const text = `${addressOf(evidence, write.accountId)} ${write.key}: ${write.kind} left at ${write.fromMs} ms while a ${before.kind} was under way`;
    found.push({ invariant: 'I3', kind: 'two-under-way', text });
  }
  return found;
}

/** Events after which an order may come later than it was decided: it was sent again. */
const SENT_AGAIN = ['order-outcome-lost', 'order-not-sent'];

function overtaken(evidence: Evidence): Violation[] {
  const { stage, orders, byTag } = evidence;
  const found: Violation[] = [];
  for (const account of stage.members) {
    const latest = new Map<string, { readonly from: number; readonly order: VenueOrder }>();
    for (const order of orders.get(account.id) ?? []) {
      const written = byTag.get(order.tag ?? '');
      if (written === undefined || SENT_AGAIN.some((type) => written.events.has(type))) continue;
      const { part, instrumentId, product } = written.intent;
      const key = `${part === 'exit'}|${instrumentId}|${product}`;
      const { from, to } = written.tags.get(order.tag ?? '') ?? { from: 0, to: 0 };
      const before = latest.get(key);
      if (before !== undefined && before.from > to) {
        const text = `${account.address}: ${order.side} ${order.quantity} (${order.tag}) came after ${before.order.tag}`;
        found.push({ invariant: 'I3', kind: 'overtaken', text });
      } else if (before === undefined || from > before.from) latest.set(key, { from, order });
    }
  }
  return found;
}

/** How a person calls an account. */
export function addressOf({ stage }: Evidence, accountId: string): string {
  return stage.members.find((account) => account.id === accountId)?.address ?? accountId;
}
