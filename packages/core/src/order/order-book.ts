/**
 * Every order of the desk, as the journal's events leave it.
 *
 * Decides: what each event does to an order. Keeps I2 (each accepted command ends in an outcome that can be seen).
 * Nothing changes an order but what it calls (`slice-events.ts`, `changed-terms.ts`); it sends nothing and asks nothing.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { BrokerOrderId, ClientOrderId } from '../broker/broker-id.ts';
import type { DeskEvent, SkippedChild } from '../journal/desk-event.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Quantity } from '../money/quantity.ts';
import { type Instant, istDate } from '../ports/clock.ts';
import { ByPlace, type Place } from './by-place.ts';
import { askChange, type ChangeAsked, endFitting } from './changed-terms.ts';
import { LivingOrders } from './living-orders.ts';
import { isOrderFinal, type Order, openOrder, type Slice, slicesOf } from './order.ts';
import type { OrderId } from './order-id.ts';
import type { OrderIntent, SliceIntent } from './order-intent.ts';
import { isFinal } from './order-status.ts';
import { applyToSlice } from './slice-events.ts';
import { ToldOrders } from './told-orders.ts';

type OrderEvent = Extract<DeskEvent, { readonly orderId: OrderId }>;

/** What a list of orders is narrowed by. */
export interface OrderQuery {
  readonly userId: UserId;
  readonly accountId?: AccountId;
  /** YYYY-MM-DD in India. */
  readonly date?: string;
}

export class OrderBook {
  readonly #orders = new Map<OrderId, Order>();
  readonly #byBrokerOrder = new Map<string, { readonly order: Order; readonly slice: Slice }>();
  readonly #byTag = new Map<ClientOrderId, { readonly order: Order; readonly index: number }>();
  readonly #ofAccount = new Map<AccountId, Order[]>();
  readonly #seconds = new Map<Order, readonly Order[]>();
  readonly #inPosition = new ByPlace<Order[]>();
  readonly #living = new LivingOrders();
  readonly #told = new ToldOrders();

  /** The order, or undefined. */
  get(id: OrderId): Order | undefined {
    return this.#orders.get(id);
  }

  /** The slice that the broker knows by this id, or by one of our tags. */
  find(
    accountId: AccountId,
    brokerOrderId: BrokerOrderId,
    tag: ClientOrderId | undefined,
  ): { order: Order; slice: Slice } | undefined {
    const known = this.#byBrokerOrder.get(`${accountId}/${brokerOrderId}`);
    if (known !== undefined) return known;
    const tagged = tag === undefined ? undefined : this.#byTag.get(tag);
    const slice = tagged?.order.slices[tagged.index];
    if (tagged === undefined || slice === undefined || tagged.order.intent.accountId !== accountId)
      return undefined;
    return { order: tagged.order, slice };
  }

  /** For a second order under one of our tags, the order that the tag belongs to. */
  pairOf(order: Order): Order | undefined {
    if (order.intent.origin !== 'outside') return undefined;
    const tag = order.slices[0]?.clientOrderId;
    const owner = tag === undefined ? undefined : this.#byTag.get(tag)?.order;
    return owner === order || owner?.intent.accountId !== order.intent.accountId ? undefined : owner;
  }

  /** Second orders under a tag of this one. */
  secondsOf(order: Order): readonly Order[] {
    return this.#seconds.get(order) ?? [];
  }

  /** Orders of an account that are not final, oldest first. */
  livingOf(accountId: AccountId): readonly Order[] {
    return this.#living.of(accountId);
  }

  /** Those of them in one instrument and product, oldest first. */
  livingAt(at: Place): readonly Order[] {
    return this.#living.at(at);
  }

  /** Those of them in one instrument, in every product, oldest first. */
  livingIn({ accountId, instrumentId }: Pick<Place, 'accountId' | 'instrumentId'>): readonly Order[] {
    return this.#living.of(accountId).filter(({ intent }) => intent.instrumentId === instrumentId);
  }

