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
import type { Quantity } from '../money/quantity.ts';
import { filledOf, isOrderFinal, livingRestOf, type Order } from '../order/order.ts';
import { opposite } from '../order/order-terms.ts';
import { restOfExits } from './account-exits.ts';
import type { FanOut, FanOutParts } from './fan-out.ts';
import { sizeEntry } from './sizing.ts';

/** After so many exits that were cancelled under our hands, a person must look. */
const EXITS_TRIED = 5;

type OrderEvent = Extract<DeskEvent, { readonly slice: number }>;

export class Follow {
  readonly #parts: FanOutParts;
  readonly #fanOut: FanOut;
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
    if (!('orderId' in event) || !('slice' in event)) return;
    const order = this.#parts.orders.get(event.orderId);
    if (order === undefined) return;
    this.#endWanted(order, event);
    if (order.intent.parentOrderId === undefined) this.#onMaster(order, event);
    else this.#onChild(order, event);
    this.#fanOut.releaseHeld();
  }

  /** An order that was found alive although its end was asked for while nobody knew of it. */
  #endWanted(order: Order, event: OrderEvent): void {
    const found =
      event.type === 'order-resting' || (event.type === 'order-accepted' && event.ackMs === undefined);
    if (found && order.cancelWanted && !isOrderFinal(order)) this.#parts.dispatch.cancel(order);
  }

  #onMaster(order: Order, event: OrderEvent): void {
    this.#fanOut.onMasterChanged(order);
    if (event.type === 'order-filled') this.#cancelEntriesWhenFlat(order);
    if (isOrderFinal(order) && filledOf(order) < order.terms.quantity) this.#cutChildren(order);
  }

  #onChild(order: Order, event: OrderEvent): void {
    const { intent } = order;
    const parent =
      intent.parentOrderId === undefined ? undefined : this.#parts.orders.get(intent.parentOrderId);
    const filledLate = event.type === 'order-filled' && intent.part === 'entry';
    // A cancel of the master's exit that lost the race against its fill took this one away nevertheless.
    const exitGone = event.type === 'order-cancelled' && intent.part === 'exit';
    if (parent === undefined || !(filledLate || exitGone)) return;
    // A master that never filled left a divergence for a person; one whose fill is not reported yet is only late.
    if (filledOf(parent) > 0 && isOrderFinal(parent)) this.#exitWhenFlat(parent, intent.accountId);
  }

  /** Entries still working at a child go when the master has nothing left of what was copied. */
  #cancelEntriesWhenFlat(master: Order): void {
    const { orders, positions } = this.#parts;
    const { accountId, instrumentId, product, exitQuantity, side, groupId } = master.intent;
    if (
      exitQuantity === 0 ||
      groupId === undefined ||
      positions.copied(accountId, instrumentId, product) !== 0
    )
      return;
    const group = this.#parts.groups.byId(groupId);
    for (const link of group?.children ?? []) {
      if (link.state === 'paused') continue;
      for (const order of orders.livingOf(link.accountId)) {
        const { intent } = order;
        const entered = intent.origin === 'copy' && intent.part === 'entry' && intent.side === opposite(side);
        if (!entered || intent.instrumentId !== instrumentId || intent.product !== product) continue;
        if (!order.cancelWanted && !this.#masterStillEnters(order)) this.#fanOut.cancelChild(order);
      }
      this.#exitWhenFlat(master, link.accountId);
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
    if (positions.copied(group.masterId, instrumentId, product) !== 0) return;
    // Its exit waits for a competing one to make way, and then takes everything.
    if (parent.held.some((part) => part.accountId === accountId && part.part === 'exit')) return;
    const held = positions.copied(accountId, instrumentId, product);
    const side = held > 0 ? 'SELL' : 'BUY';
    const onTheirWay = restOfExits(orders, { accountId, instrumentId, product, side });
    const stranded = Math.abs(held) - this.#stillEntering(parent, accountId) - onTheirWay;
    if (stranded <= 0) return;
    const tried = orders
      .childrenOf(parent)
      .filter((child) => child.intent.accountId === accountId && child.intent.part === 'exit');
    if (tried.length < EXITS_TRIED) this.#exitStranded(parent, accountId, stranded as Quantity);
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
      if (isOrderFinal(child) || child.cancelWanted) continue;
      const share = this.#shareOf(master, child, filled);
      if (filledOf(child) + livingRestOf(child) > share) this.#fanOut.cancelChild(child);
    }
  }

  /** What the child would have got of an order of what the master filled. */
  #shareOf(master: Order, child: Order, filled: Quantity): number {
    const { part, instrumentId, accountId } = child.intent;
    switch (part) {
      case 'exit':
        return filled === 0 ? 0 : filledOf(child);
      case 'entry': {
        const group =
          child.intent.groupId === undefined ? undefined : this.#parts.groups.byId(child.intent.groupId);
        const link = group?.children.find((other) => other.accountId === accountId);
        const lotSize = this.#parts.instrumentsOf(accountId).byId(instrumentId)?.lotSize;
        const entered = Math.max(0, filled - master.intent.exitQuantity) as Quantity;
        if (link === undefined || lotSize === undefined || entered === 0) return 0;
        const sized = sizeEntry(link.sizing, entered, lotSize);
        return 'skip' in sized ? 0 : sized.quantity;
      }
      case 'both':
        return filledOf(child);
      default:
        return unreachable(part);
    }
  }
}
