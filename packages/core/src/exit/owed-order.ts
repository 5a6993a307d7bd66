/** Makes and sends the order by which a child gives what it owes: an exit at the market that hangs on its master's exit. */
import { EXIT_CAP_PERCENT } from '../copy/child-terms.ts';
import type { FanOutParts } from '../copy/fan-out.ts';
import type { RequestMark } from '../journal/desk-event.ts';
import type { Quantity } from '../money/quantity.ts';
import type { Order } from '../order/order.ts';
import type { OrderId } from '../order/order-id.ts';
import type { Side } from '../order/order-terms.ts';
import type { ChildKey } from '../share/following.ts';
import { sendMarketExit } from './market-exit.ts';

/** Journals the exit and sends it as soon as it is durable. */
export function sendOwedExit(
  parts: FanOutParts,
  exit: {
    readonly key: ChildKey;
    readonly parent: Order;
    readonly side: Side;
    readonly quantity: Quantity;
    readonly lotSize: Quantity;
    /** A person's, when it was asked for. */
    readonly request?: RequestMark | undefined;
  },
): OrderId {
  const { key, parent, side, quantity, lotSize, request } = exit;
  const { accountId, groupId, instrumentId, product } = key;
  const { userId, orderId: parentOrderId } = parent.intent;
  return sendMarketExit(parts, {
    closing: { accountId, instrumentId, product, side },
    quantity,
    lotSize,
    capPercent: parts.groups.byId(groupId)?.exitCapPercent ?? EXIT_CAP_PERCENT,
    about: { userId, groupId, parentOrderId, origin: 'copy', note: undefined, owed: true },
    request,
  });
}
