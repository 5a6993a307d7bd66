/** Makes and sends the order by which a child gives what it owes: an exit at the market that hangs on its master's exit. */
import type { FanOutParts } from '../copy/fan-out.ts';
import { approveExit } from '../guard/approved-action.ts';
import type { Quantity } from '../money/quantity.ts';
import type { Order } from '../order/order.ts';
import type { OrderId } from '../order/order-id.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { Side } from '../order/order-terms.ts';
import { sliceOrder } from '../order/slicing.ts';
import type { ChildKey } from './expectations.ts';

/** Journals the exit and sends it as soon as it is durable. */
export function sendOwedExit(
  parts: FanOutParts,
  exit: {
    readonly key: ChildKey;
    readonly parent: Order;
    readonly side: Side;
    readonly quantity: Quantity;
    readonly lotSize: Quantity;
  },
): void {
  const { journal, orders, dispatch, ids, clock, instrumentsOf } = parts;
  const { key, parent, side, quantity, lotSize } = exit;
  const { accountId, groupId, instrumentId, product } = key;
  const { userId } = parent.intent;
  const orderId = ids.next() as OrderId;
  const freezeQuantity = instrumentsOf(accountId).byId(instrumentId)?.freezeQuantity;
  const intent: OrderIntent = {
    orderId,
    userId,
    accountId,
    groupId,
    parentOrderId: parent.intent.orderId,
    origin: 'copy',
    part: 'exit',
    instrumentId,
    side,
    product,
    orderType: 'MARKET',
    validity: 'DAY',
    quantity,
    exitQuantity: quantity,
    price: undefined,
    triggerPrice: undefined,
    disclosedQuantity: undefined,
    marketProtection: -1,
    afterMarket: false,
    slices: sliceOrder(orderId, quantity, { lotSize, freezeQuantity }),
    exitRule: undefined,
    note: undefined,
    placedAt: clock.now(),
    lotSize,
    owed: true,
  };
  journal.record(userId, {
    type: 'orders-journaled',
    orders: [approveExit(intent)],
    skipped: [],
    copies: undefined,
    request: undefined,
  });
  const send = (): void => {
    const order = orders.get(orderId);
    if (order !== undefined) dispatch.send(order);
  };
  // A journal that cannot be written has stopped the desk; the exit is not sent then.
  void journal.commit().then(send, () => undefined);
}
