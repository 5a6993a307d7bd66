/**
 * From one entry of the journal to what the socket says about it.
 *
 * Decides: which things an event changed. Every event says something, for a client counts the numbers; each thing is
 * shown as it stands now, so a message that comes late is never wrong, only repeated.
 */
import type { SocketMessages } from '@copydesk/api-contract';
import {
  type AccountId,
  type AccountStore,
  type ConversionIntent,
  type DeskEvent,
  type DivergenceId,
  type Divergences,
  type GroupStore,
  type InstrumentId,
  type JournalEntry,
  type Order,
  type OrderBook,
  type OrderId,
  type PositionBook,
  type Product,
  type ProtectionScope,
  TradingError,
  unreachable,
} from '@copydesk/core';
import type { AccountViews } from '../http/views/account-view.ts';
import type { DivergenceViews } from '../http/views/divergence-view.ts';
import { eventWords } from '../http/views/event-views.ts';
import { type GroupBooks, groupView } from '../http/views/group-view.ts';
import type { OrderViews } from '../http/views/order-views.ts';
import type { PositionViews } from '../http/views/position-views.ts';
import { timeOf } from '../http/views/wire-values.ts';

type Told = 'order' | 'position' | 'account' | 'group' | 'divergence' | 'alert';

/** One message, ready to be sent. */
export type Message = { readonly [N in Told]: { readonly name: N; readonly body: SocketMessages[N] } }[Told];

/** A message before it is known whether another follows. */
type Draft = {
  readonly [N in Told]: {
    readonly name: N;
    readonly body: Omit<SocketMessages[N], 'eventId' | 'at' | 'more' | 'type'>;
  };
}[Told];

export interface MessageParts {
  readonly accounts: AccountStore;
  readonly groups: GroupStore;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly divergences: Divergences;
  readonly capitals: GroupBooks['capitals'];
  readonly dayLoss: GroupBooks['dayLoss'];
  readonly accountViews: AccountViews;
  readonly orderViews: OrderViews;
  readonly positionViews: PositionViews;
  readonly divergenceViews: DivergenceViews;
}

/** What an entry says: at least one message; all but the last announce another. */
export function messagesOf(entry: JournalEntry, parts: MessageParts): readonly Message[] {
  const drafts = draftsOf(entry.event, parts);
  return drafts.map(({ name, body }, index) => {
    const told = { eventId: entry.eventId, at: timeOf(entry.at), type: entry.event.type };
    return { name, body: { ...told, more: index < drafts.length - 1, ...body } } as Message;
  });
}

