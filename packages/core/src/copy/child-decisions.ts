/**
 * What a person decides about one child of an order: to try it again, or to leave it.
 *
 * Decides: when it may be tried again, and with how much. Keeps I1 (nothing is tried while something of it may still live), I5
 * (an exit is recomputed by what is owed now) and I6 (a retry passes all guards, and never exceeds what the rule still gives).
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { Divergences } from '../divergence/divergences.ts';
import { TradingError } from '../errors/trading-error.ts';
import { closedBy } from '../exit/account-exits.ts';
import { confirmedRule } from '../exit/exit-rule.ts';
import type { ChildLink, CopyGroup } from '../group/copy-group.ts';
import type { ApprovedAction } from '../guard/approved-action.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { RequestMark } from '../journal/desk-event.ts';
import { childOf } from '../order/child-of.ts';
import { filledOf, isOrderFinal, type Order, restToCome } from '../order/order.ts';
import type { OrderId } from '../order/order-id.ts';
import { opposite } from '../order/order-terms.ts';
import type { ChildView } from '../order/order-view.ts';
import { isByRule } from '../share/entry-share.ts';
import type { ChildKey } from '../share/following.ts';
import { type MasterOrder, planEntry, planExit } from './child-plan.ts';
import type { FanOutParts } from './fan-out.ts';
import { termsNow } from './terms-now.ts';

/** Which child of which order. */
export interface ChildCommand {
  readonly orderId: OrderId;
  /** Of its row; its account's id or address where it has only one. */
  readonly childId: string;
  readonly request?: RequestMark | undefined;
}

interface Meant {
  readonly master: Order;
  readonly row: ChildView;
  readonly group: CopyGroup;
  readonly link: ChildLink;
  readonly key: ChildKey;
}

export class ChildDecisions {
  readonly #parts: FanOutParts;
  readonly #divergences: Divergences;

  constructor(parts: FanOutParts, divergences: Divergences) {
    this.#parts = parts;
    this.#divergences = divergences;
  }

  /**
   * Makes a new order for the child, at today's price. Resolves when it is durable and on its way. Rejects with
   * `child-under-way`, `nothing-to-retry`, `no-session` or `refused-by-risk` when nothing happened and nothing will.
   */
  async retry(userId: UserId, command: ChildCommand): Promise<OrderId> {
    const meant = this.#meant(userId, command);
    this.#checkRest(meant);
    this.#checkState(meant.row.accountId);
    this.#checkGate(meant);
    if (meant.row.part === 'exit' && isOrderFinal(meant.master)) {
      const owed = this.#divergences.sendOwed(meant.key, meant.master, command.request);
      if (owed === undefined) throw nothingToRetry(meant, this.#owedNow(meant));
      await this.#parts.journal.commit();
    } else {
      const plan = meant.row.part === 'exit' ? this.#exit(meant) : this.#entry(meant);
      await this.#send(userId, plan, command.request);
    }
    return meant.master.intent.orderId;
  }

  /** Leaves the child as it is: from now on that is wanted. Rejects with `child-under-way` while something of it may still live. */
  async leave(userId: UserId, command: ChildCommand): Promise<OrderId> {
    const meant = this.#meant(userId, command);
    const { master, row, key } = meant;
    const { journal } = this.#parts;
    const { orderId: masterOrderId } = master.intent;
    if (row.status !== 'held') this.#checkRest(meant);
    const left = row.status === 'skipped' && row.reason?.code === 'left-by-hand';
    if (!left) {
      const { accountId, part } = row;
      const reason = { code: 'left-by-hand' } as const;
      const skipped = { masterOrderId, accountId, part, reason };
      journal.record(userId, { type: 'child-skipped', skipped, request: command.request });
      // An exit that is left is no longer owed: what the child holds is what it should hold.
      if (part === 'exit') this.#divergences.acceptHeld(userId, key);
    }
    await journal.commit();
    return masterOrderId;
  }

  #meant(userId: UserId, { orderId, childId }: ChildCommand): Meant {
    const { orders, accounts, groups } = this.#parts;
    const master = orders.get(orderId);
    if (master === undefined || master.intent.userId !== userId)
      throw new TradingError('order-not-found', { order: orderId });
    const accountId = accounts
      .listFor(userId)
      .find(({ id, address }) => id === childId || address === childId)?.id;
    const row = childOf(orders, master, { childId, accountId });
    const { groupId, instrumentId, product } = master.intent;
    const group = groupId === undefined ? undefined : groups.byId(groupId);
    const link = group?.children.find((child) => child.accountId === row.accountId);
    if (group === undefined || link === undefined)
      throw new TradingError('child-not-found', { child: childId });
    const key = { groupId: group.id, accountId: row.accountId, instrumentId, product };
    return { master, row, group, link, key };
  }

