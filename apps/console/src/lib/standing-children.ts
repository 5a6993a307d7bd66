/**
 * What of an order's children still stands.
 *
 * Decides: an account that got nothing is told by what came after it for the same part: it was tried again, or left by hand. Of a basket's
 * leg an account gets no more once an order of it failed: there that order tells it.
 */
import type { ChildOrder } from '@copydesk/api-contract';

const CAME_TO_NOTHING: ReadonlySet<ChildOrder['status']> = new Set([
  'denied',
  'rejected',
  'cancelled',
  'expired',
  'skipped',
]);

/** Those whose trouble is of now, in their order. */
export function standingChildren(children: readonly ChildOrder[]): readonly ChildOrder[] {
  return children.filter((child, at) => {
    if (!CAME_TO_NOTHING.has(child.status) || child.filledQuantity > 0) return true;
    const ofPart = (other: ChildOrder): boolean =>
      other !== child && other.accountId === child.accountId && other.part === child.part;
    if (isOfBasketRule(child)) return !children.some(ofPart);
    return !children.slice(at).some((later) => ofPart(later) && !isOfBasketRule(later));
  });
}

function isOfBasketRule({ reason }: ChildOrder): boolean {
  return reason?.code === 'basket-incomplete';
}
