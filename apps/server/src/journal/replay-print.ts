/** The books of a day as the journal alone makes them, for a person or a program. */
import {
  type Books,
  type ChildView,
  istDate,
  type Order,
  type OrderFigures,
  type PositionView,
  type UserId,
  viewOrder,
} from '@copydesk/core';
import { wordsOf } from '../http/views/reason-words.ts';
import { priceOrNull, timeOf } from '../http/views/wire-values.ts';

/** What an account is called; its id where nobody knows. */
export type NameOf = (accountId: string) => string;

export interface ReplayedDay {
  readonly userId: UserId;
  readonly day: string;
  readonly books: Books;
}

/** Orders that were placed on the day or lived into it, oldest first, with their children; and every open or traded position with its ledger. */
export function replayJson({ userId, day, books }: ReplayedDay, nameOf: NameOf) {
  const orders = ordersOf(books, userId, day).map((order) => {
    const { intent, terms, children, ...figures } = viewOrder(books.orders, order);
    return {
      id: intent.orderId,
      placedAt: timeOf(intent.placedAt),
      account: nameOf(intent.accountId),
      instrumentId: intent.instrumentId,
      side: intent.side,
      product: intent.product,
      orderType: terms.orderType,
      price: priceOrNull(terms.price),
      origin: intent.origin,
      ...figuresJson(figures),
      children: children.map((child) => ({
        account: nameOf(child.accountId),
        part: child.part,
        orderId: child.orderId ?? null,
        ...figuresJson(child),
      })),
    };
  });
  const positions = books.positions.list(userId).map((position) => positionJson(position, nameOf));
  return { userId, day, orders, positions };
}

type Replayed = ReturnType<typeof replayJson>;

/** The same for a person. */
export function replayLines(replayed: Replayed): readonly string[] {
  const lines = [`Books of ${replayed.userId} at the end of ${replayed.day}`, '', 'Orders'];
  for (const order of replayed.orders) {
    const { placedAt, account, side, instrumentId, product, orderType, price } = order;
    const limit = price === null ? '' : ` ${price}`;
    lines.push(
      `  ${placedAt.slice(0, 19)}  ${account}  ${side} ${order.quantity} ${instrumentId} ${product} ${orderType}${limit}  ${became(order)}  ${order.id}`,
    );
    for (const child of order.children)
      lines.push(`    ${child.account}  ${child.part}  ${child.quantity}  ${became(child)}`);
  }
  if (replayed.orders.length === 0) lines.push('  none');
  lines.push('', 'Positions');
  for (const { account, instrumentId, product, net, copied, averagePrice } of replayed.positions) {
    const average = averagePrice === null ? '' : ` at ${averagePrice}`;
    lines.push(
      `  ${account}  ${instrumentId} ${product}  ${signed(net)}${average}, of it copied ${signed(copied)}`,
    );
  }
  if (replayed.positions.length === 0) lines.push('  none');
  return lines;
}

function ordersOf({ orders }: Books, userId: UserId, day: string): readonly Order[] {
  return [...orders.list({ userId })]
    .reverse()
    .filter(({ intent, updatedAt }) => istDate(intent.placedAt) === day || istDate(updatedAt) === day);
}

function figuresJson(figures: OrderFigures | ChildView) {
  const { status, reason, quantity, filledQuantity, averagePrice, brokerOrderIds } = figures;
  return {
    status,
    reason: reason === undefined ? null : { code: reason.code, brokerText: reason.brokerText ?? null },
    quantity,
    filledQuantity,
    averagePrice: priceOrNull(averagePrice),
    brokerOrderIds: [...brokerOrderIds],
  };
}

function positionJson(position: PositionView, nameOf: NameOf) {
  const { accountId, instrumentId, product, netQuantity, copied } = position;
  return {
    account: nameOf(accountId),
    instrumentId,
    product,
    net: netQuantity,
    copied,
    carried: position.carriedQuantity,
    bought: position.buyQuantity,
    sold: position.sellQuantity,
    averagePrice: priceOrNull(position.averagePrice),
  };
}

function became(of: {
  readonly status: string;
  readonly filledQuantity: number;
  readonly averagePrice: number | null;
  readonly reason: { readonly code: string; readonly brokerText: string | null } | null;
}): string {
  const filled = of.filledQuantity === 0 ? '' : ` ${of.filledQuantity} at ${of.averagePrice ?? '?'}`;
  const why = of.reason === null ? '' : ` (${of.reason.brokerText ?? wordsOf(of.reason.code)})`;
  return `${of.status}${filled}${why}`;
}

function signed(quantity: number): string {
  return quantity > 0 ? `+${quantity}` : String(quantity);
}
