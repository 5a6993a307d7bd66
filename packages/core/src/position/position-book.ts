/**
 * Every position of the desk, with the ledger of what was copied.
 *
 * Decides: how fills, trades, carried quantities and holdings make a position. Keeps I8 (the value of fills is the exact
 * sum of the trades as soon as they are read; until then the broker's rounded average stands in) and the ledger of §4.3.
 * It sends nothing and asks nothing; the last prices it shows are what the host last told it.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { Instrument, InstrumentId } from '../instrument/instrument.ts';
import type { DeskEvent, JournaledHolding, JournaledTrade } from '../journal/desk-event.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Price } from '../money/price.ts';
import type { Quantity, SignedQuantity } from '../money/quantity.ts';
import { addValues, averagePrice, type Value, valueOf, ZERO_VALUE } from '../money/value.ts';
import { ByPlace } from '../order/by-place.ts';
import type { Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { Product, Side } from '../order/order-terms.ts';
import { type Instant, istDate } from '../ports/clock.ts';
import { applyCorrection, applyFill, type FillKind, type Holding } from './ledger.ts';

/** A position as it can be shown. Values leave the contract multiplier out: they are price × quantity. */
export interface PositionView {
  readonly userId: UserId;
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
  /** Of the day's position; shares that lay in the depository before are not in it. */
  readonly netQuantity: SignedQuantity;
  readonly carriedQuantity: SignedQuantity;
  readonly carriedPrice: Price | undefined;
  readonly buyQuantity: Quantity;
  readonly buyValue: Value;
  readonly sellQuantity: Quantity;
  readonly sellValue: Value;
  /** Of the open quantity, for display. */
  readonly averagePrice: Price | undefined;
  readonly lastPrice: Price | undefined;
  /** Signed quantity that the group's orders brought here. */
  readonly copied: SignedQuantity;
}

/** The fills of one slice. */
interface SliceFills {
  readonly side: Side;
  readonly day: string;
  total: number;
  average: Price | undefined;
  readonly trades: Map<string, JournaledTrade>;
}

interface Position {
  readonly userId: UserId;
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
  carried: number;
  carriedPrice: Price | undefined;
  carriedDay: string;
  /** Shares in the depository before today's sales. */
  held: number;
  heldPrice: Price | undefined;
  copied: number;
  /** By broker order id. Changed by `setTotal` and `forgetFills` only, which keep their sum. */
  readonly fills: Map<string, SliceFills>;
  /** The signed sum of the fills: asked for with every order, while the fills of a day are many. */
  filled: number;
  lastPrice: Price | undefined;
  lastFillAt: Instant | undefined;
}

export class PositionBook {
  readonly #orders: OrderBook;
  readonly #positions = new ByPlace<Position>();
  readonly #all: Position[] = [];
  readonly #ofAccount = new Map<AccountId, Position[]>();

  constructor(orders: OrderBook) {
    this.#orders = orders;
  }

  /** Applies one entry of the journal. The order book must have applied it before. */
  apply(entry: JournalEntry): void {
    const { event, userId } = entry;
    if (event.type === 'order-filled') this.#fill(entry, event);
    else if (event.type === 'trades-read') {
      for (const trade of event.trades) this.#trade(userId, event.accountId, trade, istDate(entry.at));
    } else if (event.type === 'position-carried') this.#carry(userId, event);
    else if (event.type === 'holdings-read') this.#hold(userId, event);
    else if (event.type === 'copied-reduced') {
      const position = this.#at(userId, event.accountId, event.instrumentId, event.product);
      position.copied -= Math.sign(position.copied) * Math.min(Math.abs(position.copied), event.quantity);
    }
  }

  /** The signed quantity that can be closed: the day's position and, for shares, what lies in the depository. */
  net(accountId: AccountId, instrumentId: InstrumentId, product: Product): SignedQuantity {
    const position = this.#positions.get(accountId, instrumentId, product);
    return (position === undefined ? 0 : netOf(position)) as SignedQuantity;
  }

