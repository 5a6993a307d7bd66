import type { ResolveInput } from '@copydesk/api-contract';
import {
  type BrokerOrderId,
  childOf,
  type Desk,
  type Finding,
  type Order,
  type OrderId,
  TradingError,
  type UserId,
} from '@copydesk/core';
import { type Answer, accepted } from '../answer.ts';
import type { Handlers } from '../route-table.ts';
import type { OrderViews } from '../views/order-views.ts';

type Names = 'retryChild' | 'skipChild' | 'resolveChild' | 'resolveOrder';

/** What a person decides about one child of an order, or about an order of which nobody knows what became. */
export function childRoutes(desk: Desk, views: OrderViews): Pick<Handlers, Names> {
  const { accounts, orders, decisions, resolutions } = desk;
  const owned = (userId: UserId, id: string): Order => {
    const order = orders.get(id as OrderId);
    if (order === undefined || order.intent.userId !== userId)
      throw new TradingError('order-not-found', { order: id });
    return order;
  };
  const answer = (userId: UserId, id: string): Answer => accepted(views.of(owned(userId, id)));
  return {
    retryChild: async ({ caller, params, mark }) => {
      const { id: userId } = caller.user;
      const { id, childId } = params;
      return answer(
        userId,
        await decisions.retry(userId, { orderId: id as OrderId, childId, request: mark }),
      );
    },
    skipChild: async ({ caller, params, mark }) => {
      const { id: userId } = caller.user;
      const { id, childId } = params;
      return answer(
        userId,
        await decisions.leave(userId, { orderId: id as OrderId, childId, request: mark }),
      );
    },
    resolveChild: async ({ caller, params, body, mark }) => {
      const { id: userId } = caller.user;
      const master = owned(userId, params.id);
      const { childId } = params;
      const account = accounts
        .listFor(userId)
        .find(({ id, address }) => id === childId || address === childId);
      const row = childOf(orders, master, { childId, accountId: account?.id });
      const order = row.orderId === undefined ? undefined : orders.get(row.orderId);
      if (order === undefined)
        throw new TradingError('order-not-uncertain', { child: childId, status: row.status });
      await resolutions.resolve(userId, order, findingOf(body), mark);
      return answer(userId, params.id);
    },
    resolveOrder: async ({ caller, params, body, mark }) => {
      const { id: userId } = caller.user;
      await resolutions.resolve(userId, owned(userId, params.id), findingOf(body), mark);
      return answer(userId, params.id);
    },
  };
}

function findingOf({ brokerOrderId }: ResolveInput): Finding {
  return brokerOrderId === undefined
    ? { exists: false }
    : { exists: true, brokerOrderId: brokerOrderId as BrokerOrderId };
}
