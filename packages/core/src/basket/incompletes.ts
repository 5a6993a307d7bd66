/**
 * Notes that an account cannot complete a basket.
 *
 * Decides: what becomes of it (as the basket says, or else its link) and who is told. Keeps I2: the trader reads which account,
 * which leg and why; and I4: what a child gives up by that rule is no longer expected of it.
 */
import type { AccountId } from '../account/account.ts';
import type { FanOut, FanOutParts } from '../copy/fan-out.ts';
import { isOrderFinal, type Order } from '../order/order.ts';
import { isByRule } from '../share/entry-share.ts';
import type { Basket, BasketLeg, BasketReason, OnIncomplete } from './basket.ts';

export interface IncompleteParts extends FanOutParts {
  readonly fanOut: Pick<FanOut, 'cancelChild' | 'releaseHeld'>;
}

export class Incompletes {
  readonly #parts: IncompleteParts;

  constructor(parts: IncompleteParts) {
    this.#parts = parts;
  }

  /** Notes it, once for an account. */
  note(
    basket: Basket,
    what: { readonly accountId: AccountId; readonly leg: BasketLeg; readonly reason: BasketReason },
  ): void {
    const { orders, journal } = this.#parts;
    const { basketId, userId, legs } = basket.intent;
    const { accountId, leg, reason } = what;
    const then = this.#ruleFor(basket, accountId);
    const about = { basketId, accountId, leg: leg.orderId, reason, then };
    const made = legs.map(({ orderId }) => orderId).filter((id) => orders.get(id) !== undefined);
    journal.record(userId, { ...about, type: 'basket-incomplete', orders: made });
    if (accountId === basket.intent.accountId) return;
    if (then === 'flatten') this.#skipLegs(basket, accountId);
    this.#parts.fanOut.releaseHeld(accountId);
  }

  /** Asks for the end of what would still add. What closes goes on: nothing stops an exit. */
  cancelEntries(orders: readonly Order[]): void {
    for (const order of orders) {
      if (isOrderFinal(order) || order.cancelWanted || order.intent.part === 'exit') continue;
      this.#parts.fanOut.cancelChild(order);
    }
  }

  #ruleFor({ intent }: Basket, accountId: AccountId): OnIncomplete {
    const link = this.#parts.groups.of(accountId)?.children.find((child) => child.accountId === accountId);
    // What a paused link has stays until a person looks: nothing of the desk touches it.
    if (link?.state === 'paused') return 'leave';
    return intent.onIncomplete ?? link?.onIncomplete ?? 'flatten';
  }

  /** Legs that the child did not complete: by the basket's rule it gets no more of them than it has. */
  #skipLegs(basket: Basket, accountId: AccountId): void {
    const { orders, journal, basketGate } = this.#parts;
    for (const leg of basket.intent.legs) {
      const master = orders.get(leg.orderId);
      if (master === undefined || leg.exits) continue;
      const { kind } = basketGate.legOf(basket, leg, accountId);
      // What waits is skipped when it is looked at again.
      if (kind === 'complete' || kind === 'waits') continue;
      const before = master.skipped.findLast((one) => one.accountId === accountId && one.part === 'entry');
      if (before !== undefined && isByRule(before.reason)) continue;
      const reason = { code: 'basket-incomplete' } as const;
      const skipped = { masterOrderId: leg.orderId, accountId, part: 'entry', reason } as const;
      journal.record(basket.intent.userId, { type: 'child-skipped', skipped });
    }
  }
}