function draftsOf(event: DeskEvent, parts: MessageParts): readonly Draft[] {
  switch (event.type) {
    case 'orders-journaled': {
      const roots = event.copies === undefined ? [] : [event.copies];
      const own = event.orders
        .filter((order) => order.parentOrderId === undefined)
        .map((order) => order.orderId);
      const rest = event.orders.map((order) => order.parentOrderId ?? order.orderId);
      return wholeOrders([...new Set([...roots, ...own, ...rest])], parts);
    }
    case 'outside-order-adopted':
      return wholeOrders([event.order.orderId], parts);
    case 'child-skipped':
      return childRows(event.skipped.masterOrderId, event.skipped.accountId, parts);
    case 'child-held':
      return childRows(event.masterOrderId, event.accountId, parts);
    case 'order-filled':
      return [...changedOrder(event.orderId, parts), ...positionOfOrder(event.orderId, parts)];
    case 'order-sending':
    case 'order-accepted':
    case 'order-refused':
    case 'order-not-sent':
    case 'order-outcome-lost':
    case 'order-proven-absent':
    case 'order-resting':
    case 'order-cancelled':
    case 'order-expired':
    case 'order-given-up':
    case 'order-cut':
    case 'order-change-journaled':
    case 'order-change-answered':
    case 'order-terms-seen':
    case 'order-change-shown':
    case 'order-status-unknown':
    case 'order-resolved':
    case 'order-slice-unwanted':
    case 'order-slices-added':
    case 'order-fitted':
      return changedOrder(event.orderId, parts);
    case 'trades-read':
      return positions(event.accountId, event.trades, parts);
    case 'holdings-read':
      return positions(event.accountId, event.holdings, parts);
    case 'position-moved': {
      const { accountId, product } = event;
      const places = [event.from, event.to].map((instrumentId) => ({ instrumentId, product }));
      return positions(accountId, places, parts);
    }
    case 'position-carried':
    case 'copied-reduced':
    case 'difference-accepted':
    case 'square-off-closed':
      return positions(event.accountId, [event], parts);
    case 'kill-switch-set':
    case 'kill-switch-lifted':
    case 'square-off-started': {
      const accountId = event.scope.kind === 'account' ? event.scope.accountId : undefined;
      return [alert({ code: event.type, accountId, text: eventWords(event) }, parts)];
    }
    case 'protection-set':
    case 'protection-trailed':
      return protectedThing(event.scope, parts);
    case 'protection-triggered':
      return [
        alert({ code: event.type, accountId: event.accountId, text: eventWords(event) }, parts),
        ...protectedThing(event.scope, parts),
      ];
    case 'position-converted':
      return positions(
        event.accountId,
        [event.from, event.to].map((product) => ({ instrumentId: event.instrumentId, product })),
        parts,
      );
    case 'conversions-journaled':
      return event.conversions.length === 0
        ? [NOTHING_LEFT]
        : event.conversions.flatMap((intent) => convertedPositions(intent, parts));
    case 'outside-conversion-seen':
      return convertedPositions(event.conversion, parts);
    case 'conversion-sending':
    case 'conversion-not-sent':
    case 'conversion-outcome-lost':
    case 'conversion-proven-absent':
    case 'conversion-ended':
      return [changedAccount(event.accountId, parts)];
    case 'day-loss-reached':
    case 'link-paused':
      return [
        alert({ code: event.type, accountId: event.accountId, text: eventWords(event) }, parts),
        changedGroup(event.groupId, parts),
      ];
    case 'link-resumed':
      return [changedGroup(event.groupId, parts)];
    case 'square-off-finished':
      return [alert({ code: event.type, accountId: event.accountId, text: eventWords(event) }, parts)];
    case 'funds-read':
    case 'account-changed':
    case 'account-logged-in':
    case 'account-logged-out':
    case 'account-settled':
    case 'account-disarmed':
    case 'account-armed':
    case 'address-checked':
    case 'sales-authorisation-asked':
    case 'stream-changed':
      return [changedAccount(event.accountId, parts)];
    case 'divergence-opened':
    case 'divergence-changed':
    case 'divergence-resolved':
      return [...divergence(event.divergenceId, parts), ...positionDrafts(event.accountId, [event], parts)];
    case 'desk-opened':
    case 'protection-defaults-set':
      return [NOTHING_LEFT];
    case 'group-changed':
      return [changedGroup(event.groupId, parts)];
    case 'alert-raised':
      return [alert(event, parts)];
    case 'basket-incomplete':
      return [alert({ code: event.type, accountId: event.accountId, text: eventWords(event) }, parts)];
    case 'basket-journaled':
      return [changedAccount(event.basket.accountId, parts)];
    case 'basket-cancelled':
    case 'basket-ended':
      return [changedAccount(event.accountId, parts)];
    default:
      return unreachable(event);
  }
}

function alert(
  told: Pick<Extract<DeskEvent, { readonly type: 'alert-raised' }>, 'code' | 'accountId' | 'text'>,
  { accounts }: MessageParts,
): Draft {
  const { code, accountId, text } = told;
  const account = accounts.all().find((each) => each.id === accountId)?.address ?? null;
  return { name: 'alert', body: { code, accountId: accountId ?? null, account, text } };
}

/** One that is no longer kept still uses up its number. */
function divergence(id: DivergenceId, { divergences, divergenceViews }: MessageParts): readonly Draft[] {
  const found = divergences.get(id);
  const shown = found === undefined ? null : divergenceViews.of(found);
  return [{ name: 'divergence', body: { divergenceId: id, divergence: shown } }];
}

/** An order that nobody knows any more, and an event that shows on no list, still use up their number. */
const NOTHING_LEFT: Draft = { name: 'order', body: { order: null, parentOrderId: null, child: null } };

