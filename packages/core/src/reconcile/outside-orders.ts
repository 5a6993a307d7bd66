/**
 * What the desk makes of an order that somebody placed elsewhere: in the broker's own app, by a dealer, or the broker itself.
 *
 * Decides: whether a master's outside order is copied (domain §4.5), and as what. Keeps I6: what such an order closes is fixed
 * against the position before its own fills. Its id is a pure function of the fact, so that a restart copies nothing twice.
 */
import type { Account } from '../account/account.ts';
import type { BrokerOrder } from '../broker/broker-order.ts';
import { closedBy } from '../exit/account-exits.ts';
import { exitRuleFor } from '../exit/exit-rule.ts';
import type { CopyGroup } from '../group/copy-group.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { NONE, type Quantity } from '../money/quantity.ts';
import type { OrderBook } from '../order/order-book.ts';
import { adoptedOrderId } from '../order/order-id.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import { isFinal } from '../order/order-status.ts';
import { isStop, type OrderType } from '../order/order-terms.ts';
import type { DeskClock, Instant } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';

export interface OutsideParts {
  readonly clock: DeskClock;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  /** The group that the account leads, if any. */
  readonly ledBy: (accountId: Account['id']) => CopyGroup | undefined;
  /** The moment of today from which the broker closes intraday positions by itself; undefined when it does not. */
  readonly cutOffOf: (account: Account, instrument: Instrument) => Instant | undefined;
}

/** An order that nobody here knows yet. */
export interface UnknownOrder {
  readonly account: Account;
  readonly row: BrokerOrder;
  readonly instrument: Instrument;
  /** Somebody else's copier placed it: it is nobody's wish here. */
  readonly isForeign: boolean;
}

/** The intent by which the order enters the books. It has a group, and takes the road of the desk's own orders, when it is copied. */
export function adoptedIntent(parts: OutsideParts, unknown: UnknownOrder): OrderIntent {
  const { account, row, instrument } = unknown;
  const { product, side } = row;
  const accountId = account.id;
  const instrumentId = instrument.id;
  const quantity = sizeOf(row);
  // A row that has filled before it was learned has moved nothing of ours yet: the position stands as before it.
  const net = parts.positions.net(accountId, instrumentId, product);
  const exitQuantity = Math.min(quantity, closedBy(side, net)) as Quantity;
  const isOurs = isCopied(parts, unknown, exitQuantity);
  const soldElsewhere = isOurs && side === 'SELL' && isHeldElsewhere(parts, unknown, exitQuantity);
  // What nothing here is closed by is no entry of the children's.
  const group = isOurs && !(soldElsewhere && exitQuantity === 0) ? parts.ledBy(account.id) : undefined;
  const closing = { accountId, instrumentId, product, side };
  return {
    ...closing,
    orderId: adoptedOrderId(account.id, row.brokerOrderId),
    userId: account.userId,
    groupId: group?.id,
    parentOrderId: undefined,
    origin: 'outside',
    part: exitQuantity === 0 ? 'entry' : exitQuantity === quantity ? 'exit' : 'both',
    orderType: typeOf(row),
    validity: row.validity,
    quantity,
    exitQuantity,
    price: typeOf(row) === row.orderType ? row.price : undefined,
    triggerPrice: typeOf(row) === row.orderType ? row.triggerPrice : undefined,
    disclosedQuantity: NONE,
    marketProtection: -1,
    afterMarket: row.afterMarket,
    slices: [{ clientOrderId: tagOf(row), quantity }],
    exitRule: exitRuleFor(parts, { ...closing, exitQuantity, groupId: group?.id }),
    note: undefined,
    placedAt: placedAtOf(parts, account, row),
    lotSize: instrument.lotSize,
    ...(soldElsewhere ? { closesElsewhere: true } : {}),
  };
}

/** Whether a sale of shares goes beyond what this listing holds, and the other exchange's holds copied ones. */
function isHeldElsewhere(
  { positions }: OutsideParts,
  { account, row, instrument }: UnknownOrder,
  exits: Quantity,
): boolean {
  const there = positions.elsewhere(account.id, instrument.id, row.product);
  return there !== undefined && there.net > 0 && there.copied > 0 && sizeOf(row) > exits;
}

function isCopied(
  parts: OutsideParts,
  { account, row, instrument, isForeign }: UnknownOrder,
  exits: Quantity,
): boolean {
  const group = parts.ledBy(account.id);
  if (group?.copyOutsideOrders !== true || isForeign || row.auction === true) return false;
  if (row.afterMarket && exits === 0) return false;
  const cutOffAt = parts.cutOffOf(account, instrument);
  // The broker closes the master's intraday positions as the children's brokers close theirs.
  return !(row.placedByOther && cutOffAt !== undefined && placedAtOf(parts, account, row) >= cutOffAt);
}

/** An order that ended before it was learned is as large as what it filled. */
function sizeOf({ status, filledQuantity, quantity }: BrokerOrder): Quantity {
  const ended = status.kind === 'known' && isFinal(status.status);
  return ended && filledQuantity > 0 ? filledQuantity : quantity;
}

/** A market order whose protection is shown as its limit is one; so is a stop that has done its work: its trigger lies behind the market. */
function typeOf({ orderType, protectedMarket, filledQuantity }: BrokerOrder): OrderType {
  const stopped = isStop(orderType) && filledQuantity > 0;
  return protectedMarket || stopped ? 'MARKET' : orderType;
}

function tagOf(row: BrokerOrder): OrderIntent['slices'][0]['clientOrderId'] {
  return row.clientOrderId ?? (`outside-${row.brokerOrderId}` as OrderIntent['slices'][0]['clientOrderId']);
}

function placedAtOf({ clock }: OutsideParts, account: Account, row: BrokerOrder): Instant {
  return row.placedAt ?? row.updatedAt ?? clock.now(account.id);
}
