/**
 * What the children do when something happens to their master's order, or to their own.
 *
 * Decides: when a child's unfilled rest goes because the master's ended or was reduced, and when exits that would open the other
 * side go. Keeps I4 and I6. Leaves to others: exits that a child owes (`exit/owed-exits.ts`) and telling what differs.
 */

import { enteredBeside, exitShare } from '../change/copy-share.ts';
import type { OrderChanges } from '../change/order-changes.ts';
import type { OrderFit } from '../change/order-fit.ts';
import { staysBehind, untakenSize } from '../change/untaken-sizes.ts';
import { livingExitsOf } from '../exit/account-exits.ts';
import type { OverExits } from '../exit/over-exits.ts';
import type { DeskEvent } from '../journal/desk-event.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Quantity } from '../money/quantity.ts';
import { filledOf, isChangeOpen, isOrderFinal, type Order, restToCome, sizeOf } from '../order/order.ts';
import { opposite } from '../order/order-terms.ts';
import type { Expectations } from '../share/expectations.ts';
import { EntryCuts, isCopiedEntry } from './entry-cuts.ts';
import type { FanOut, FanOutParts } from './fan-out.ts';
import { sizeEntry } from './sizing.ts';

/** Events by which an order may have come to its end, or moved a position. */
const SETTLES = new Set<OrderEvent['type']>([
  'order-filled',
  'order-cancelled',
  'order-refused',
  'order-expired',
  'order-given-up',
]);

type OrderEvent = Extract<DeskEvent, { readonly slice: number }>;

export class Follow {
  readonly #parts: FanOutParts;
  readonly #fanOut: FanOut;
  readonly #fit: OrderFit;
  readonly #changes: OrderChanges;
  readonly #overExits: OverExits;
  readonly #expectations: Expectations;
  readonly #cuts: EntryCuts;

  constructor(
    parts: FanOutParts,
    by: {
      readonly fanOut: FanOut;
      readonly fit: OrderFit;
      readonly changes: OrderChanges;
      readonly overExits: OverExits;
      readonly expectations: Expectations;
    },
  ) {
    this.#parts = parts;
    this.#fanOut = by.fanOut;
    this.#fit = by.fit;
    this.#changes = by.changes;
    this.#overExits = by.overExits;
    this.#expectations = by.expectations;
    this.#cuts = new EntryCuts(parts, by);
  }

