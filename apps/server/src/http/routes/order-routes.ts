import {
  type AccountId,
  type Desk,
  istDate,
  type Order,
  type OrderId,
  TradingError,
  type UserId,
} from '@copydesk/core';
import type { Instruments } from '../../instruments/instruments.ts';
import { type Answer, accepted, ok } from '../answer.ts';
import { atFieldAsWritten } from '../field-as-written.ts';
import { findAccount } from '../group-input.ts';
import { listsKnowing } from '../lists-knowing.ts';
import { exitCommand, modification, placeCommand } from '../order-input.ts';
import { pageOf } from '../paging.ts';
import type { Handlers } from '../route-table.ts';
import { ordersOfToday } from '../todays-orders.ts';
import type { OrderViews } from '../views/order-views.ts';
import { timelineItems } from '../views/timeline-view.ts';

type Names =
  | 'placeOrder'
  | 'previewOrder'
  | 'modifyOrder'
  | 'cancelOrder'
  | 'orders'
  | 'order'
  | 'timeline'
  | 'exitPosition';

export interface OrderRouteParts {
  readonly desk: Desk;
  readonly instruments: Instruments;
  readonly views: OrderViews;
}

/** Orders: placing, changing, looking. */
export function orderRoutes({ desk, instruments, views }: OrderRouteParts): Pick<Handlers, Names> {
  const { accounts, orders, preview, trader } = desk;
  const owned = (userId: UserId, id: string): Order => {
    const order = orders.get(id as OrderId);
    if (order === undefined || order.intent.userId !== userId) {
      throw new TradingError('order-not-found', { order: id });
    }
    return order;
  };
  const answer = (userId: UserId, id: OrderId): Answer => accepted(views.of(owned(userId, id)));
  return {
    placeOrder: ({ caller, body, mark, request }) =>
      atFieldAsWritten(request.body, async () => {
        const { id: userId } = caller.user;
        const account = findAccount(userId, body.accountId, accounts, '/accountId');
        await listsKnowing(body.instrumentId, instruments[account.environment]);
        const { resolver } = instruments[account.environment];
        return answer(userId, await trader.place(userId, placeCommand(body, account, resolver, mark)));
      }),
    previewOrder: ({ caller, body, request }) =>
      atFieldAsWritten(request.body, async () => {
        const { id: userId } = caller.user;
        const account = findAccount(userId, body.accountId, accounts, '/accountId');
        const { resolver } = instruments[account.environment];
        const items = await preview.of(userId, placeCommand(body, account, resolver, undefined));
        return ok({ items: items.map((item) => views.previewOf(item)) });
      }),
    modifyOrder: ({ caller, params, body, mark, request }) =>
      atFieldAsWritten(request.body, async () => {
        const { id: userId } = caller.user;
        const order = owned(userId, params.id);
        return answer(userId, await trader.modify(userId, order.intent.orderId, modification(body), mark));
      }),
    cancelOrder: async ({ caller, params, mark }) => {
      const { id: userId } = caller.user;
      const order = owned(userId, params.id);
      return answer(userId, await trader.cancel(userId, order.intent.orderId, mark));
    },
    exitPosition: ({ caller, body, mark, request }) =>
      atFieldAsWritten(request.body, async () => {
        const { id: userId } = caller.user;
        const account = findAccount(userId, body.accountId, accounts, '/accountId');
        const { resolver } = instruments[account.environment];
        return answer(userId, await trader.exit(userId, exitCommand(body, account, resolver, mark)));
      }),
    orders: ({ caller, query }) => {
      const { id: userId } = caller.user;
      const asOf = desk.journal.lastDurableEventId(userId);
      const account = query.account === undefined ? undefined : accounts.find(userId, query.account);
      const asked = { userId, ...(account === undefined ? {} : { accountId: account.id }) };
      const todayOf = (id: AccountId): string => istDate(desk.times.now(id));
      const found =
        query.date === undefined
          ? ordersOfToday(orders, orders.list(asked), todayOf)
          : orders.list({ ...asked, date: query.date });
      const page = pageOf(found, (order) => order.intent.orderId, query);
      return ok({ items: page.items.map((order) => views.of(order)), next: page.next, asOf });
    },
    order: ({ caller, params }) => ok(views.of(owned(caller.user.id, params.id))),
    timeline: ({ caller, params }) => {
      const order = owned(caller.user.id, params.id);
      return ok({ items: timelineItems(order, desk), next: null, waiting: views.waiting(order) });
    },
  };
}