  /** Nothing of this part of the child may still reach its broker, or fill. */
  #checkRest({ master, row }: Meant): void {
    const living = this.#copiesOf(master, row).find((copy) => !isOrderFinal(copy));
    const waits = row.status === 'held';
    if (living === undefined && !waits) return;
    const order = living?.intent.orderId ?? row.childId;
    throw new TradingError('child-under-way', { order, status: row.status });
  }

  /**
   * What waits for something else in the child, a hedge for the short it covers above all, is not let go by trying it again: whoever presses
   * that does not see the short. All that is owed goes together, so the exit by which it is owed counts besides the one of the row.
   */
  #checkGate({ master, row, key }: Meant): void {
    if (row.part !== 'exit') return;
    const owedFor = this.#divergences.owedFor(key);
    const last = owedFor === undefined ? undefined : this.#parts.orders.get(owedFor);
    for (const exit of last === undefined || last === master ? [master] : [master, last]) {
      const gate = this.#parts.basketGate.of(exit.intent, { accountId: row.accountId, part: 'exit' });
      if (gate !== undefined && 'heldBehind' in gate)
        throw new TradingError('child-under-way', { order: gate.heldBehind, status: row.status });
    }
  }

  #checkState(accountId: AccountId): void {
    const { accounts } = this.#parts;
    const state = accounts.stateOf(accountId);
    const { address } = accounts.get(accountId);
    if (state.leasedBy !== undefined)
      throw new TradingError('account-leased-elsewhere', { account: address });
    if (state.session === undefined) throw new TradingError('no-session', { account: address });
    if (!state.settled) throw new TradingError('account-not-settled', { account: address });
  }

  #copiesOf(master: Order, { accountId, part }: Pick<ChildView, 'accountId' | 'part'>): readonly Order[] {
    return this.#parts.orders
      .childrenOf(master)
      .filter(({ intent }) => intent.accountId === accountId && intent.part === part);
  }

  /** The master's exit still works: the child's goes beside it, by the fraction that was fixed then. */
  #exit(meant: Meant): ApprovedAction {
    const { master, group, link } = meant;
    const { intent, exitQuantity } = master;
    const exitRule = confirmedRule(master);
    const terms = termsNow(master, 'exit');
    const plan = planExit(this.#parts, { group, intent, terms, exitQuantity, exitRule }, link);
    if ('order' in plan) return plan.order;
    if ('heldBehind' in plan) throw new TradingError('child-under-way', { order: plan.heldBehind });
    throw plan.skip.code === 'nothing-to-exit' ? nothingToRetry(meant, 0) : refused(plan.skip);
  }

  /** As much of the child's share as it has not got, at the present price when the master's order is done. */
  #entry(meant: Meant): ApprovedAction {
    const { master, group, link, row } = meant;
    const { intent, exitQuantity, exitRule } = master;
    const final = isOrderFinal(master);
    const taken = this.#copiesOf(master, row).reduce((sum, copy) => sum + filledOf(copy), 0);
    const working = termsNow(master, 'entry');
    const opened = working.quantity - exitQuantity;
    const bound = final ? this.#stillGiven(meant, opened) : this.#toCome(master, opened);
    if (opened <= 0 || bound.kept <= 0 || bound.atMost <= 0 || master.cancelWanted)
      throw nothingToRetry(meant, bound.atMost);
    const terms = final
      ? {
          ...master.terms,
          quantity: filledOf(master),
          orderType: 'MARKET' as const,
          price: undefined,
          triggerPrice: undefined,
        }
      : working;
    const again: MasterOrder = {
      group,
      intent,
      terms,
      exitQuantity,
      exitRule,
      again: { ...bound, taken, opened },
    };
    const plan = planEntry(this.#parts, again, link);
    if ('order' in plan) return plan.order;
    if ('heldBehind' in plan)
      throw new TradingError('refused-by-risk', { guard: 'price', reason: 'no price is known' });
    throw refused(plan.skip);
  }

  /** What the master has, and may still get, of an order that works: what it has left of it again is not for a child any more. */
  #toCome(master: Order, opened: number): { atMost: number; kept: number } {
    const entered = Math.max(0, filledOf(master) - master.exitQuantity);
    const left = Math.max(0, entered - this.#divergences.expectations.keptOf(master.intent));
    return { atMost: Number.POSITIVE_INFINITY, kept: opened - left };
  }

  /** What the rule still gives of an order of the master that is done: less where the master has left some of it again. */
  #stillGiven({ master, row, key }: Meant, opened: number): { atMost: number; kept: number } {
    const { orders, positions } = this.#parts;
    const { side, instrumentId, product, accountId } = master.intent;
    const held = closedBy(opposite(side), positions.copied(accountId, instrumentId, product));
    const { expectations } = this.#divergences;
    const skip = master.skipped.findLast((one) => one.accountId === row.accountId && one.part === 'entry');
    // A skip by a rule took the order out of what is expected: then only what the master kept of that very order bounds it.
    if (row.status === 'skipped' && skip !== undefined && isByRule(skip.reason))
      return {
        atMost: Number.POSITIVE_INFINITY,
        kept: Math.min(held, opened, expectations.keptOf(master.intent)),
      };
    const kept = Math.min(held, opened);
    const share = expectations.view(key);
    const lacks = share === undefined ? 0 : (side === 'BUY' ? 1 : -1) * (share.expected - share.held);
    const living = orders
      .livingAt({ accountId: row.accountId, instrumentId, product })
      .filter((order) => order.intent.side === side && order.intent.part !== 'exit');
    return { atMost: Math.max(0, lacks - this.#coming(key, living)), kept };
  }

  /**
   * What of the lack these entries will fill. A copy of what its master has not filled yet fills none of it: that is not expected so
   * far. Nor does what the account trades on its own.
   */
  #coming(key: ChildKey, entries: readonly Order[]): number {
    const { orders } = this.#parts;
    const restOf = new Map<Order | undefined, number>();
    for (const order of entries) {
      const { parentOrderId, groupId } = order.intent;
      if (groupId === undefined) continue;
      const parent = parentOrderId === undefined ? undefined : orders.get(parentOrderId);
      restOf.set(parent, (restOf.get(parent) ?? 0) + restToCome(order));
    }
    let coming = 0;
    for (const [parent, rest] of restOf)
      coming += Math.min(rest, parent === undefined ? rest : this.#notFilledOf(key, parent));
    return coming;
  }

  /** What the child is to have of what the master's order opened, and its copies have not filled. */
  #notFilledOf(key: ChildKey, master: Order): number {
    const counted = Math.abs(this.#divergences.expectations.countedOf(key, master.intent.orderId));
    const copies = this.#copiesOf(master, { accountId: key.accountId, part: 'entry' });
    return Math.max(0, counted - copies.reduce((sum, copy) => sum + filledOf(copy), 0));
  }

  #owedNow({ key }: Meant): number {
    const share = this.#divergences.expectations.view(key);
    return share === undefined ? 0 : Math.abs(share.held - share.entitled);
  }

  async #send(userId: UserId, action: ApprovedAction, request: RequestMark | undefined): Promise<void> {
    const { journal, orders, dispatch } = this.#parts;
    journal.record(userId, {
      type: 'orders-journaled',
      orders: [action],
      skipped: [],
      copies: undefined,
      request,
    });
    await journal.commit();
    const order = orders.get(action.orderId);
    if (order !== undefined) dispatch.send(order);
  }
}

function refused({ code, limit, figure }: SkipReason): TradingError {
  return new TradingError('refused-by-risk', {
    guard: code,
    ...(limit === undefined ? {} : { limit }),
    ...(figure === undefined ? {} : { figure }),
  });
}

function nothingToRetry({ row }: Meant, figure: number): TradingError {
  const facts = { child: row.childId, status: row.status };
  return new TradingError('nothing-to-retry', Number.isFinite(figure) ? { ...facts, figure } : facts);
}
