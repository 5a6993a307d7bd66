/**
 * What a child holds in a product that its master has left by a conversion, because it could not follow (domain §4.3).
 *
 * Decides: that it still follows its master out. What lies in the wrong product is a difference (`difference.ts`), and no debt
 * while the master holds what it converted; when the master exits in its new product, the child owes the same fraction of what
 * it keeps in the old one. Keeps I5: no child holds on because a conversion failed.
 */

import { shareOf } from '../conversion/child-conversion.ts';
import type { ConversionEvent } from '../conversion/conversion-events.ts';
import type { Quantity } from '../money/quantity.ts';
import type { OrderId } from '../order/order-id.ts';
import type { Product } from '../order/order-terms.ts';
import type { Following } from './following.ts';
import { type Reduction, Share } from './share.ts';

type Converted = Extract<ConversionEvent, { readonly type: 'position-converted' }>;

const PRODUCTS: readonly Product[] = ['I', 'D', 'MTF'];

/** The master converted; whoever follows it there converts later. `shares` are one child's in every product of the instrument. */
export function displace(shares: readonly Following[], event: Converted, lotSize: Quantity): void {
  const sign = Math.sign(event.quantity);
  for (const one of shares) {
    // Of what is here already for another product's sake, the same fraction moves on with the master.
    const waiting = one.displaced.get(event.from);
    const moved = waiting === undefined ? 0 : shareOf(Math.abs(waiting.value(lotSize)), event, lotSize);
    waiting?.take(moved, lotSize);
    if (event.to !== one.product && moved > 0) shareFor(one, event.to).add(sign * moved, lotSize);
    if (one.product !== event.from) continue;
    const kept = Math.max(0, sign * one.entitled.value(lotSize)) - displacedOf(one, lotSize);
    const leaves = Math.min(kept, shareOf(Math.max(0, kept), event, lotSize));
    if (leaves > 0) shareFor(one, event.to).add(sign * leaves, lotSize);
  }
}

/** The child converted after all, or gave up what it held: what it does not hold is not displaced. */
export function settle(
  one: Following,
  lotSize: Quantity,
  followed?: { to: Product; quantity: number },
): void {
  if (followed !== undefined) one.displaced.get(followed.to)?.take(Math.abs(followed.quantity), lotSize);
  let over = displacedOf(one, lotSize) - Math.abs(one.entitled.value(lotSize));
  for (const share of one.displaced.values()) {
    if (over <= 0) return;
    const before = Math.abs(share.value(lotSize));
    share.take(over, lotSize);
    over -= before - Math.abs(share.value(lotSize));
  }
}

/** The master was reduced in a product: whoever keeps something for it in another one may keep the same fraction less. */
export function reduceDisplaced(
  one: Following,
  of: { readonly product: Product; readonly step: Reduction },
  lotSize: Quantity,
  isOver: (id: OrderId) => boolean,
): boolean {
  const share = one.displaced.get(of.product);
  if (share === undefined) return false;
  const before = share.value(lotSize);
  share.reduce(of.step, lotSize, isOver);
  const gone = Math.abs(before) - Math.abs(share.value(lotSize));
  if (gone <= 0) return false;
  one.entitled.take(gone, lotSize);
  one.lastExit = of.step.orderId;
  return true;
}

/** The products in which a child may keep something for the sake of another one. */
export function otherProducts(product: Product): readonly Product[] {
  return PRODUCTS.filter((other) => other !== product);
}

/** What the child would have in that product by now if it could have followed its master there; a magnitude. */
export function displacedTo(one: Pick<Following, 'displaced'>, product: Product, lotSize: Quantity): number {
  return Math.abs(one.displaced.get(product)?.value(lotSize) ?? 0);
}

function shareFor(one: Following, product: Product): Share {
  let share = one.displaced.get(product);
  if (share === undefined) {
    share = new Share();
    one.displaced.set(product, share);
  }
  return share;
}

function displacedOf(one: Following, lotSize: Quantity): number {
  return [...one.displaced.values()].reduce((sum, share) => sum + Math.abs(share.value(lotSize)), 0);
}
