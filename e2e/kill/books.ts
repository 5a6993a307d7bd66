/** Both sides of a comparison, read at one moment: what the venue recorded and what the desk says. */
import type { DeskApi, DeskEventLine, DeskOrder, DeskPosition } from './desk-api.ts';
import type { Family, Member } from './family.ts';
import type { Venue, VenueOrder, VenuePosition } from './venue.ts';

/** A difference that the desk shows and explains, where it keeps such a list. */
export interface DeskDivergence {
  readonly account: string;
  readonly instrumentId: string;
  readonly product: string;
  readonly cause: { readonly code: string };
  readonly resolvedAt: string | null;
}

export interface Books {
  readonly venueOrders: readonly VenueOrder[];
  readonly venuePositions: readonly VenuePosition[];
  /** The master's orders, each with what its children did. */
  readonly masters: readonly DeskOrder[];
  /** Every order of an account, by its address. */
  readonly own: ReadonlyMap<string, readonly DeskOrder[]>;
  readonly positions: readonly DeskPosition[];
  readonly divergences: readonly DeskDivergence[];
  readonly alerts: readonly DeskEventLine[];
}

/** Statuses in which only time or a person can tell what is. */
const UNKNOWN = new Set(['journaled', 'sending', 'uncertain']);
const FINAL = new Set(['denied', 'filled', 'cancelled', 'rejected', 'expired']);

/** The venue first: what it knows by then, the desk may already know or learn a little later. */
export async function readBooks(
  at: { readonly desk: DeskApi; readonly venue: Venue; readonly family: Family },
  sinceEventId: number,
): Promise<Books> {
  const { desk, venue, family } = at;
  const members = [family.master, ...family.children];
  const [venueOrders, venuePositions] = await Promise.all([venue.orders(), venue.positions()]);
  const own = new Map<string, readonly DeskOrder[]>();
  for (const { address } of members)
    own.set(address, await desk.all<DeskOrder>(`/api/orders?account=${encodeURIComponent(address)}`));
  const positions = await Promise.all(
    members.map(({ address }) =>
      desk.all<DeskPosition>(`/api/positions?account=${encodeURIComponent(address)}`),
    ),
  );
  const events = await eventsAfter(desk, sinceEventId);
  const divergences = await desk.ask('GET', '/api/divergences?limit=1000');
  return {
    venueOrders,
    venuePositions,
    masters: own.get(family.master.address) ?? [],
    own,
    positions: positions.flat(),
    divergences: divergences?.status === 200 ? (divergences.body.items as DeskDivergence[]) : [],
    alerts: events.filter(({ type }) => type === 'alert-raised'),
  };
}

/** The user's events after one, oldest first. */
export async function eventsAfter(desk: DeskApi, eventId: number): Promise<readonly DeskEventLine[]> {
  const found: DeskEventLine[] = [];
  for (let after = eventId; ; ) {
    const { items } = await desk.must<{ readonly items: readonly DeskEventLine[] }>(
      'GET',
      `/api/events?limit=1000&after=${after}`,
    );
    found.push(...items);
    const last = items.at(-1);
    if (last === undefined || items.length < 1000) return found;
    after = last.eventId;
  }
}

/** Orders of which the desk itself says that it does not know yet. */
export function unknownOrders(books: Books): readonly DeskOrder[] {
  return [...books.own.values()].flat().filter((order) => UNKNOWN.has(order.status));
}

export function isFinal(status: string): boolean {
  return FINAL.has(status);
}

/** Whether the venue still works an order. */
export function isAlive(order: VenueOrder): boolean {
  return !FINAL.has(order.status);
}

/** The tag of an order's slices without the slice's number: `CD` and the end of its id. */
export function tagOf(orderId: string): string {
  return `CD${orderId.slice(-15)}`;
}

/** The venue's orders that are slices of a desk's order. */
export function slicesOf(books: Books, member: Member, orderId: string): readonly VenueOrder[] {
  const tag = tagOf(orderId);
  return books.venueOrders.filter((one) => one.client === member.client && one.tag?.startsWith(tag) === true);
}

/** The venue's net quantity. */
export function netOf(books: Books, member: Member, key: string): number {
  const found = books.venuePositions.find(
    (one) => one.client === member.client && `${one.instrumentId}|${one.product}` === key,
  );
  return found?.quantity ?? 0;
}

/** What of an order still works at the venue. */
export function restOf(orders: readonly VenueOrder[]): number {
  return orders.filter(isAlive).reduce((sum, one) => sum + one.quantity - one.filledQuantity, 0);
}

export function filledOf(orders: readonly VenueOrder[]): number {
  return orders.reduce((sum, one) => sum + one.filledQuantity, 0);
}
