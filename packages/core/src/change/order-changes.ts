/**
 * Carries out cancellations and modifications, for an order and its copies.
 *
 * Decides: the order of steps. Keeps I1 and I2: every wish is durable before the first byte of it leaves, so that a restart
 * finds and repeats it; asking twice does no harm.
 */

import type { FanOut, FanOutParts } from '../copy/fan-out.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { DeskEvent, OrderChange } from '../journal/desk-event.ts';
import { type Price, printPrice } from '../money/price.ts';
import { isChangeOpen, isOrderFinal, type Order } from '../order/order.ts';
import type { OrderId } from '../order/order-id.ts';
import type { PlaceCommand } from '../order/place-command.ts';
import type { Expectations } from '../share/expectations.ts';
import { mostOfCopies } from '../share/to-come.ts';
import { wishCancel } from './cancel-wish.ts';
import { enteredBeside } from './copy-share.ts';
import { planGrowth } from './grown-exits.ts';
import {
  entriesLacking,
  type ModificationPlan,
  type OrderModification,
  type PlannedChange,
  planFollow,
  planModification,
  planRaise,
} from './modification.ts';
import type { OrderFit } from './order-fit.ts';
import { hasUntakenSize } from './untaken-sizes.ts';

type Request = PlaceCommand['request'];
type Ask = Extract<DeskEvent, { readonly type: 'order-change-journaled' }>;

export class OrderChanges {
  readonly #parts: FanOutParts;
  readonly #fanOut: FanOut;
  readonly #fit: OrderFit;
  readonly #expectations: Expectations;
  readonly #toldStopped = new WeakSet<Order>();
  readonly #toldUnchanged = new WeakSet<Order>();

  constructor(
    parts: FanOutParts,
    by: { readonly fanOut: FanOut; readonly fit: OrderFit; readonly expectations: Expectations },
  ) {
    this.#parts = parts;
    this.#fanOut = by.fanOut;
    this.#fit = by.fit;
    this.#expectations = by.expectations;
  }

  /** Cancels an order and its living copies. Throws `order-final` when nothing of it lives. */
  async cancel(order: Order, request: Request): Promise<OrderId> {
    const { journal, orders, dispatch } = this.#parts;
    const { orderId } = order.intent;
    const all = [order, ...orders.childrenOf(order)].filter((one) => !isOrderFinal(one));
    if (all.length === 0) throw new TradingError('order-final', { order: orderId });
    for (const one of all) wishCancel(journal, one, { request: one === order ? request : undefined });
    await journal.commit();
    for (const one of all) dispatch.cancel(one);
    return orderId;
  }

