/**
 * What the children do when something happens to their master's order, or to their own.
 *
 * Decides: when a child's unfilled rest goes because the master's ended, and when what a child filled late goes because
 * the master is flat. Keeps I4 and the rule that no child still holds when the master is flat.
 */
import type { AccountId } from '../account/account.ts';
import { unreachable } from '../errors/unreachable.ts';
import type { DeskEvent } from '../journal/desk-event.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import { floorToLot, NONE, type Quantity } from '../money/quantity.ts';
import { filledOf, isOrderFinal, livingRestOf, type Order } from '../order/order.ts';
import { opposite } from '../order/order-terms.ts';
import { closedBy, livingExitsOf, restOfExits } from './account-exits.ts';
import type { ChildLink } from './copy-group.ts';
import { exitQuantity } from './exit-fraction.ts';
import type { FanOut, FanOutParts } from './fan-out.ts';
import { scaleQuantity, sizeEntry } from './sizing.ts';

/** After so many exits that were cancelled under our hands, a person must look. */
const EXITS_TRIED = 5;

/** How long after a refused exit the next one is sent; doubled with each. */
const FIRST_RETRY_MS = 500;

/** Events by which an order may have come to its end, or moved a position. */
const SETTLES = new Set<OrderEvent['type']>([
  'order-filled',
  'order-cancelled',
  'order-refused',
  'order-expired',
  'order-given-up',
]);

/** Ends of an exit that took nothing, or not all. */
const GONE = new Set<OrderEvent['type']>(['order-cancelled', 'order-refused', 'order-expired']);

type OrderEvent = Extract<DeskEvent, { readonly slice: number }>;

export class Follow {
  readonly #parts: FanOutParts;
  readonly #fanOut: FanOut;
  /** Children's orders whose excess was told. */
  readonly #told = new WeakSet<Order>();
  /** Takes a child out of what its master no longer has; the exit hangs on the given order of the master. */
  readonly #exitStranded: (parent: Order, accountId: AccountId, quantity: Quantity) => void;

  constructor(
    parts: FanOutParts,
    fanOut: FanOut,
    exitStranded: (parent: Order, accountId: AccountId, quantity: Quantity) => void,
  ) {
    this.#parts = parts;
    this.#fanOut = fanOut;
    this.#exitStranded = exitStranded;
  }

  /** Reacts to a new entry of the journal, after every book has applied it. */
  onEntry(entry: JournalEntry): void {
    const { event } = entry;
    if (event.type === 'outside-order-adopted') return this.#tellOutside(event);
    if (!('orderId' in event) || !('slice' in event)) return;
    const order = this.#parts.orders.get(event.orderId);
    if (order === undefined) return;
    this.#catchUp(order, event);
    if (event.type === 'order-filled') this.#cutOverExits(order);
    if (order.intent.parentOrderId === undefined) this.#onMaster(order, event);
    else this.#onChild(order, event);
    if (order.held.length > 0 || SETTLES.has(event.type)) this.#fanOut.releaseHeld(order.intent.accountId);
  }

