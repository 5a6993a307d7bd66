/** Whom and what an event of the journal concerns: what it is filtered by, and what its line names. */
import type {
  AccountId,
  DeskEvent,
  InstrumentId,
  OrderBook,
  OrderId,
  ProtectionScope,
  Scope,
} from '@copydesk/core';
import { conversionSubject } from './conversion-view.ts';

/** Whom and what an event concerns. */
export interface EventSubject {
  readonly accountId: AccountId | undefined;
  readonly orderId: OrderId | undefined;
  readonly groupId: string | undefined;
  readonly instrumentId: InstrumentId | undefined;
}

const NOBODY: EventSubject = {
  accountId: undefined,
  orderId: undefined,
  groupId: undefined,
  instrumentId: undefined,
};

/** Whom and what an event concerns. A fan-out concerns its first order, which is the master's when that is in it. */
export function subjectOf(event: DeskEvent, orders: OrderBook): EventSubject {
  switch (event.type) {
    case 'orders-journaled': {
      const id = event.copies ?? event.orders[0]?.orderId;
      return id === undefined ? NOBODY : ofOrder(id, orders);
    }
    case 'outside-order-adopted':
      return ofOrder(event.order.orderId, orders);
    case 'child-skipped':
      return { ...ofOrder(event.skipped.masterOrderId, orders), accountId: event.skipped.accountId };
    case 'child-held':
      return { ...ofOrder(event.masterOrderId, orders), accountId: event.accountId };
    case 'desk-opened':
    case 'protection-defaults-set':
      return NOBODY;
    case 'group-changed':
      return { ...NOBODY, groupId: event.groupId };
    case 'position-moved':
      return { ...NOBODY, accountId: event.accountId, instrumentId: event.to };
    case 'position-carried':
    case 'copied-reduced':
    case 'difference-accepted':
    case 'square-off-closed':
      return { ...NOBODY, accountId: event.accountId, instrumentId: event.instrumentId };
    case 'divergence-opened':
    case 'divergence-changed':
    case 'divergence-resolved': {
      const { accountId, instrumentId, groupId } = event;
      return {
        accountId,
        instrumentId,
        groupId,
        orderId: 'cause' in event ? event.cause.orderId : undefined,
      };
    }
    case 'day-loss-reached':
    case 'link-resumed':
    case 'link-paused':
      return { ...NOBODY, accountId: event.accountId, groupId: event.groupId };
    case 'kill-switch-set':
    case 'kill-switch-lifted':
    case 'square-off-started':
      return ofScope(event.scope);
    case 'protection-set':
    case 'protection-trailed':
    case 'protection-triggered':
      return ofProtection(event.scope);
    case 'square-off-finished':
    case 'funds-read':
    case 'alert-raised':
    case 'trades-read':
    case 'holdings-read':
    case 'account-changed':
    case 'account-logged-in':
    case 'account-logged-out':
    case 'account-settled':
    case 'account-disarmed':
    case 'account-armed':
    case 'address-checked':
    case 'sales-authorisation-asked':
    case 'stream-changed':
      return { ...NOBODY, accountId: event.accountId };
    case 'conversions-journaled':
    case 'outside-conversion-seen':
    case 'conversion-sending':
    case 'conversion-not-sent':
    case 'conversion-outcome-lost':
    case 'conversion-proven-absent':
    case 'position-converted':
    case 'conversion-ended':
      return { ...NOBODY, ...conversionSubject(event) };
    case 'basket-journaled':
      return { ...NOBODY, accountId: event.basket.accountId };
    case 'basket-incomplete':
      return { ...ofOrder(event.leg, orders), accountId: event.accountId };
    case 'basket-cancelled':
    case 'basket-ended':
      return { ...NOBODY, accountId: event.accountId };
    default:
      return { ...ofOrder(event.orderId, orders), accountId: event.accountId };
  }
}

function ofScope(scope: Scope): EventSubject {
  if (scope.kind === 'account') return { ...NOBODY, accountId: scope.accountId };
  return scope.kind === 'group' ? { ...NOBODY, groupId: scope.groupId } : NOBODY;
}

function ofProtection(scope: ProtectionScope): EventSubject {
  if (scope.kind === 'group') return { ...NOBODY, groupId: scope.groupId };
  const instrumentId = scope.kind === 'position' ? scope.instrumentId : undefined;
  return { ...NOBODY, accountId: scope.accountId, instrumentId };
}

function ofOrder(orderId: OrderId, orders: OrderBook): EventSubject {
  const intent = orders.get(orderId)?.intent;
  return {
    accountId: intent?.accountId,
    orderId,
    groupId: intent?.groupId,
    instrumentId: intent?.instrumentId,
  };
}