  /** Changes an order and its living copies, scaled. */
  async modify(order: Order, change: OrderModification, request: Request): Promise<OrderId> {
    const { orderId } = order.intent;
    if (isOrderFinal(order) || order.cancelWanted) throw new TradingError('order-final', { order: orderId });
    const plan = planModification(this.#parts, order, change, (child, reason) =>
      this.#tellUnchanged(child, reason),
    );
    for (const planned of plan.changes) {
      const mark = planned.order === order ? request : undefined;
      if ('ends' in planned) wishCancel(this.#parts.journal, planned.order, { request: mark });
      else {
        const { order: one, ...what } = planned;
        this.#ask(one, { ...what, request: mark });
      }
    }
    this.#noteHeld(order, plan);
    await this.#parts.journal.commit();
    for (const planned of plan.changes) this.resume(planned.order);
    return orderId;
  }

  /** Lets the copies grow to their share of what the master's broker has confirmed. */
  raiseCopies(master: Order): void {
    const onStopped = (child: Order, reason: SkipReason): void => this.#tellStopped(child, reason);
    const mostOf = (child: Order): number => this.#mostOf(child, master);
    this.#changeCopies(planRaise(this.#parts, master, { onStopped, mostOf }));
    this.#fanOut.recordHeld(master.intent, entriesLacking(this.#parts, master));
  }

  /** Of an order that the master has not left a part of there is no bound but the rule. */
  #mostOf(child: Order, master: Order): number {
    const { orders } = this.#parts;
    if (child.intent.part === 'exit' || !this.#expectations.hasLeftSince(master)) return Infinity;
    const most = mostOfCopies(orders, this.#expectations, child.intent, master);
    return most - enteredBeside(this.#parts, child, master);
  }

  /** Lets a child's copy of an exit grow with what an entry has brought that was still on its way when the exit came. */
  growExit(master: Order, accountId: Order['intent']['accountId']): void {
    this.#changeCopies(planGrowth(this.#parts, master, accountId));
  }

  /** A copy that stays smaller than its master's raise would make it: told once, for nothing else of it is written. */
  #tellStopped(child: Order, { code }: SkipReason): void {
    if (this.#toldStopped.has(child)) return;
    this.#toldStopped.add(child);
    const { userId, accountId, orderId, instrumentId } = child.intent;
    const text = `The copy in ${instrumentId} was not made larger with its master's order: ${code}.`;
    const about = { accountId, about: orderId } as const;
    this.#parts.journal.record(userId, { ...about, type: 'alert-raised', code: 'raise-not-copied', text });
  }

  /** A copy that keeps its terms because of the hour, or of its link's guards: told once. */
  #tellUnchanged(child: Order, reason: SkipReason): void {
    this.tellStays(child, wordsOf(reason));
  }

  /** A copy that is not what its master's order has become, and why: told once. */
  tellStays(child: Order, why: string): void {
    if (this.#toldUnchanged.has(child)) return;
    this.#toldUnchanged.add(child);
    const { userId, accountId, orderId, instrumentId } = child.intent;
    const text = `The copy in ${instrumentId} did not follow a change of its master's order: ${why}.`;
    const about = { accountId, about: orderId } as const;
    this.#parts.journal.record(userId, { ...about, type: 'alert-raised', code: 'change-not-copied', text });
  }

  /** Lets the copies follow what somebody changed elsewhere about the master's order. */
  followSeen(master: Order, seen: OrderChange): void {
    this.#changeCopies(
      planFollow(this.#parts, master, seen, (child, reason) => this.#tellUnchanged(child, reason)),
    );
  }

  /** The master's broker has refused a change that the copies had begun to follow: they become what it is again. */
  followBack(master: Order): void {
    const { price, triggerPrice, orderType, validity } = master.terms;
    this.followSeen(master, { price, triggerPrice, orderType, validity, quantity: undefined });
    this.raiseCopies(master);
  }

  #changeCopies(planned: readonly PlannedChange[]): void {
    const { journal } = this.#parts;
    for (const change of planned) {
      if ('ends' in change) wishCancel(journal, change.order);
      else {
        const { order, ...what } = change;
        this.#ask(order, what);
      }
    }
    if (planned.length === 0) return;
    journal.whenDurable(() => {
      for (const { order } of planned) this.resume(order);
    });
  }

  /** Sends what was asked of an order and is not done: after the wish, and again after a start or a login. */
  resume(order: Order): void {
    if (isOrderFinal(order)) return;
    const { dispatch } = this.#parts;
    if (order.cancelWanted) dispatch.cancel(order);
    else if (order.fitting) this.#fit.fit(order);
    else if (isChangeOpen(order)) dispatch.modify(order);
    else if (hasUntakenSize(order)) this.#fit.reach(order, order.terms.quantity);
    // What was asked for before quantity was found to need other slices goes along with them.
    if (order.fitting && order.cancelWanted) this.#fit.fit(order);
  }

  #noteHeld(order: Order, plan: ModificationPlan): void {
    this.#fanOut.recordHeld(order.intent, plan.held);
    for (const { accountId, part } of plan.dropped) {
      const skipped = {
        masterOrderId: order.intent.orderId,
        accountId,
        part,
        reason: { code: 'master-ended' },
      } as const;
      this.#parts.journal.record(order.intent.userId, { type: 'child-skipped', skipped });
    }
  }

  #ask(
    order: Order,
    what: Partial<Pick<Ask, 'terms' | 'exitRule' | 'exitQuantity' | 'how' | 'request'>>,
  ): void {
    const { userId, accountId, orderId } = order.intent;
    this.#parts.journal.record(userId, {
      type: 'order-change-journaled',
      accountId,
      orderId,
      change: 'modify',
      terms: what.terms,
      exitRule: what.exitRule,
      request: what.request,
      exitQuantity: what.exitQuantity,
      how: what.how,
    });
  }
}

/** A guard's code with its limit and what met it; values in rupees. */
function wordsOf({ code, limit, figure }: SkipReason): string {
  const shown = (one: SkipReason['limit']): string =>
    code === 'max-value' && typeof one === 'number' ? `₹${printPrice(one as Price)}` : `${one ?? ''}`;
  return figure === undefined
    ? `${code} ${shown(limit)}`
    : `${code}, its limit is ${shown(limit)} and it would be ${shown(figure)}`;
}
