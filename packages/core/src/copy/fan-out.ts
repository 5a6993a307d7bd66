/**
 * Brings a master's order to its children, once.
 *
 * Decides: when the children's intents are made and written. Keeps I1 (all of them are one durable row before the first
 * child's byte) and I7 (then every child goes its own way, in parallel). Held parts go when what they wait for is over.
 */

import { wishCancel } from '../change/cancel-wish.ts';
import type { OrderFit } from '../change/order-fit.ts';
import { TradingError } from '../errors/trading-error.ts';
import { closedBy, livingExitsOf } from '../exit/account-exits.ts';
import { confirmedRule } from '../exit/exit-rule.ts';
import type { ChildLink, CopyGroup } from '../group/copy-group.ts';
import type { GroupStore } from '../group/group-store.ts';
import { NOT_SETTLED, type SkipReason } from '../guard/skip-reason.ts';
import type { SkippedChild } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { OrderDispatch } from '../lane/order-dispatch.ts';
import type { Quantity } from '../money/quantity.ts';
import { beyondAge } from '../order/entry-age.ts';
import { filledOf, type HeldPart, isOrderFinal, type Order, sizeOf, statusOf } from '../order/order.ts';
import type { OrderId } from '../order/order-id.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { Instant } from '../ports/clock.ts';
import type { DefaultBook } from '../protection/default-book.ts';
import type { Expectations } from '../share/expectations.ts';
import {
  type ChildPlan,
  competesInChild,
  type MasterOrder,
  type PlanParts,
  planChildren,
  planEntry,
  planExit,
} from './child-plan.ts';
import { comesBack, madeWayFor } from './made-way.ts';
import { OwedWaits } from './owed-waits.ts';
import { termsNow } from './terms-now.ts';
import { ToldAges } from './told-ages.ts';
import { isThrough, missingOf, staysOpposite, type Turning, turnedAt } from './turn-round.ts';

export interface FanOutParts extends PlanParts {
  readonly journal: Journal;
  readonly groups: GroupStore;
  readonly dispatch: OrderDispatch;
  /** What protects a position that is opened without a word about protection. */
  readonly defaults: Pick<DefaultBook, 'of'>;
}

function isUnread({ part, reason }: SkippedChild): boolean {
  return part === 'entry' && reason.code === 'disarmed' && reason.figure === NOT_SETTLED;
}

/** Of a held part: it waits on, it never goes and why, or it goes now. */
type Waits = 'longer' | SkipReason | undefined;

const ENDED: SkipReason = { code: 'master-ended' };

/** Statuses by which the master's broker has shown that it took the order. */
const TAKEN = new Set(['accepted', 'working', 'partly-filled', 'filled']);

export class FanOut {
  readonly #parts: FanOutParts;
  readonly #fit: OrderFit;
  readonly #expectations: Expectations;
  /** Masters with parts that wait, to look at whenever something changes. */
  readonly #holding = new Set<OrderId>();
  /** Fan-outs that are being written, so that whoever answers for the master can wait for them. */
  readonly #writing = new Map<OrderId, Promise<void>>();
  readonly #ages: ToldAges;
  readonly #owedWaits: OwedWaits;

  constructor(parts: FanOutParts, by: { readonly fit: OrderFit; readonly expectations: Expectations }) {
    this.#parts = parts;
    this.#fit = by.fit;
    this.#expectations = by.expectations;
    this.#ages = new ToldAges(parts.clock, () => this.releaseHeld());
    this.#owedWaits = new OwedWaits({ ...parts, look: () => this.releaseHeld() });
  }

  /** What every child of a group does about an order that is about to be journaled. */
  plan(group: CopyGroup, intent: OrderIntent): ChildPlan {
    const { exitQuantity, exitRule } = intent;
    const master: MasterOrder = { group, intent, terms: intent, exitQuantity, exitRule };
    return this.#planAll(master, undefined);
  }

  /** Looks at a master's order after something was learned about it, and fans it out when its time has come. */
  onMasterChanged(order: Order): void {
    if (order.held.length > 0) this.#holding.add(order.intent.orderId);
    if (order.fannedOut || order.intent.groupId === undefined || order.intent.parentOrderId !== undefined)
      return;
    const group = this.#parts.groups.byId(order.intent.groupId);
    if (group === undefined || group.masterId !== order.intent.accountId) return;
    const taken = TAKEN.has(statusOf(order)) || filledOf(order) > 0;
    if (taken) this.#run(order, group);
  }

  /** Resolves when the fan-out that is being written for this master, if any, is durable. */
  async settled(orderId: OrderId): Promise<void> {
    await this.#writing.get(orderId);
  }