  /** Every order of an account in one instrument and product, the newest first. */
  inPosition({ accountId, instrumentId, product }: Place): readonly Order[] {
    return (this.#inPosition.get(accountId, instrumentId, product) ?? []).toReversed();
  }

  /** Whether a part of a master's exit waits for an entry of its own account in what the exit closes, or for one that is to be made. */
  isBehindEntry({ intent }: Order, { part, accountId, behind }: Order['held'][number]): boolean {
    const entry = this.#orders.get(behind)?.intent;
    if (part !== 'exit' || entry === undefined || entry.part === 'exit') return false;
    const isOurs = entry.accountId === accountId || entry.accountId === intent.accountId;
    const isThere = entry.instrumentId === intent.instrumentId && entry.product === intent.product;
    return isOurs && isThere && entry.side !== intent.side;
  }

  /** The children's orders of a master's order, oldest first. */
  childrenOf(order: Order): readonly Order[] {
    return order.childIds.flatMap((id) => this.#orders.get(id) ?? []);
  }

  /** Orders of a user, newest first. Without an account: the master's and standalone ones, whose children hang on them. */
  list(query: OrderQuery): readonly Order[] {
    const found: Order[] = [];
    const all =
      query.accountId === undefined ? this.#orders.values() : (this.#ofAccount.get(query.accountId) ?? []);
    for (const order of all) {
      const { intent } = order;
      if (intent.userId !== query.userId) continue;
      if (query.accountId === undefined && intent.parentOrderId !== undefined) continue;
      if (query.date !== undefined && istDate(intent.placedAt) !== query.date) continue;
      found.push(order);
    }
    return found.reverse();
  }

  /** Applies one entry of the journal. */
  apply(entry: JournalEntry): void {
    const { event } = entry;
    switch (event.type) {
      case 'orders-journaled':
        return this.#open(entry, event.orders, event.skipped, event.copies);
      case 'outside-order-adopted':
        return this.#adopt(entry, event.order, event.brokerOrderId);
      case 'child-skipped':
        return this.#skip(entry, event.skipped);
      case 'copied-reduced': {
        const taken = event.takenFor === undefined ? undefined : this.#orders.get(event.takenFor);
        if (taken !== undefined) taken.takenUnseen = (taken.takenUnseen + event.quantity) as Quantity;
        return;
      }
      case 'child-held': {
        const master = this.#orders.get(event.masterOrderId);
        master?.held.push({ accountId: event.accountId, part: event.part, behind: event.behind });
        master?.timeline.push(entry);
        return;
      }
      default:
        if ('orderId' in event) this.#change(entry, event);
        else this.#tell(entry, this.#told.ordersOf(event));
    }
  }

  /** What changes none of these orders, and is part of their story: once for each master's order among them or above them. */
  #tell(entry: JournalEntry, ids: readonly OrderId[]): void {
    const roots = ids.flatMap((id) => {
      const order = this.#orders.get(id);
      return order === undefined ? [] : this.#rootOf(order);
    });
    for (const root of new Set(roots)) root.timeline.push(entry);
  }

  #rootOf(order: Order): Order {
    const { parentOrderId } = order.intent;
    return parentOrderId === undefined ? order : (this.#orders.get(parentOrderId) ?? order);
  }

  #open(
    entry: JournalEntry,
    intents: readonly OrderIntent[],
    skipped: readonly SkippedChild[],
    copies: OrderId | undefined,
  ): void {
    let parent: Order | undefined;
    for (const intent of intents) {
      const order = openOrder(intent, 'journaled', entry.eventId);
      this.#add(order);
      // Those of one entry mostly have the same parent.
      if (parent?.intent.orderId !== intent.parentOrderId)
        parent = intent.parentOrderId === undefined ? undefined : this.#orders.get(intent.parentOrderId);
      if (parent === undefined) order.timeline.push(entry);
      else {
        parent.childIds.push(intent.orderId);
        if (copies === undefined && parent.timeline.at(-1) !== entry) parent.timeline.push(entry);
        // Tried again: that it was skipped before is told by the timeline.
        if (parent.skipped.length > 0)
          parent.skipped = parent.skipped.filter((skip) => !isPartOf(skip, intent));
        parent.fannedOut = true;
        if (parent.held.length > 0) this.#unhold(parent, intent);
      }
    }
    const master = copies === undefined ? undefined : this.#orders.get(copies);
    if (master !== undefined) {
      master.fannedOut = true;
      // Sent together, the master's own intent stands in the same entry.
      if (master.timeline.at(-1) !== entry) master.timeline.push(entry);
    }
    for (const skip of skipped) this.#skip(entry, skip);
  }

