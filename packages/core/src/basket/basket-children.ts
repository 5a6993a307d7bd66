/**
 * A basket in the children of its account: each follows leg by leg on its own (domain §4.12).
 *
 * Decides: when a child cannot complete. Its orders are made by the ordinary fan-out; when they may go says `basket-gate.ts`.
 * Keeps I7: a child is judged by its own orders, and what befalls it changes nothing for the others or the master.
 */
import type { AccountId } from '../account/account.ts';
import type { FanOut, FanOutParts } from '../copy/fan-out.ts';
import { isOrderFinal } from '../order/order.ts';
import { type Basket, type BasketLeg, incompleteOf, isUndone } from './basket.ts';
import type { Incompletes } from './incompletes.ts';
import type { LegState } from './leg-state.ts';
import type { LookAgain } from './look-again.ts';

/** How much longer a child may take than its master: it begins later. */
const GRACE_MS = 10_000;

export interface BasketChildrenParts extends FanOutParts {
  readonly fanOut: Pick<FanOut, 'releaseHeld'>;
  readonly lookAgain: LookAgain;
  readonly incompletes: Incompletes;
}

export class BasketChildren {
  readonly #parts: BasketChildrenParts;

  constructor(parts: BasketChildrenParts) {
    this.#parts = parts;
  }

  /** Looks at every child once. */
  advance(basket: Basket): void {
    for (const accountId of this.#childrenOf(basket)) {
      if (incompleteOf(basket, accountId) !== undefined) this.#cancelEntries(basket, accountId);
      else if (isUndone(basket)) this.#release(basket, accountId);
      else this.#advance(basket, accountId);
    }
  }

  /** Children that follow their master out of a basket that is undone: all but those that take their part out themselves, or are paused. */
  followersOf(basket: Basket): readonly AccountId[] {
    const { groups } = this.#parts;
    return this.#childrenOf(basket).filter((accountId) => {
      const link = groups.of(accountId)?.children.find((child) => child.accountId === accountId);
      return link?.state !== 'paused' && incompleteOf(basket, accountId)?.then !== 'flatten';
    });
  }

  /** Nothing of the basket's legs waits or works in any child. */
  areOver(basket: Basket): boolean {
    const { orders } = this.#parts;
    return basket.intent.legs.every((leg) => {
      const master = orders.get(leg.orderId);
      if (master === undefined) return true;
      return master.held.length === 0 && orders.childrenOf(master).every(isOrderFinal);
    });
  }

  #advance(basket: Basket, accountId: AccountId): void {
    const { orders, basketGate } = this.#parts;
    const entered = basket.accounts.get(accountId)?.entries.size ?? 0;
    for (const leg of basket.intent.legs) {
      if (orders.get(leg.orderId) === undefined) return;
      const state = basketGate.legOf(basket, leg, accountId);
      if (state.kind === 'complete') continue;
      if (state.kind === 'waits') this.#release(basket, accountId);
      // A child that has nothing of it is skipped like of any order; its rows say why.
      if (entered > 0 || state.kind !== 'failed') this.#judge(basket, { accountId, leg, state });
      return;
    }
  }

  #judge(
    basket: Basket,
    of: { readonly accountId: AccountId; readonly leg: BasketLeg; readonly state: LegState },
  ): void {
    const { basketGate, incompletes, clock, lookAgain } = this.#parts;
    const { accountId, leg, state } = of;
    // It gets less because its master did: that is no trouble of its own.
    const masters = basketGate.legOf(basket, leg, basket.intent.accountId);
    if (state.kind !== 'works' && masters.kind === 'failed') return;
    if (state.kind === 'failed') return incompletes.note(basket, { accountId, leg, reason: state.reason });
    if (leg.exits) return;
    if (basket.cancelled)
      return incompletes.note(basket, { accountId, leg, reason: { code: 'basket-cancelled' } });
    const leftMs = basket.intent.completeBy + GRACE_MS - clock.now(accountId);
    if (leftMs <= 0) incompletes.note(basket, { accountId, leg, reason: { code: 'basket-timeout' } });
    else lookAgain.in(basket, accountId, leftMs);
  }

  #cancelEntries(basket: Basket, accountId: AccountId): void {
    const { orders, incompletes } = this.#parts;
    const entries = [...(basket.accounts.get(accountId)?.entries.values() ?? [])].flat();
    incompletes.cancelEntries(entries.flatMap((id) => orders.get(id) ?? []));
    this.#release(basket, accountId);
  }

  /** What waits for another leg of its own goes, or is skipped. */
  #release(basket: Basket, accountId: AccountId): void {
    const { orders, fanOut } = this.#parts;
    const waits = basket.intent.legs.some((leg) =>
      orders.get(leg.orderId)?.held.some((held) => held.accountId === accountId),
    );
    if (waits) fanOut.releaseHeld(accountId);
  }

  #childrenOf(basket: Basket): readonly AccountId[] {
    const { groups, orders } = this.#parts;
    const groupId = basket.intent.legs
      .map((leg) => orders.get(leg.orderId)?.intent.groupId)
      .find((id) => id !== undefined);
    const group = groupId === undefined ? undefined : groups.byId(groupId);
    return group?.children.map((link) => link.accountId) ?? [];
  }
}