  /** The signed quantity that the group's orders brought here. */
  copied(accountId: AccountId, instrumentId: InstrumentId, product: Product): SignedQuantity {
    return (this.#positions.get(accountId, instrumentId, product)?.copied ?? 0) as SignedQuantity;
  }

  /** Whether anything that was copied is still held in the account. */
  holdsCopied(accountId: AccountId): boolean {
    return this.#allOf(accountId).some((position) => position.copied !== 0);
  }

  /** Instrument and product of the account's open positions; shares that lay in the depository before are none. */
  openOf(
    accountId: AccountId,
  ): readonly { readonly instrumentId: InstrumentId; readonly product: Product }[] {
    return this.#allOf(accountId).filter((position) => dayNetOf(position) !== 0);
  }

  /** How many positions of an account are open. */
  openCount(accountId: AccountId): number {
    return this.openOf(accountId).length;
  }

  /** Whether the position still stands as an earlier day left it: fills or a carried quantity from before `day`. */
  isOfEarlierDay(accountId: AccountId, instrumentId: InstrumentId, product: Product, day: string): boolean {
    const position = this.#positions.get(accountId, instrumentId, product);
    if (position === undefined) return false;
    const carriesOver = position.carried !== 0 && position.carriedDay < day;
    return carriesOver || [...position.fills.values()].some((fills) => fills.day < day);
  }

  /** The net quantity of the fills of one day. */
  dayFills(accountId: AccountId, instrumentId: InstrumentId, product: Product, day: string): number {
    const position = this.#positions.get(accountId, instrumentId, product);
    return position === undefined ? 0 : fillsOf(position, day);
  }

  /** Shares in the depository before today's sales, by instrument and product; none that are zero. */
  holdingsOf(accountId: AccountId): readonly JournaledHolding[] {
    return this.#allOf(accountId)
      .filter((position) => position.held !== 0)
      .map(({ instrumentId, product, held, heldPrice }) => ({
        instrumentId,
        product,
        quantity: held as Quantity,
        averagePrice: heldPrice,
      }));
  }

  /** When the position last moved, as far as is known. */
  lastFillAt(accountId: AccountId, instrumentId: InstrumentId, product: Product): Instant | undefined {
    return this.#positions.get(accountId, instrumentId, product)?.lastFillAt;
  }

  /** The keys of an account's positions, open or not. */
  keysOf(
    accountId: AccountId,
  ): readonly { readonly instrumentId: InstrumentId; readonly product: Product }[] {
    return [...this.#allOf(accountId)];
  }

  /** Positions of a user that are open or were traded, of one account or of all. */
  list(userId: UserId, accountId?: AccountId): readonly PositionView[] {
    const views: PositionView[] = [];
    for (const position of accountId === undefined ? this.#all : this.#allOf(accountId)) {
      if (position.userId !== userId) continue;
      if (dayNetOf(position) === 0 && position.fills.size === 0 && position.carried === 0) continue;
      views.push(viewOf(position));
    }
    return views;
  }

  /** One position, or undefined when there is none. */
  view(accountId: AccountId, instrumentId: InstrumentId, product: Product): PositionView | undefined {
    const position = this.#positions.get(accountId, instrumentId, product);
    return position === undefined ? undefined : viewOf(position);
  }

  /** Notes a last price for display; it is not journaled. */
  noteLastPrice(accountId: AccountId, instrument: Instrument, product: Product, lastPrice: Price): void {
    const position = this.#positions.get(accountId, instrument.id, product);
    if (position !== undefined) position.lastPrice = lastPrice;
  }

  #allOf(accountId: AccountId): readonly Position[] {
    return this.#ofAccount.get(accountId) ?? [];
  }

  #at(userId: UserId, accountId: AccountId, instrumentId: InstrumentId, product: Product): Position {
    let position = this.#positions.get(accountId, instrumentId, product);
    if (position === undefined) {
      position = {
        userId,
        accountId,
        instrumentId,
        product,
        carried: 0,
        carriedPrice: undefined,
        carriedDay: '',
        held: 0,
        heldPrice: undefined,
        copied: 0,
        fills: new Map(),
        filled: 0,
        lastPrice: undefined,
        lastFillAt: undefined,
      };
      this.#positions.set(position, position);
      this.#all.push(position);
      const all = this.#ofAccount.get(accountId);
      if (all === undefined) this.#ofAccount.set(accountId, [position]);
      else all.push(position);
    }
    return position;
  }

  #fill(entry: JournalEntry, event: Extract<DeskEvent, { readonly type: 'order-filled' }>): void {
    const order = this.#orders.get(event.orderId);
    if (order === undefined) return;
    const { userId, accountId, instrumentId, product, side } = order.intent;
    const position = this.#at(userId, accountId, instrumentId, product);
    const fills = fillsAt(position, event.brokerOrderId, side, istDate(entry.at));
    const delta = event.filledTotal - fills.total;
    if (delta > 0) {
      const signed = side === 'BUY' ? delta : -delta;
      this.#move(position, signed, fillKindOf(order));
      setTotal(position, fills, event.filledTotal);
      position.lastFillAt = entry.at;
      position.lastPrice = event.averagePrice ?? position.lastPrice;
    }
    if (delta >= 0) fills.average = event.averagePrice ?? fills.average;
  }

  /** Trades make values exact; they move no quantity, for the order that they belong to has done so. */
  #trade(userId: UserId, accountId: AccountId, trade: JournaledTrade, day: string): void {
    const position = this.#at(userId, accountId, trade.instrumentId, trade.product);
    fillsAt(position, trade.brokerOrderId, trade.side, day).trades.set(trade.tradeId, trade);
  }

  #carry(userId: UserId, event: Extract<DeskEvent, { readonly type: 'position-carried' }>): void {
    const position = this.#at(userId, event.accountId, event.instrumentId, event.product);
    forgetFills(position, event.tradingDay);
    const before: Holding = { net: netOf(position), copied: position.copied };
    position.carried = event.quantity;
    position.carriedPrice = event.averagePrice;
    position.carriedDay = event.tradingDay;
    position.copied = applyCorrection(before, netOf(position)).copied;
  }

  #hold(userId: UserId, event: Extract<DeskEvent, { readonly type: 'holdings-read' }>): void {
    for (const holding of event.holdings) {
      const position = this.#at(userId, event.accountId, holding.instrumentId, holding.product);
      position.held = holding.quantity;
      position.heldPrice = holding.averagePrice;
    }
  }

  #move(position: Position, delta: number, kind: FillKind): void {
    position.copied = applyFill({ net: netOf(position), copied: position.copied }, delta, kind).copied;
  }
}