  /** Its part waits no more; but what is owed of an exit is not the rest of it, which waits for the child's entry still. */
  #unhold(parent: Order, intent: OrderIntent): void {
    parent.held = parent.held.filter(
      (held) => !isPartOf(held, intent) || (intent.owed === true && this.isBehindEntry(parent, held)),
    );
  }

  #adopt(entry: JournalEntry, intent: OrderIntent, brokerOrderId: BrokerOrderId): void {
    if (this.#orders.has(intent.orderId)) return;
    const order = openOrder(intent, 'accepted', entry.eventId);
    this.#add(order);
    const [slice] = order.slices;
    if (slice !== undefined) this.#name(order, slice, brokerOrderId);
    const first = this.pairOf(order);
    if (first !== undefined) this.#seconds.set(first, [...this.secondsOf(first), order]);
    order.timeline.push(entry);
  }

  #skip(entry: JournalEntry, skipped: SkippedChild): void {
    const master = this.#orders.get(skipped.masterOrderId);
    if (master === undefined) return;
    master.fannedOut = true;
    master.skipped.push(skipped);
    master.held = master.held.filter(
      (held) => held.accountId !== skipped.accountId || held.part !== skipped.part,
    );
    if (master.timeline.at(-1) !== entry) master.timeline.push(entry);
  }

  #change(entry: JournalEntry, event: OrderEvent): void {
    const order = this.#orders.get(event.orderId);
    if (order === undefined) return;
    order.updatedAt = entry.at;
    this.#rootOf(order).timeline.push(entry);
    if (event.type === 'order-change-journaled') this.#ask(order, event, entry);
    else if (event.type === 'order-slices-added') this.#addSlices(order, event.slices, entry.at);
    else if (event.type === 'order-fitted') endFitting(order);
    else {
      const slice = order.slices[event.slice];
      if (slice === undefined) return;
      if (isNaming(event)) this.#name(order, slice, event.brokerOrderId);
      applyToSlice(order, slice, event, entry);
    }
    if (isOrderFinal(order)) this.#living.delete(order);
  }

  #ask(order: Order, event: ChangeAsked, { at, eventId }: JournalEntry): void {
    order.changeDecidedAt = eventId;
    askChange(order, event, at);
    // An exit that a broker refused goes on in other slices: it lives again.
    if (event.change === 'modify' && order.fitting) this.#living.add(order);
  }

  #addSlices(order: Order, intents: readonly SliceIntent[], at: Instant): void {
    // Brokers count the modifications of each order of theirs: with none of the old ones left, the new ones begin anew.
    if (order.slices.every((slice) => isFinal(slice.status))) order.modifications = 0;
    const from = order.slices.length;
    for (const slice of slicesOf(intents, order.terms, { status: 'journaled', from, at })) {
      order.slices.push(slice);
      this.#byTag.set(slice.clientOrderId, { order, index: slice.index });
    }
  }

  #add(order: Order): void {
    const { accountId, orderId, instrumentId, product } = order.intent;
    this.#orders.set(orderId, order);
    for (const slice of order.slices) {
      // A second order under one of our tags does not take it away from the first.
      const isTaken = order.intent.origin === 'outside' && this.#byTag.has(slice.clientOrderId);
      if (!isTaken) this.#byTag.set(slice.clientOrderId, { order, index: slice.index });
    }
    const all = this.#ofAccount.get(accountId);
    if (all === undefined) this.#ofAccount.set(accountId, [order]);
    else all.push(order);
    const there = this.#inPosition.get(accountId, instrumentId, product);
    if (there === undefined) this.#inPosition.set(order.intent, [order]);
    else there.push(order);
    this.#living.add(order);
  }

  #name(order: Order, slice: Slice, brokerOrderId: BrokerOrderId): void {
    // Sent again, and the first one came after all: the other is an order of its own.
    if (slice.brokerOrderId !== undefined && slice.brokerOrderId !== brokerOrderId) return;
    slice.brokerOrderId = brokerOrderId;
    slice.certainBy = undefined;
    this.#byBrokerOrder.set(`${order.intent.accountId}/${brokerOrderId}`, { order, slice });
  }
}

/** Whether the broker tells by it under which id it has the slice. */
function isNaming(
  event: OrderEvent,
): event is Extract<OrderEvent, { readonly type: 'order-accepted' | 'order-resting' | 'order-filled' }> {
  return event.type === 'order-accepted' || event.type === 'order-resting' || event.type === 'order-filled';
}

/** Whether this is the account's part of the same kind. */
function isPartOf(
  part: Pick<OrderIntent, 'accountId' | 'part'>,
  intent: Pick<OrderIntent, 'accountId' | 'part'>,
): boolean {
  return part.accountId === intent.accountId && part.part === intent.part;
}
