/** Makes and sends the order by which a child gives what it owes: an exit at the market that hangs on its master's exit. */
import { EXIT_CAP_PERCENT, termsAt, type WantedTerms } from '../copy/child-terms.ts';
import type { FanOutParts } from '../copy/fan-out.ts';
import { approveExit } from '../guard/approved-action.ts';
import type { RequestMark } from '../journal/desk-event.ts';
import type { Quantity } from '../money/quantity.ts';
import type { Order } from '../order/order.ts';
import type { OrderId } from '../order/order-id.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { Side } from '../order/order-terms.ts';
import { sliceOrder } from '../order/slicing.ts';
import type { ChildKey } from '../share/following.ts';

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
  const { journal, orders, dispatch, ids, clock, instrumentsOf } = parts;
  const { key, parent, side, quantity, lotSize } = exit;
  const { accountId, groupId, instrumentId, product } = key;
  const { userId } = parent.intent;
  const orderId = ids.next() as OrderId;
  const instrument = instrumentsOf(accountId).byId(instrumentId);
  const terms = termsOf(parts, exit);
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
    ...terms,
    quantity,
    exitQuantity: quantity,
    disclosedQuantity: undefined,
    afterMarket: false,
    slices: sliceOrder(orderId, quantity, {
      lotSize,
      freezeQuantity: instrument === undefined ? undefined : parts.freeze.of(accountId, instrument),
    }),
    freezeQuantity: instrument?.freezeQuantity,
    exitRule: undefined,
    note: undefined,
    placedAt: clock.now(accountId),
    lotSize,
    owed: true,
  };
  journal.record(userId, {
    type: 'orders-journaled',
    orders: [approveExit(intent)],
    skipped: [],
    copies: undefined,
    request: exit.request,
  });
  journal.whenDurable(() => {
    const order = orders.get(orderId);
    if (order !== undefined) dispatch.send(order);
  });
  return orderId;
}

const AT_MARKET: WantedTerms = {
  orderType: 'MARKET',
  validity: 'DAY',
  price: undefined,
  triggerPrice: undefined,
  marketProtection: -1,
};

/** At the market, or what the account's broker takes in its place. */
function termsOf(parts: FanOutParts, exit: { readonly key: ChildKey; readonly side: Side }): WantedTerms {
  const { accountId, groupId, instrumentId } = exit.key;
  const instrument = parts.instrumentsOf(accountId).byId(instrumentId);
  if (instrument === undefined) return AT_MARKET;
  const capPercent = parts.groups.byId(groupId)?.exitCapPercent ?? EXIT_CAP_PERCENT;
  const asked = { accountId, instrument, capPercent, wanted: AT_MARKET, part: 'exit' as const };
  const found = termsAt(parts, { ...asked, side: exit.side });
  return 'terms' in found ? found.terms : AT_MARKET;
}