  /**
   * Sends held parts whose wait is over, and drops those whose master ended; of one account where only that one has news. What
   * becomes of one may be what another waits for, whichever comes first here.
   */
  releaseHeld(accountId?: HeldPart['accountId']): void {
    for (let before = Infinity, left = this.#heldParts(); left < before; left = this.#heldParts()) {
      before = left;
      this.#releaseOnce(accountId);
    }
  }

  #heldParts(): number {
    let count = 0;
    for (const orderId of this.#holding) count += this.#parts.orders.get(orderId)?.held.length ?? 0;
    return count;
  }

  #releaseOnce(accountId: HeldPart['accountId'] | undefined): void {
    for (const orderId of this.#holding) {
      const master = this.#parts.orders.get(orderId);
      for (const held of [...(master?.held ?? [])]) {
        const news =
          accountId === undefined || held.accountId === accountId || master?.intent.accountId === accountId;
        // What one of them records may have let another one go already.
        if (news && master?.held.includes(held)) this.#release(master, held);
      }
      if (master === undefined || master.held.length === 0) this.#holding.delete(orderId);
    }
  }

  /** After a restart: masters that were accepted but whose children's row is missing. An entry goes while it is young enough, an exit always. The newest are given first. */
  resume(orders: readonly Order[]): void {
    for (const order of orders.toReversed()) this.onMasterChanged(order);
  }

  #run(order: Order, group: CopyGroup): void {
    const { intent } = order;
    const exitRule = confirmedRule(order);
    // What was asked for while the order was on its way counts when its broker has taken it (`planRaise`).
    const quantity = Math.min(order.terms.quantity, sizeOf(order)) as Quantity;
    const exitQuantity = Math.min(order.exitQuantity, quantity) as Quantity;
    // A stop may have fired before anybody knew that its broker had it. What of an exit has filled by it is owed, and goes at the market.
    const terms = { ...(exitQuantity > 0 ? order.terms : termsNow(order, 'entry')), quantity };
    const ageMs = this.#parts.clock.now(intent.accountId) - takenAt(order);
    const master: MasterOrder = { group, intent, terms, exitQuantity, exitRule, ageMs };
    const plan = order.cancelWanted
      ? this.#skipAll(master, { code: 'master-ended' })
      : this.#planAll(master, beyondAge(ageMs));
    this.#write(order, plan);
  }

  #planAll(master: MasterOrder, reason: SkipReason | undefined): ChildPlan {
    const whole = planChildren(this.#parts, master, master.group.children);
    if (reason === undefined) return whole;
    const tooOld = ({ accountId }: Pick<SkippedChild, 'accountId'>): SkippedChild => ({
      masterOrderId: master.intent.orderId,
      accountId,
      part: 'entry',
      reason,
    });
    // Whoever only was not read yet is too late, too, once it is.
    const stopped = whole.skipped.map((skip) => (isUnread(skip) ? tooOld(skip) : skip));
    return {
      ...whole,
      orders: whole.orders.filter((order) => order.part === 'exit'),
      skipped: [...stopped, ...whole.orders.filter((order) => order.part === 'entry').map(tooOld)],
    };
  }

  /** Each part by itself: whoever waits for the entry of an order that closes first must know that it does not come. */
  #skipAll({ group, intent, terms, exitQuantity }: MasterOrder, reason: SkippedChild['reason']): ChildPlan {
    const parts: SkippedChild['part'][] = exitQuantity > 0 ? ['exit'] : [];
    if (terms.quantity > exitQuantity) parts.push('entry');
    const skipped = group.children.flatMap(({ accountId }) =>
      parts.map((part): SkippedChild => ({ masterOrderId: intent.orderId, accountId, part, reason })),
    );
    return { orders: [], skipped, held: [] };
  }

  /** One row, then the disk, then the lanes. */
  #write(master: Order, plan: ChildPlan): void {
    const { journal } = this.#parts;
    const { userId, orderId } = master.intent;
    journal.record(userId, {
      type: 'orders-journaled',
      orders: plan.orders,
      skipped: plan.skipped,
      copies: orderId,
      request: undefined,
    });
    this.recordHeld(master.intent, plan.held);
    const written = this.#send(plan.orders).catch((error: unknown) => {
      // A journal that cannot be written stops the desk as a whole; nothing of this was sent.
      if (!TradingError.is(error)) throw error;
    });
    this.#writing.set(orderId, written);
    void written.finally(() => this.#writing.delete(orderId));
  }

  /** Notes the parts that wait. */
  recordHeld(master: OrderIntent, held: readonly HeldPart[]): void {
    for (const { accountId, part, behind } of held) {
      this.#parts.journal.record(master.userId, {
        type: 'child-held',
        masterOrderId: master.orderId,
        accountId,
        part,
        behind,
      });
    }
    if (held.length === 0) return;
    this.#holding.add(master.orderId);
    this.#ages.began();
  }

  /** Whether the account's part of the master's exit waits for what the account owes. */
  waitsForOwed(master: Order, accountId: HeldPart['accountId']): boolean {
    return this.#owedWaits.waits(master, accountId);
  }

  /** Ends every timer. */
  close(): void {
    this.#ages.close();
    this.#owedWaits.close();
  }

  async #send(intents: readonly Pick<OrderIntent, 'orderId'>[]): Promise<void> {
    await this.#parts.journal.commit();
    for (const { orderId } of intents) {
      const order = this.#parts.orders.get(orderId);
      if (order !== undefined) this.#parts.dispatch.send(order);
    }
  }

  #release(master: Order, held: HeldPart): void {
    const { groupId } = master.intent;
    const group = groupId === undefined ? undefined : this.#parts.groups.byId(groupId);
    const link = group?.children.find((child) => child.accountId === held.accountId);
    if (group === undefined || link === undefined) return this.#skipHeld(master, held, ENDED);
    const waits =
      held.part === 'entry' ? this.#entryWaits(master, held, link) : this.#exitWaits(master, held, link);
    if (waits !== 'longer') this.#owedWaits.over(master, held.accountId);
    if (waits === undefined) this.#sendHeld(master, held, { group, link });
    else if (typeof waits === 'object') this.#skipHeld(master, held, waits);
  }

  /** Whether the entry waits on, why it never goes, or undefined when it goes now. */
  #entryWaits(master: Order, held: HeldPart, link: ChildLink): Waits {
    const { intent } = master;
    const beyond = filledOf(master) > master.exitQuantity;
    if (!beyond && isOrderFinal(master)) return ENDED;
    if (!beyond && master.exitQuantity > 0) return 'longer';
    const gate = this.#parts.basketGate.of(intent, held);
    if (gate !== undefined && 'skip' in gate) return gate.skip;
    if (gate !== undefined && 'heldBehind' in gate) return 'longer';
    // The master has left what it turned to before the child could follow.
    if (beyond && missingOf(this.#turning(), master, held.accountId) <= 0) return { code: 'overtaken' };
    // Its exit is not copied, so it will never be through zero.
    if (link.state === 'paused') return { code: 'paused' };
    const through = isThrough(this.#turning(), master, held.accountId);
    const stays = through ? 0 : staysOpposite(this.#turning(), master, held.accountId);
    if (stays !== 0) return { code: 'own-position-opposite', figure: stays };
    const ageMs = this.#ageMs(master, held);
    const tooOld = beyondAge(ageMs ?? 0);
    if (tooOld !== undefined) return tooOld;
    if (!through && master.exitQuantity > 0 && ageMs !== undefined) this.#ages.runs(held);
    return through ? undefined : 'longer';
  }

  /**
   * What waited is an entry like any other, also while what it waits for has no end: its age counts from the master's acceptance, that of
   * a reversal from when both are through zero, and in a basket from when the child's own legs before it were there, if that was later. Undefined before.
   */
  #ageMs(master: Order, held: HeldPart): number | undefined {
    const { intent, exitQuantity } = master;
    const gate = this.#parts.basketGate.of(intent, held);
    const openSince = gate !== undefined && 'openSince' in gate ? gate.openSince : 0;
    const began = exitQuantity === 0 ? takenAt(master) : turnedAt(this.#turning(), master, held.accountId);
    if (began === undefined) return undefined;
    return this.#parts.clock.now(intent.accountId) - Math.max(began, openSince);
  }

  /** Whether the exit waits on, why it never goes, or undefined when it goes now. */
  #exitWaits(master: Order, held: HeldPart, link: ChildLink): Waits {
    if (isOrderFinal(master) && filledOf(master) === 0) return ENDED;
    const { accountId } = held;
    const first = madeWayFor(this.#parts.orders, master, held);
    if (first !== undefined) {
      // What it has filled is owed, and goes at the market.
      if (isOrderFinal(master)) return { code: 'nothing-to-exit' };
      // Whether its broker took it nobody knows yet, so nothing of it is on its way here.
      if (!first.fannedOut && !isOrderFinal(first)) return 'longer';
      if (first.held.some((one) => one.accountId === accountId && one.part === 'exit')) return 'longer';
      // An exit of everything would take that along, and rest with it.
      if (this.#waitsForOwed(master, accountId)) return 'longer';
    }
    const { instrumentId, product, side, basket } = master.intent;
    // A hedge that waits for the child's own short: what its master has filled is owed, and measured by what there is when it goes.
    const isHedge = basket === undefined && this.#parts.basketGate.of(master.intent, held) !== undefined;
    if (isHedge && isOrderFinal(master)) return { code: 'nothing-to-exit' };
    const living = livingExitsOf(this.#parts.orders, { accountId, instrumentId, product, side });
    const competitors = living.filter((exit) => competesInChild(exit, master.intent));
    if (competitors.length === 0 || master.exitRule?.competes !== true)
      return this.#parts.orders.isBehindEntry(master, held) ? this.#tooEarly(master, link) : undefined;
    // The master filled this one, so what competes with it in the child makes way.
    if (filledOf(master) > 0)
      for (const other of competitors) if (!other.cancelWanted) this.#makeWay(other, master);
    return 'longer';
  }

  #makeWay(exit: Order, first: Order): void {
    const back = comesBack(this.#parts.orders, exit, first);
    if (back !== undefined) this.recordHeld(back.leader.intent, [back.held]);
    this.cancelChild(exit);
  }

  /** An exit that came before the child's entry. What of it the master has filled is owed, and goes at the market: never by both ways. */
  #tooEarly(master: Order, link: ChildLink): Waits {
    if (link.state === 'paused') return { code: 'paused' };
    if (isOrderFinal(master) || filledOf(master) >= master.exitQuantity) return { code: 'nothing-to-exit' };
    return master.cancelWanted || this.#waitsForOwed(master, link.accountId) ? 'longer' : undefined;
  }

  #waitsForOwed(master: Order, accountId: HeldPart['accountId']): boolean {
    const owes = this.#owes(master, accountId);
    if (owes) this.#owedWaits.note(master, accountId);
    else this.#owedWaits.over(master, accountId);
    return owes;
  }

  /** Whether the child has more to close on the side of the order than it may keep: that goes at the market. */
  #owes({ intent }: Order, accountId: HeldPart['accountId']): boolean {
    const { side, instrumentId, product } = intent;
    const share = this.#expectations.view({ accountId, instrumentId, product });
    return closedBy(side, share?.held ?? 0) > closedBy(side, share?.entitled ?? 0);
  }

  #sendHeld(
    master: Order,
    held: HeldPart,
    { group, link }: { readonly group: CopyGroup; readonly link: ChildLink },
  ): void {
    const { orders } = this.#parts;
    const { intent } = master;
    const { exitQuantity } = master;
    const exitRule = confirmedRule(master);
    const terms = termsNow(master, held.part);
    const waited = orders.isBehindEntry(master, held);
    const ageMs = held.part === 'entry' ? (this.#ageMs(master, held) ?? 0) : 0;
    const view: MasterOrder = { group, intent, terms, exitQuantity, exitRule, waited, ageMs };
    const plan =
      held.part === 'entry' ? planEntry(this.#parts, view, link) : planExit(this.#parts, view, link);
    if ('heldBehind' in plan) return;
    if ('order' in plan) {
      const { orderId } = plan.order;
      const sized = held.part === 'entry' && filledOf(master) > exitQuantity;
      const most = sized ? missingOf(this.#turning(), master, held.accountId) : plan.order.quantity;
      this.#write(master, { orders: [plan.order], skipped: [], held: [] });
      const order = orders.get(orderId);
      if (order !== undefined && most < plan.order.quantity) this.#fit.shrink(order, most as Quantity);
    } else this.#skipHeld(master, held, plan.skip);
  }

  #turning(): Turning {
    return { ...this.#parts, expectations: this.#expectations };
  }

  /** Asks for the end of a child's order. */
  cancelChild(order: Order, because?: 'beyond-position'): void {
    wishCancel(this.#parts.journal, order, { because });
    this.#parts.dispatch.cancel(order);
  }

  #skipHeld(master: Order, held: HeldPart, reason: SkippedChild['reason']): void {
    const { userId, orderId: masterOrderId } = master.intent;
    const { accountId, part } = held;
    const skipped = { masterOrderId, accountId, part, reason };
    this.#parts.journal.record(userId, { type: 'child-skipped', skipped });
  }
}

/** When the master's broker took it: told by its own answer, that is of now; found later in a book, the order may have stood for long. */
function takenAt({ acceptedByAnswer, acceptedAt, intent }: Order): Instant {
  return acceptedByAnswer && acceptedAt !== undefined ? acceptedAt : intent.placedAt;
}