  /** Reacts to a new entry of the journal, after every book has applied it. */
  onEntry(entry: JournalEntry): void {
    const { event } = entry;
    if (event.type === 'outside-order-adopted') return this.#tellOutside(event);
    if (event.type === 'position-converted') return this.#cuts.cutConverted(event);
    if (event.type === 'position-carried' || event.type === 'copied-reduced') this.#overExits.cutAt(event);
    if (!('orderId' in event) || !('slice' in event)) return;
    const order = this.#parts.orders.get(event.orderId);
    if (order === undefined) return;
    this.#catchUp(order, event);
    if (order.fitting && SETTLES.has(event.type)) this.#fit.fit(order);
    if (event.type === 'order-filled' && isBeyondItsSize(order))
      this.#fit.shrink(order, order.terms.quantity);
    if (event.type === 'order-filled') this.#overExits.cutBeside(order);
    if (event.type === 'order-filled' && isCopiedEntry(order, order.intent)) this.#growExits(order);
    if (event.type === 'order-change-answered' && event.change === 'modify') {
      this.#overExits.onAnswer(order, event.outcome);
      const size = untakenSize(this.#parts.orders, order, event);
      if (size !== undefined) this.#fit.reach(order, size);
      else if (staysBehind(this.#parts.orders, order, event))
        this.#changes.tellStays(order, event.text ?? 'its broker refused it');
    }
    if (this.#leads(order)) this.#onMaster(order, event);
    if (order.held.length > 0 || SETTLES.has(event.type)) this.#fanOut.releaseHeld(order.intent.accountId);
  }

  /** Orders placed elsewhere in a master's account that are not copied: whoever relies on it must know. */
  #tellOutside(event: Extract<DeskEvent, { readonly type: 'outside-order-adopted' }>): void {
    const { userId, accountId, side, quantity, instrumentId } = event.order;
    const group = this.#parts.groups.ledBy(accountId);
    if (event.order.groupId !== undefined || group === undefined || group.children.length === 0) return;
    const order = this.#parts.orders.get(event.order.orderId);
    // A second one of the desk's own: told as what it is, and cancelled (`reconcile/late-originals.ts`).
    if (order !== undefined && this.#parts.orders.pairOf(order) !== undefined) return;
    const text = `${side} ${quantity} ${instrumentId} was placed elsewhere in the master's account. It is not copied: look at the children of ${group.name}.`;
    this.#parts.journal.record(userId, { type: 'alert-raised', code: 'outside-not-copied', accountId, text });
  }

  /** After a start or a login: what the end or a reduction of a master's order asked of this account, once more. */
  sweep(accountId: Order['intent']['accountId']): void {
    this.#overExits.sweep(accountId);
    const group = this.#parts.groups.of(accountId);
    if (group === undefined) return;
    for (const child of this.#parts.orders.livingOf(accountId)) {
      const { parentOrderId } = child.intent;
      const master = parentOrderId === undefined ? undefined : this.#parts.orders.get(parentOrderId);
      if (master !== undefined && child.intent.part === 'exit') this.#changes.growExit(master, accountId);
      if (master === undefined) continue;
      if (isOrderFinal(master) || child.intent.part === 'entry') this.#cutToSize(master, child);
      this.#cutLeft(master);
    }
  }

  /** What a child's entry brings leaves with the exits of its master that were there before it. */
  #growExits({ intent }: Order): void {
    const { accountId, groupId, instrumentId, product, side } = intent;
    const group = groupId === undefined ? undefined : this.#parts.groups.byId(groupId);
    if (group === undefined) return;
    const closing = { accountId: group.masterId, instrumentId, product, side: opposite(side) };
    for (const exit of livingExitsOf(this.#parts.orders, closing)) this.#changes.growExit(exit, accountId);
  }

  /** An order that was found alive although its end or other terms were asked for while nobody knew of it. */
  #catchUp(order: Order, event: OrderEvent): void {
    const found =
      event.type === 'order-resting' || (event.type === 'order-accepted' && event.ackMs === undefined);
    const slice = order.slices[event.slice];
    if (found && slice !== undefined) this.#parts.dispatch.catchUp(order, slice);
  }

  /** Whether the order is one of a master that its children follow. */
  #leads({ intent }: Order): boolean {
    if (intent.parentOrderId !== undefined || intent.groupId === undefined) return false;
    return this.#parts.groups.byId(intent.groupId)?.masterId === intent.accountId;
  }

  #onMaster(order: Order, event: OrderEvent): void {
    this.#fanOut.onMasterChanged(order);
    if (event.type === 'order-filled' && order.exitQuantity > 0)
      this.#cuts.cut(order.intent, opposite(order.intent.side));
    if (event.type === 'order-terms-seen') this.#changes.followSeen(order, event.terms);
    if (event.type === 'order-change-answered' && event.change === 'modify' && event.outcome === 'refused')
      this.#changes.followBack(order);
    if (mayHaveGrown(order, event)) this.#changes.raiseCopies(order);
    if (!isOrderFinal(order)) {
      if (event.type === 'order-filled' || !SETTLES.has(event.type)) return;
    } else {
      this.#cutLeft(order);
      if (filledOf(order) >= order.terms.quantity) return;
    }
    const exits = isOrderFinal(order) || isEndedByBroker(event);
    for (const child of this.#parts.orders.childrenOf(order))
      if (exits || child.intent.part === 'entry') this.#cutToSize(order, child);
  }

  /** An order of whose fills the master has left some already: its copies are measured by what it holds, and has working. */
  #cutLeft(order: Order): void {
    if (this.#expectations.hasLeftSince(order)) this.#cuts.cut(order.intent, order.intent.side);
  }

  /**
   * The master's order ended with less than it asked for, or a slice of it did: it comes to no more than it has filled and what lives of it,
   * and the child's unfilled excess over its share of that goes.
   */
  #cutToSize(master: Order, child: Order): void {
    if (isOrderFinal(child) || child.cancelWanted) return;
    const size = sizeOf(master);
    const isUnsure = master.fitting || master.cancelWanted;
    if (!isOrderFinal(master) && (isUnsure || size >= master.terms.quantity)) return;
    const share = this.#shareOf(master, child, size);
    if (filledOf(child) + restToCome(child) <= share) return;
    this.#fit.shrink(child, Math.max(filledOf(child), share) as Quantity);
  }

  /** What the child would have got of an order of what the master filled. */
  #shareOf(master: Order, child: Order, filled: Quantity): number {
    const { part, instrumentId, accountId } = child.intent;
    const lotSize = this.#parts.instrumentsOf(accountId).byId(instrumentId)?.lotSize ?? child.intent.lotSize;
    if (lotSize === undefined) return filledOf(child) + restToCome(child);
    // A copy is one part of its master's order, never both.
    if (part === 'exit')
      return child.intent.owed === true
        ? child.terms.quantity
        : this.#exitShare(master, child, { filled, lotSize });
    if (filled >= master.terms.quantity) return child.terms.quantity;
    const group =
      child.intent.groupId === undefined ? undefined : this.#parts.groups.byId(child.intent.groupId);
    const link = group?.children.find((other) => other.accountId === accountId);
    const entered = Math.max(0, filled - master.exitQuantity) as Quantity;
    if (group === undefined || link === undefined || entered === 0) return 0;
    const sized = sizeEntry(link.sizing, entered, lotSize, this.#parts.capitals.ratioOf(group, link));
    return 'skip' in sized ? 0 : Math.max(0, sized.quantity - enteredBeside(this.#parts, child, master));
  }

  /** What the child exits of an order of which the master filled so much. */
  #exitShare(master: Order, child: Order, of: { filled: Quantity; lotSize: Quantity }): number {
    const { filled, lotSize } = of;
    const { exitRule } = master;
    if (filled === 0 || exitRule === undefined) return 0;
    const takes = Math.min(filled, master.exitQuantity) as Quantity;
    const rule = { ...exitRule, masterKeeps: Math.max(0, exitRule.masterHeld - takes) as Quantity };
    return exitShare(this.#parts, child, { master, rule, takes, lotSize }) ?? 0;
  }
}

/** What ends here of an exit because nothing is left for it to close is no reason for a copy to close less. */
function isEndedByBroker(event: OrderEvent): boolean {
  const { type } = event;
  return (
    type === 'order-refused' ||
    type === 'order-expired' ||
    (type === 'order-cancelled' && event.reason === undefined)
  );
}

/** A fill was told of a slice whose place others had taken: together they are more than the order is to be. */
function isBeyondItsSize(order: Order): boolean {
  if (order.slices.length === 1 || order.fitting || order.cancelWanted || isOrderFinal(order)) return false;
  return !isChangeOpen(order) && sizeOf(order) > order.terms.quantity;
}

/** Whether the event may show the master's order larger than it was: a change was confirmed, seen, or came as a slice of its own. */
function mayHaveGrown(order: Order, event: OrderEvent): boolean {
  switch (event.type) {
    case 'order-change-answered':
      return event.change === 'modify' && event.outcome === 'accepted' && event.terms?.quantity !== undefined;
    case 'order-terms-seen':
      return event.terms.quantity !== undefined;
    case 'order-accepted':
    case 'order-resting':
    case 'order-filled':
      return event.slice >= order.intent.slices.length;
    default:
      return false;
  }
}