  /** Orders placed elsewhere in a master's account are shown, but not copied in this release: whoever relies on it must know. */
  #tellOutside(event: Extract<DeskEvent, { readonly type: 'outside-order-adopted' }>): void {
    const { userId, accountId, side, quantity, instrumentId } = event.order;
    const group = this.#parts.groups.ledBy(accountId);
    if (group === undefined || group.children.length === 0) return;
    const text = `${side} ${quantity} ${instrumentId} was placed elsewhere in the master's account. It is not copied: look at the children of ${group.name}.`;
    this.#parts.journal.record(userId, { type: 'alert-raised', code: 'outside-not-copied', accountId, text });
  }

  /** An order that was found alive although its end or other terms were asked for while nobody knew of it. */
  #catchUp(order: Order, event: OrderEvent): void {
    const found =
      event.type === 'order-resting' || (event.type === 'order-accepted' && event.ackMs === undefined);
    const slice = order.slices[event.slice];
    if (found && slice !== undefined) this.#parts.dispatch.catchUp(order, slice);
  }

  #onMaster(order: Order, event: OrderEvent): void {
    this.#fanOut.onMasterChanged(order);
    if (event.type === 'order-filled') this.#cutEntries(order);
    if (isOrderFinal(order) && filledOf(order) < order.terms.quantity) this.#cutChildren(order);
  }

  #onChild(order: Order, event: OrderEvent): void {
    const { intent } = order;
    const parent =
      intent.parentOrderId === undefined ? undefined : this.#parts.orders.get(intent.parentOrderId);
    const filledLate = event.type === 'order-filled' && intent.part === 'entry';
    // Cancelled by a wish that lost its race, refused, ended with its day: an exit is never given up.
    const exitGone = GONE.has(event.type) && intent.part === 'exit' && filledOf(order) < order.terms.quantity;
    // An exit that was counted as filled while nobody knew was sent again, and took less than others left to it.
    const exitDone = event.type === 'order-filled' && intent.part === 'exit' && isOrderFinal(order);
    if (parent === undefined || !(filledLate || exitGone || exitDone)) return;
    if (!exitGone) return this.#exitIfMasterIs(parent, intent.accountId);
    if (event.type === 'order-cancelled') {
      this.#exitIfMasterIs(parent, intent.accountId);
      this.#finishExit(parent, order);
    } else this.#exitLater(parent, order, event);
  }

  /** A master that never filled left a divergence for a person; one whose fill is not reported yet is only late. */
  #exitIfMasterIs(parent: Order, accountId: AccountId): void {
    if (filledOf(parent) > 0 && isOrderFinal(parent)) this.#exitWhenFlat(parent, accountId);
  }

  /** The master's exit ended with less than it asked for, and the child's whole order went: its share goes anew. */
  #finishExit(parent: Order, order: Order): void {
    const { accountId } = order.intent;
    const exits = this.#parts.orders
      .childrenOf(parent)
      .filter((child) => child.intent.accountId === accountId && child.intent.part === 'exit');
    if (!isOrderFinal(parent) || exits.length >= EXITS_TRIED) return;
    const done = exits.reduce((sum, exit) => sum + filledOf(exit) + livingRestOf(exit), 0);
    const others = done - filledOf(order);
    const missing = this.#exitShare(parent, order, filledOf(parent)) - filledOf(order) - others;
    if (missing > 0) this.#exitStranded(parent, accountId, missing as Quantity);
  }

  /** A refused exit is tried again, each time after twice as long: hammering a broker ends a login. */
  #exitLater(parent: Order, order: Order, event: OrderEvent): void {
    const { userId, accountId } = order.intent;
    const words = event.type === 'order-refused' ? event.brokerText : 'it ended with its day';
    const text = `An exit of ${order.terms.quantity} was not carried out (${words}). It is tried again while the master is flat.`;
    this.#parts.journal.record(userId, { type: 'alert-raised', code: 'child-exit-failed', accountId, text });
    const waitMs = FIRST_RETRY_MS * 2 ** this.#exitsTried(parent, accountId);
    this.#parts.clock.after(waitMs, () => this.#exitIfMasterIs(parent, accountId));
  }

  #exitsTried(parent: Order, accountId: AccountId): number {
    return this.#parts.orders
      .childrenOf(parent)
      .filter((child) => child.intent.accountId === accountId && child.intent.part === 'exit').length;
  }

  /** After a start or a login: whoever still holds what its master no longer has is taken out. */
  sweep(accountId: AccountId): void {
    const group = this.#parts.groups.of(accountId);
    if (group === undefined) return;
    const children =
      group.masterId === accountId ? group.children.map((link) => link.accountId) : [accountId];
    const exits = this.#parts.orders
      .list({ userId: group.userId, accountId: group.masterId })
      .filter(
        (order) => order.intent.groupId === group.id && order.intent.exitQuantity > 0 && isOrderFinal(order),
      );
    for (const exit of exits) for (const child of children) this.#exitIfMasterIs(exit, child);
  }

  /**
   * Somebody took away what an exit was meant to take: exits of the desk that work beyond what is left would open the other
   * way. They are cancelled at once, the newest first.
   */
  #cutOverExits(order: Order): void {
    const { orders, positions } = this.#parts;
    const { accountId, instrumentId, product, side } = order.intent;
    const left = closedBy(side, positions.net(accountId, instrumentId, product));
    const exits = livingExitsOf(orders, { accountId, instrumentId, product, side });
    let over = exits.reduce((sum, exit) => sum + livingRestOf(exit), 0) - left;
    for (const exit of [...exits].reverse()) {
      if (over <= 0) return;
      if (exit === order || exit.intent.origin === 'outside') continue;
      over -= livingRestOf(exit);
      if (!exit.cancelWanted) this.#fanOut.cancelChild(exit);
    }
  }

  /** When the master reduces, entries still working at its children go, down to their share of what it still holds or has working. */
  #cutEntries(master: Order): void {
    const { exitQuantity, groupId } = master.intent;
    const group = groupId === undefined ? undefined : this.#parts.groups.byId(groupId);
    if (exitQuantity === 0 || group === undefined) return;
    for (const link of group.children) {
      if (link.state === 'paused') continue;
      this.#cutEntriesOf(master, link);
      this.#exitWhenFlat(master, link.accountId);
    }
  }

  #cutEntriesOf(master: Order, link: ChildLink): void {
    const { orders, positions } = this.#parts;
    const { instrumentId, product, side } = master.intent;
    const opened = opposite(side);
    const living = orders
      .livingOf(link.accountId)
      .filter(
        ({ intent }) =>
          intent.origin === 'copy' &&
          intent.part === 'entry' &&
          intent.side === opened &&
          intent.instrumentId === instrumentId &&
          intent.product === product,
      );
    if (living.length === 0) return;
    const left = closedBy(side, positions.copied(master.intent.accountId, instrumentId, product));
    // Copies of orders that the master itself still has working are not measured by what it holds.
    const measured = living.filter((order) => !order.cancelWanted && !this.#masterStillEnters(order));
    const lotSize = this.#parts.instrumentsOf(link.accountId).byId(instrumentId)?.lotSize;
    const share = left === 0 || lotSize === undefined ? 0 : shareOf(link, left, lotSize);
    let over =
      closedBy(side, positions.copied(link.accountId, instrumentId, product)) +
      measured.reduce((sum, order) => sum + livingRestOf(order), 0) -
      share;
    for (const order of [...measured].reverse()) {
      if (over <= 0) return;
      over -= livingRestOf(order);
      this.#fanOut.cancelChild(order);
    }
  }

  #masterStillEnters(child: Order): boolean {
    const { parentOrderId } = child.intent;
    const parent = parentOrderId === undefined ? undefined : this.#parts.orders.get(parentOrderId);
    return parent !== undefined && !isOrderFinal(parent);
  }

  /** Nothing of the master is left here: neither may anything that was copied from it be left in the child. */
  #exitWhenFlat(parent: Order, accountId: AccountId): void {
    const { orders, positions, groups } = this.#parts;
    const { groupId, instrumentId, product } = parent.intent;
    const group = groupId === undefined ? undefined : groups.byId(groupId);
    const link = group?.children.find((child) => child.accountId === accountId);
    if (group === undefined || link === undefined || link.state === 'paused') return;
    // Its exit waits for a competing one to make way, and then takes everything.
    if (parent.held.some((part) => part.accountId === accountId && part.part === 'exit')) return;
    const held = positions.copied(accountId, instrumentId, product);
    const side = held > 0 ? 'SELL' : 'BUY';
    // Flat by direction: a master that turned around has nothing left of what the child still holds.
    if (held === 0 || closedBy(side, positions.copied(group.masterId, instrumentId, product)) > 0) return;
    const onTheirWay = restOfExits(orders, { accountId, instrumentId, product, side });
    const stranded = Math.abs(held) - this.#stillEntering(parent, accountId) - onTheirWay;
    if (stranded <= 0) return;
    if (this.#exitsTried(parent, accountId) < EXITS_TRIED)
      this.#exitStranded(parent, accountId, stranded as Quantity);
    else {
      const text = `The master is flat, and ${EXITS_TRIED} exits of ${stranded} ended without taking this account out.`;
      this.#parts.journal.record(parent.intent.userId, {
        type: 'alert-raised',
        code: 'child-not-flat',
        accountId,
        text,
      });
    }
  }

  /** What the child filled of copies whose master's order still works: the master's own fill may only be late. */
  #stillEntering(parent: Order, accountId: AccountId): number {
    const { orders, groups } = this.#parts;
    const { groupId, instrumentId, product } = parent.intent;
    const masterId = groupId === undefined ? undefined : groups.byId(groupId)?.masterId;
    if (masterId === undefined) return 0;
    return orders
      .livingOf(masterId)
      .filter((order) => order.intent.instrumentId === instrumentId && order.intent.product === product)
      .flatMap((order) => orders.childrenOf(order))
      .filter((child) => child.intent.accountId === accountId && child.intent.part === 'entry')
      .reduce((sum, child) => sum + filledOf(child), 0);
  }

  /** The master's order ended with less than it asked for: the children's unfilled excess over their share goes. */
  #cutChildren(master: Order): void {
    const filled = filledOf(master);
    for (const child of this.#parts.orders.childrenOf(master)) {
      const share = this.#shareOf(master, child, filled);
      if (filledOf(child) > share) this.#tellExcess(child, share);
      if (child.intent.part === 'exit' && isOrderFinal(child)) this.#finishExit(master, child);
      if (isOrderFinal(child) || child.cancelWanted) continue;
      if (filledOf(child) + livingRestOf(child) <= share) continue;
      this.#fanOut.cancelChild(child);
      if (child.intent.part === 'entry' && share > filledOf(child)) this.#tellShort(child, share);
    }
  }

  /** What a child filled beyond its share is a difference that a person decides about. */
  #tellExcess(child: Order, share: number): void {
    if (this.#told.has(child)) return;
    this.#told.add(child);
    const { userId, accountId, side } = child.intent;
    const text = `The master's order ended with less: ${side} ${filledOf(child)} was filled here, its share is ${share}. Nothing is undone by itself.`;
    this.#parts.journal.record(userId, { type: 'alert-raised', code: 'child-excess', accountId, text });
  }

  /** An order is cancelled whole: what of the child's share had not filled by then is missing, and a person may want it. */
  #tellShort(child: Order, share: number): void {
    const { userId, accountId, side } = child.intent;
    const text = `The master's order ended part filled, and the rest of this one was cancelled: its share is ${side} ${share}.`;
    this.#parts.journal.record(userId, { type: 'alert-raised', code: 'child-short', accountId, text });
  }

  /** What the child exits of an order of which the master filled so much. */
  #exitShare(master: Order, child: Order, filled: Quantity): number {
    const rule = master.exitRule;
    const { side, accountId, instrumentId, product } = child.intent;
    const lotSize = this.#parts.instrumentsOf(accountId).byId(instrumentId)?.lotSize;
    if (filled === 0 || rule === undefined || lotSize === undefined) return 0;
    const copied = (closedBy(side, this.#parts.positions.copied(accountId, instrumentId, product)) +
      filledOf(child)) as Quantity;
    const masterKeeps = Math.max(0, rule.masterHeld - filled) as Quantity;
    return exitQuantity({ ...rule, masterKeeps }, { copied, livingExits: NONE, position: copied, lotSize });
  }

  /** What the child would have got of an order of what the master filled. */
  #shareOf(master: Order, child: Order, filled: Quantity): number {
    const { part, instrumentId, accountId } = child.intent;
    switch (part) {
      case 'exit':
        return this.#exitShare(master, child, filled);
      case 'entry': {
        const group =
          child.intent.groupId === undefined ? undefined : this.#parts.groups.byId(child.intent.groupId);
        const link = group?.children.find((other) => other.accountId === accountId);
        const lotSize = this.#parts.instrumentsOf(accountId).byId(instrumentId)?.lotSize;
        const entered = Math.max(0, filled - master.intent.exitQuantity) as Quantity;
        if (group === undefined || link === undefined || lotSize === undefined || entered === 0) return 0;
        const sized = sizeEntry(link.sizing, entered, lotSize, this.#parts.capitals.ratioOf(group, link));
        return 'skip' in sized ? 0 : sized.quantity;
      }
      case 'both':
        return filledOf(child);
      default:
        return unreachable(part);
    }
  }
}

/** The child's share of what its master holds. Only a plain multiplier makes one: other sizes stay as long as the master holds anything. */
function shareOf({ sizing }: ChildLink, masterHolds: Quantity, lotSize: Quantity): number {
  if (sizing.kind !== 'multiplier' || sizing.atLeastOneLot) return Number.POSITIVE_INFINITY;
  return floorToLot(scaleQuantity(masterHolds, sizing.factor), lotSize);
}
