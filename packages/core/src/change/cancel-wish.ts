/** The wish that an order ends: journaled, so that it is asked again after a restart and when an unknown order is found alive. */
import type { DeskEvent } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { Order } from '../order/order.ts';

type Wish = Extract<DeskEvent, { readonly type: 'order-change-journaled' }>;

/** Records that the order is to end. Nothing is sent by it. */
export function wishCancel(
  journal: Journal,
  { intent }: Order,
  { because, request }: Partial<Pick<Wish, 'because' | 'request'>> = {},
): void {
  const { userId, accountId, orderId } = intent;
  journal.record(userId, {
    type: 'order-change-journaled',
    accountId,
    orderId,
    change: 'cancel',
    terms: undefined,
    exitRule: undefined,
    request,
    because,
  });
}