function wholeOrders(ids: readonly OrderId[], { orders, orderViews }: MessageParts): readonly Draft[] {
  const drafts = ids.flatMap((id): Draft[] => {
    const order = orders.get(id);
    if (order === undefined) return [];
    return [{ name: 'order', body: { order: orderViews.of(order), parentOrderId: null, child: null } }];
  });
  return drafts.length === 0 ? [NOTHING_LEFT] : drafts;
}

/** A child's order is told with its row in the master's list; the master is not told again with all its children. */
function changedOrder(id: OrderId, { orders, orderViews }: MessageParts): readonly Draft[] {
  const order = orders.get(id);
  if (order === undefined) return [NOTHING_LEFT];
  const { parentOrderId } = order.intent;
  const parent: Order | undefined = parentOrderId === undefined ? undefined : orders.get(parentOrderId);
  const child = parent === undefined ? undefined : orderViews.childRow(parent, order);
  return [
    {
      name: 'order',
      body: { order: orderViews.of(order), parentOrderId: parentOrderId ?? null, child: child ?? null },
    },
  ];
}

function childRows(
  masterId: OrderId,
  accountId: AccountId,
  { orders, orderViews }: MessageParts,
): readonly Draft[] {
  const master = orders.get(masterId);
  if (master === undefined) return [NOTHING_LEFT];
  const drafts = orderViews
    .childRows(master, accountId)
    .filter((child) => child.orderId === null)
    .map((child): Draft => ({ name: 'order', body: { order: null, parentOrderId: masterId, child } }));
  return drafts.length === 0 ? wholeOrders([masterId], { orders, orderViews } as MessageParts) : drafts;
}

function positionOfOrder(id: OrderId, parts: MessageParts): readonly Draft[] {
  const intent = parts.orders.get(id)?.intent;
  if (intent === undefined) return [];
  return positionDrafts(intent.accountId, [intent], parts);
}

/** The position that a conversion takes from. */
function convertedPositions(
  { accountId, instrumentId, from }: ConversionIntent,
  parts: MessageParts,
): readonly Draft[] {
  return positions(accountId, [{ instrumentId, product: from }], parts);
}

/** What is protected, as it stands now. */
function protectedThing(scope: ProtectionScope, parts: MessageParts): readonly Draft[] {
  if (scope.kind === 'position') return positions(scope.accountId, [scope], parts);
  return [
    scope.kind === 'account' ? changedAccount(scope.accountId, parts) : changedGroup(scope.groupId, parts),
  ];
}

type Key = { readonly instrumentId: InstrumentId; readonly product: Product };

function positions(accountId: AccountId, keys: readonly Key[], parts: MessageParts): readonly Draft[] {
  const drafts = positionDrafts(accountId, keys, parts);
  // A reading that moved nothing still has its number: the account was read.
  return drafts.length === 0 ? [changedAccount(accountId, parts)] : drafts;
}

function positionDrafts(accountId: AccountId, keys: readonly Key[], parts: MessageParts): readonly Draft[] {
  const distinct = new Map(keys.map((key) => [`${key.instrumentId}|${key.product}`, key]));
  return [...distinct.values()].flatMap(({ instrumentId, product }): Draft[] => {
    const position = parts.positions.view(accountId, instrumentId, product);
    return position === undefined
      ? []
      : [{ name: 'position', body: { position: parts.positionViews.of(position) } }];
  });
}

function changedAccount(accountId: AccountId, { accounts, accountViews }: MessageParts): Draft {
  const account = accounts.all().find((each) => each.id === accountId);
  const view = account === undefined ? null : accountViews.of(account);
  return { name: 'account', body: { accountId, account: view } };
}

function changedGroup(groupId: string, parts: MessageParts): Draft {
  const group = parts.groups.byId(groupId as Parameters<GroupStore['byId']>[0]);
  return {
    name: 'group',
    body: { groupId, group: group === undefined ? null : shownGroup(group, parts) },
  };
}

/** A group whose account is being removed cannot be shown; the account's own message follows. */
function shownGroup(group: Parameters<typeof groupView>[0], parts: MessageParts) {
  try {
    return groupView(group, parts);
  } catch (error) {
    if (TradingError.is(error)) return null;
    throw error;
  }
}
