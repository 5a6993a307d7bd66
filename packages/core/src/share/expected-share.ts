/**
 * What a child should hold, with the steps by which it came about, so that a step can be corrected where it was taken.
 *
 * Decides: that what is counted of an entry may change later (a part of it was skipped after all, or a skip was taken back) and
 * then counts as if it had been so from the beginning: what exits have taken since they took of the corrected quantity (domain
 * §4.13: the rule folded over the master's fills in order). Steps are forgotten when the share is set, so at the latest when the
 * master is flat.
 */
import type { Quantity } from '../money/quantity.ts';
import type { OrderId } from '../order/order-id.ts';
import { type Reduction, Share } from './share.ts';

type Step =
  | { readonly kind: 'add'; readonly orderId: OrderId | undefined; delta: number }
  | { readonly kind: 'reduce'; readonly reduction: Reduction; readonly goesOn: boolean }
  | { readonly kind: 'take'; readonly quantity: number };

export class ExpectedShare {
  #share = new Share();
  #steps: Step[] = [];

  /** The quantity now, signed: whole lots, towards zero. */
  value(lotSize: Quantity): number {
    return this.#share.value(lotSize);
  }

  /** What is counted of a master's entry is another quantity now, signed like all. */
  count(
    orderId: OrderId,
    { before, now }: { readonly before: number; readonly now: number },
    lotSize: Quantity,
  ): void {
    const delta = now - before;
    const grows = Math.abs(now) > Math.abs(before);
    // Another fill of the same entry is a step of its own, at its own time.
    if (grows) return this.#add(orderId, delta, lotSize);
    // What the master has left whole since is not corrected any more.
    if (this.#shrink(orderId, delta)) this.#again(lotSize);
  }

  /** It is more, or less, for no entry's sake. */
  add(delta: number, lotSize: Quantity): void {
    this.#add(undefined, delta, lotSize);
  }

  /** The master was reduced. `isOver` says whether an order of the present reduction can fill no more. */
  reduce(reduction: Reduction, lotSize: Quantity, isOver: (id: OrderId) => boolean): void {
    const goesOn = this.#share.reduce(reduction, lotSize, isOver);
    if (reduction.after === 0) this.#steps = [];
    else this.#steps.push({ kind: 'reduce', reduction, goesOn });
  }

  /** Somebody took so much away without the master. */
  take(quantity: number, lotSize: Quantity): void {
    this.#share.take(quantity, lotSize);
    this.#steps.push({ kind: 'take', quantity });
  }

  /** It is this now, whatever it was. */
  set(value: number): void {
    this.#share.set(value);
    this.#steps = value === 0 ? [] : [{ kind: 'add', orderId: undefined, delta: value }];
  }

  #add(orderId: OrderId | undefined, delta: number, lotSize: Quantity): void {
    this.#share.add(delta, lotSize);
    this.#steps.push({ kind: 'add', orderId, delta });
  }

  /** Takes so much out of the steps of the entry, the last ones first. False when it has none any more. */
  #shrink(orderId: OrderId, delta: number): boolean {
    let left = Math.abs(delta);
    let found = false;
    for (const step of [...this.#steps].reverse()) {
      if (step.kind !== 'add' || step.orderId !== orderId) continue;
      const part = Math.min(Math.abs(step.delta), left);
      step.delta -= Math.sign(step.delta) * part;
      left -= part;
      found = true;
    }
    return found;
  }

  #again(lotSize: Quantity): void {
    const share = new Share();
    for (const step of this.#steps) {
      if (step.kind === 'add') share.add(step.delta, lotSize);
      else if (step.kind === 'take') share.take(step.quantity, lotSize);
      else share.apply(step.reduction, step.goesOn, lotSize);
    }
    this.#share = share;
  }
}
