/** How a master's copied position moves: what a fill opened or reduced, and what is left of each order that opened it. Owned by `expectations.ts`. */
import type { Quantity } from '../money/quantity.ts';
import type { Order } from '../order/order.ts';
import type { OrderId } from '../order/order-id.ts';
import type { Following, Leading } from './following.ts';
import { Share } from './share.ts';

/** What a move was. */
export interface LeadMoved {
  readonly reduced: boolean;
  /** A magnitude. */
  readonly opened: number;
  /** An order of the group did it, or one whose exit the group has elsewhere. */
  readonly byGroup: boolean;
  readonly step: Parameters<Share['reduce']>[0];
}

/** Brings the position to `now`, signed; undefined when it is there. */
export function moveLead(
  lead: Leading,
  to: { readonly now: number; readonly order: Order | undefined; readonly eventId: number },
  by: { readonly lotSize: Quantity; readonly isOver: (id: OrderId) => boolean },
): LeadMoved | undefined {
  const { now, order, eventId } = to;
  const before = lead.held;
  if (now === before) return undefined;
  lead.held = now;
  const turned = before !== 0 && now !== 0 && Math.sign(before) !== Math.sign(now);
  const after = turned ? 0 : Math.abs(now);
  if (after === 0) lead.flatAt = eventId;
  const byGroup = order?.intent.groupId !== undefined || order?.intent.closesElsewhere === true;
  const reduced = turned || Math.abs(now) < Math.abs(before);
  const opened = turned ? Math.abs(now) : Math.max(0, Math.abs(now) - Math.abs(before));
  if (reduced && byGroup) {
    lead.reducedAt = eventId;
    lead.reducedBy = order?.intent.orderId;
  }
  const step = { before: Math.abs(before), after, orderId: order?.intent.orderId };
  if (reduced) for (const kept of lead.kept.values()) kept.reduce(step, by.lotSize, by.isOver);
  if (after === 0) lead.kept.clear();
  if (opened > 0 && order !== undefined)
    noteOpened(lead, order.intent.orderId, { opened, lotSize: by.lotSize });
  return { reduced, opened, byGroup, step };
}

/**
 * What of a child's fill is of a position that its master has left since the order was decided: all of that was owed, and what the
 * child has, or is to have, of the master's next position is not touched by it. A magnitude, at most what the child owes.
 */
export function takenOfOld(
  lead: Leading | undefined,
  following: Following,
  by: { readonly order: Order | undefined; readonly lotSize: Quantity },
): number {
  if (by.order === undefined || by.order.decidedAt >= (lead?.flatAt ?? 0)) return 0;
  const entitled = Math.sign(following.held) * following.entitled.value(by.lotSize);
  return Math.abs(following.held) - Math.max(0, entitled);
}

function noteOpened(
  lead: Leading,
  orderId: OrderId,
  { opened, lotSize }: { readonly opened: number; readonly lotSize: Quantity },
): void {
  lead.opened.set(orderId, (lead.opened.get(orderId) ?? 0) + opened);
  const kept = lead.kept.get(orderId) ?? new Share();
  kept.add(opened, lotSize);
  lead.kept.set(orderId, kept);
}