/** Whose trading the fills of an order are. */
export function fillKindOf(order: Order): FillKind {
  const { origin, groupId, parentOrderId } = order.intent;
  if (origin === 'copy' || origin === 'repair') return 'group';
  if (origin === 'outside') return 'own';
  if (groupId !== undefined && parentOrderId === undefined) return 'group';
  return 'desk';
}

function fillsAt(position: Position, brokerOrderId: string, side: Side, day: string): SliceFills {
  let fills = position.fills.get(brokerOrderId);
  if (fills === undefined) {
    fills = { side, day, total: 0, average: undefined, trades: new Map() };
    position.fills.set(brokerOrderId, fills);
  }
  return fills;
}

/** Raises what one slice filled. */
function setTotal(position: Position, fills: SliceFills, total: number): void {
  const before = signedTotal(fills);
  fills.total = total;
  position.filled += signedTotal(fills) - before;
}

/** Fills of earlier days are part of what is carried. */
function forgetFills(position: Position, beforeDay: string): void {
  for (const [id, fills] of position.fills) {
    if (fills.day >= beforeDay) continue;
    position.filled -= signedTotal(fills);
    position.fills.delete(id);
  }
}

function fillsOf(position: Position, day: string): number {
  let sum = 0;
  for (const fills of position.fills.values()) if (fills.day === day) sum += signedTotal(fills);
  return sum;
}

function signedTotal(fills: SliceFills): number {
  return fills.side === 'BUY' ? fills.total : -fills.total;
}

function dayNetOf(position: Position): number {
  return position.carried + position.filled;
}

function netOf(position: Position): number {
  return dayNetOf(position) + position.held;
}

/** Exact when the trades explain the whole of what filled, else the broker's rounded average. */
function valueOfFills(fills: SliceFills): Value {
  let traded = 0;
  let value = ZERO_VALUE;
  for (const trade of fills.trades.values()) {
    traded += trade.quantity;
    value = addValues(value, valueOf(trade.price, trade.quantity));
  }
  if (traded === fills.total || fills.average === undefined) return value;
  return valueOf(fills.average, fills.total as Quantity);
}

function viewOf(position: Position): PositionView {
  let buyQuantity = 0;
  let sellQuantity = 0;
  let buyValue = ZERO_VALUE;
  let sellValue = ZERO_VALUE;
  for (const fills of position.fills.values()) {
    if (fills.side === 'BUY') {
      buyQuantity += fills.total;
      buyValue = addValues(buyValue, valueOfFills(fills));
    } else {
      sellQuantity += fills.total;
      sellValue = addValues(sellValue, valueOfFills(fills));
    }
  }
  const net = dayNetOf(position);
  return {
    userId: position.userId,
    accountId: position.accountId,
    instrumentId: position.instrumentId,
    product: position.product,
    netQuantity: net as SignedQuantity,
    carriedQuantity: position.carried as SignedQuantity,
    carriedPrice: position.carriedPrice,
    buyQuantity: buyQuantity as Quantity,
    buyValue,
    sellQuantity: sellQuantity as Quantity,
    sellValue,
    averagePrice: openAverage(position, net, { buyQuantity, buyValue, sellQuantity, sellValue }),
    lastPrice: position.lastPrice,
    copied: position.copied as SignedQuantity,
  };
}

/** The average of the side that is open: carried quantity at its carried price, together with the day's fills of that side. */
function openAverage(
  position: Position,
  net: number,
  day: { buyQuantity: number; buyValue: Value; sellQuantity: number; sellValue: Value },
): Price | undefined {
  if (net === 0) return undefined;
  const [quantity, value] = net > 0 ? [day.buyQuantity, day.buyValue] : [day.sellQuantity, day.sellValue];
  const carried = Math.sign(position.carried) === Math.sign(net) ? Math.abs(position.carried) : 0;
  if (carried > 0 && position.carriedPrice === undefined) return undefined;
  const carriedValue =
    carried > 0 ? valueOf(position.carriedPrice ?? (0 as Price), carried as Quantity) : ZERO_VALUE;
  return averagePrice(addValues(value, carriedValue), (quantity + carried) as Quantity);
}
