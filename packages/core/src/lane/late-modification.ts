/**
 * What becomes of a change that waited until the hour from which no such change is sent (domain §4.14).
 *
 * Decides: that it is not sent, and that the order is what its broker has. Keeps I6: where the change also asked for less, that is sent, by
 * the terms that the broker has.
 */
import type { SkipReason } from '../guard/skip-reason.ts';
import type { Journal } from '../journal/journal.ts';
import type { Order, Slice } from '../order/order.ts';
import { isFinal } from '../order/order-status.ts';

/** Writes down that the change is too late. `drop`: nothing of it leaves; `go`: only what it makes smaller. */
export function stopLateChange(
  journal: Pick<Journal, 'record'>,
  order: Order,
  slice: Slice,
  { code, limit = '' }: SkipReason,
): 'go' | 'drop' {
  const { userId, accountId, orderId, instrumentId } = order.intent;
  const about = { accountId, orderId } as const;
  const open = order.slices.filter(({ changeOpen, status }) => changeOpen && !isFinal(status));
  if (open.length === 1) {
    const text = `A change of the order in ${instrumentId} waited too long and was not sent: ${code} ${limit}.`;
    journal.record(userId, {
      type: 'alert-raised',
      code: 'change-too-late',
      accountId,
      text,
      about: orderId,
    });
  }
  const [atBroker] = order.askedFrom;
  const isLess = order.slices.length === 1 && order.terms.quantity < slice.quantity;
  if (atBroker === undefined || !isLess) {
    journal.record(userId, {
      ...about,
      type: 'order-change-answered',
      slice: slice.index,
      change: 'modify',
      outcome: 'refused',
      text: `${code} ${limit}`,
      terms: undefined,
    });
    return 'drop';
  }
  const { price, triggerPrice, orderType, validity } = atBroker.terms;
  const atMarket = atBroker.atMarket ? ({ atMarket: true } as const) : {};
  journal.record(userId, {
    ...about,
    type: 'order-change-journaled',
    change: 'modify',
    terms: { price, triggerPrice, orderType, validity, quantity: undefined, ...atMarket },
    exitRule: undefined,
    request: undefined,
  });
  return 'go';
}
