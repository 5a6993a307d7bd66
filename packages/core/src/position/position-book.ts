/**
 * Every position of the desk, with the ledger of what was copied.
 *
 * Decides: how fills, trades, carried quantities and holdings make a position. Keeps I8 (the value of fills is the exact
 * sum of the trades as soon as they are read; until then the broker's rounded average stands in) and the ledger of §4.3.
 * It sends nothing and asks nothing; the last prices it shows are what the host last told it.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { Conversion } from '../conversion/conversion.ts';
import type { Instrument, InstrumentId } from '../instrument/instrument.ts';
import { otherListingOf } from '../instrument/instrument-id.ts';
import type { CopiedPosition, DeskEvent, JournaledHolding, JournaledTrade } from '../journal/desk-event.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Price } from '../money/price.ts';
import { NONE, type Quantity, type SignedQuantity } from '../money/quantity.ts';
import { filledOf, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { Product } from '../order/order-terms.ts';
import type { Instant } from '../ports/clock.ts';
import { convertPosition } from './convert-position.ts';
import { type Execution, executionsOf } from './executions.ts';
import { fillKindOf } from './fill-kind.ts';
import { applyCorrection, applyFill, type FillKind, type Holding } from './ledger.ts';
import { costCarried } from './pnl.ts';
import {
  dayNetOf,
  fillsAt,
  fillsOf,
  forgetFills,
  netOf,
  type Position,
  type SliceFills,
  setTotal,
  tradedOf,
} from './position.ts';
import { PositionStore } from './position-store.ts';
import { type PositionView, viewOf } from './position-view.ts';
import { replacePosition } from './replaced.ts';
import {
  closableOf,
  copiedSoldElsewhere,
  correctedNet,
  type Elsewhere,
  isDelivery,
  netOverListings,
} from './two-listings.ts';

type CarriedEvent = Extract<DeskEvent, { readonly type: 'position-carried' }>;
type FilledEvent = Extract<DeskEvent, { readonly type: 'order-filled' }>;

export class PositionBook {
  readonly #orders: OrderBook;
  readonly #positions = new PositionStore();
  /** Fills that the trades which were read do not explain yet. */
  readonly #unexplained = new Map<AccountId, Set<SliceFills>>();

  constructor(orders: OrderBook) {
    this.#orders = orders;
  }

  /** Applies one entry of the journal. The order book must have applied it before. */
  apply(entry: JournalEntry): void {
    const { event, userId } = entry;
    if (event.type === 'order-filled') this.#fill(entry, event);
    else if (event.type === 'trades-read') {
      for (const trade of event.trades) this.#trade(userId, event.accountId, trade, entry.at);
    } else if (event.type === 'position-carried') this.#carry(userId, event);
    else if (event.type === 'holdings-read') this.#hold(userId, event);
    else if (event.type === 'copied-reduced') {
      const position = this.#positions.at(userId, event.accountId, event.instrumentId, event.product);
      position.copied -= Math.sign(position.copied) * Math.min(Math.abs(position.copied), event.quantity);
    } else if (event.type === 'position-moved') {
      const { accountId, product, from, to, ratio } = event;
      replacePosition(
        this.#positions.at(userId, accountId, from, product),
        this.#positions.at(userId, accountId, to, product),
        ratio,
      );
    } else if (event.type === 'conversions-journaled') {
      for (const intent of event.conversions) this.#reserve(intent);
    } else if (event.type === 'conversion-ended') this.#unreserve(event);
    else if (event.type === 'position-converted') this.#convert(entry, event);
  }

  /**
   * The signed quantity that can be closed: the day's position and, for shares, what lies in the depository, less what a
   * conversion that is under way takes or has taken.
   */
  net(accountId: AccountId, instrumentId: InstrumentId, product: Product): SignedQuantity {
    const position = this.#positions.get(accountId, instrumentId, product);
    return (position === undefined ? 0 : closableOf(position)) as SignedQuantity;
  }

  /** The same with what conversions under way take: `copied` counts that here too until it has gone. */
  netBeforeMoves(accountId: AccountId, instrumentId: InstrumentId, product: Product): SignedQuantity {
    const position = this.#positions.get(accountId, instrumentId, product);
    return (position === undefined ? 0 : netOverListings(position)) as SignedQuantity;
  }

  /** What conversions under way take or have taken, all but one; a magnitude. */
  leaving(
    accountId: AccountId,
    instrumentId: InstrumentId,
    product: Product,
    except?: Conversion['intent']['conversionId'],
  ): Quantity {
    const { leaving } = this.#positions.get(accountId, instrumentId, product) ?? {};
    let sum = 0;
    for (const [id, quantity] of leaving ?? []) if (id !== except) sum += quantity;
    return sum as Quantity;
  }

  /** The signed quantity that the group's orders brought here. */
  copied(accountId: AccountId, instrumentId: InstrumentId, product: Product): SignedQuantity {
    return (this.#positions.get(accountId, instrumentId, product)?.copied ?? 0) as SignedQuantity;
  }

  /** The net quantity of the day, as a broker's position book counts it: shares in the depository are not in it. */
  dayNet(accountId: AccountId, instrumentId: InstrumentId, product: Product): number {
    const position = this.#positions.get(accountId, instrumentId, product);
    return position === undefined ? 0 : dayNetOf(position);
  }

  /** The quantities of one position: all, shares in the depository, what was copied. */
  quantitiesOf(
    accountId: AccountId,
    instrumentId: InstrumentId,
    product: Product,
  ): { readonly net: number; readonly held: number; readonly copied: number } {
    const position = this.#positions.get(accountId, instrumentId, product);
    if (position === undefined) return { net: 0, held: 0, copied: 0 };
    return { net: dayNetOf(position), held: position.held, copied: position.copied };
  }

  /** What the account holds of what was copied. */
  copiedOf(accountId: AccountId): readonly CopiedPosition[] {
    return this.#positions
      .ofAccount(accountId)
      .filter((position) => position.copied !== 0)
      .map(({ instrumentId, product, copied }) => ({
        instrumentId,
        product,
        quantity: copied as SignedQuantity,
      }));
  }

  /** What of what was copied a correction of the position would take. */
  copiedTakenByCorrection(event: CarriedEvent): Quantity {
    const position = this.#positions.get(event.accountId, event.instrumentId, event.product);
    if (position === undefined || position.copied === 0) return NONE;
    const net = event.quantity + fillsOf(position, event.tradingDay) + position.held;
    const { copied } = applyCorrection(
      { net: netOf(position), copied: position.copied },
      correctedNet(position, net),
    );
    return (Math.abs(position.copied) - Math.abs(copied)) as Quantity;
  }

  /** How much more was copied than there is, on its side. */
  copiedBeyond(accountId: AccountId, instrumentId: InstrumentId, product: Product): Quantity {
    const position = this.#positions.get(accountId, instrumentId, product);
    if (position === undefined || position.copied === 0) return NONE;
    const net = netOverListings(position);
    const { copied } = applyCorrection({ net, copied: position.copied }, net);
    return (Math.abs(position.copied) - Math.abs(copied)) as Quantity;
  }

  /** What a fill of the account's own trading would take of what was copied; nothing for orders of the desk and its groups. */
  copiedTakenBy(order: Order, fill: Pick<FilledEvent, 'brokerOrderId' | 'filledTotal'>): Quantity {
    const { accountId, instrumentId, product, side } = order.intent;
    const position = this.#positions.get(accountId, instrumentId, product);
    if (position === undefined || position.copied === 0 || fillKindOf(order) !== 'own') return NONE;
    const delta = fill.filledTotal - (position.fills.get(fill.brokerOrderId)?.total ?? 0);
    if (delta <= 0) return NONE;
    const before: Holding = { net: netOverListings(position), copied: position.copied };
    const { copied } = applyFill(before, side === 'BUY' ? delta : -delta, 'own');
    return Math.max(0, Math.abs(position.copied) - Math.abs(copied)) as Quantity;
  }

  /** What of a sale that has just filled took what was copied of the share at the other exchange. */
  copiedSoldElsewhere(order: Order, quantity: number): Quantity {
    const { accountId, instrumentId, product } = order.intent;
    const position = this.#positions.get(accountId, instrumentId, product);
    const beyondExit = Math.max(0, Math.min(quantity, filledOf(order) - order.exitQuantity));
    const sale = { quantity, beyondExit, kind: fillKindOf(order), intent: order.intent };
    return (position === undefined ? NONE : copiedSoldElsewhere(position, sale)) as Quantity;
  }

  /** The position of a delivered share at the other exchange; undefined for what is none. */
  elsewhere(accountId: AccountId, instrumentId: InstrumentId, product: Product): Elsewhere | undefined {
    const there = isDelivery(product) ? otherListingOf(instrumentId) : undefined;
    if (there === undefined) return undefined;
    const [net, copied] = [this.net(accountId, there, product), this.copied(accountId, there, product)];
    return { instrumentId: there, net, copied };
  }

  /** Whether anything that was copied is still held in the account. */
  holdsCopied(accountId: AccountId): boolean {
    return this.#positions.ofAccount(accountId).some((position) => position.copied !== 0);
  }

  /** Instrument and product of the account's open positions; shares that lay in the depository before are none. */
  openOf(
    accountId: AccountId,
  ): readonly { readonly instrumentId: InstrumentId; readonly product: Product }[] {
    return this.#positions.ofAccount(accountId).filter((position) => dayNetOf(position) !== 0);
  }

  /** How many positions of an account are open. */
  openCount(accountId: AccountId): number {
    return this.openOf(accountId).length;
  }

  /** Whether executions were read of which the order book has not told yet: the order book is late, and will tell. */
  hasTradesOfUnknownOrders(accountId: AccountId, instrumentId: InstrumentId, product: Product): boolean {
    const position = this.#positions.get(accountId, instrumentId, product);
    return [...(position?.fills.values() ?? [])].some((fills) => tradedOf(fills) > fills.total);
  }

  /** Whether orders of `day` filled more than the trades that were read explain: their value is a rounded average until then. */
  awaitsTrades(accountId: AccountId, day: string): boolean {
    for (const fills of this.#unexplained.get(accountId) ?? []) if (fills.day === day) return true;
    return false;
  }

  /** Whether the position still stands as an earlier day left it: fills or a carried quantity from before `day`. */
  isOfEarlierDay(accountId: AccountId, instrumentId: InstrumentId, product: Product, day: string): boolean {
    const position = this.#positions.get(accountId, instrumentId, product);
    if (position === undefined) return false;
    const carriesOver = position.carried !== 0 && position.carriedDay < day;
    const earlier = (one: { readonly day: string }): boolean => one.day < day;
    return (
      carriesOver || [...position.fills.values()].some(earlier) || [...position.moved.values()].some(earlier)
    );
  }

  /** The net quantity of the fills and conversions of one day. */
  dayFills(accountId: AccountId, instrumentId: InstrumentId, product: Product, day: string): number {
    const position = this.#positions.get(accountId, instrumentId, product);
    return position === undefined ? 0 : fillsOf(position, day);
  }

  /** Shares in the depository before today's sales, by instrument and product; none that are zero. */
  holdingsOf(accountId: AccountId): readonly JournaledHolding[] {
    return this.#positions
      .ofAccount(accountId)
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
    return [...this.#positions.ofAccount(accountId)];
  }

  /** Positions of a user that are open or were traded, of one account or of all. */
  list(userId: UserId, accountId?: AccountId): readonly PositionView[] {
    const views: PositionView[] = [];
    for (const position of accountId === undefined
      ? this.#positions.all
      : this.#positions.ofAccount(accountId)) {
      if (position.userId !== userId) continue;
      const untouched = position.fills.size === 0 && position.moved.size === 0 && position.carried === 0;
      if (dayNetOf(position) === 0 && untouched) continue;
      views.push(viewOf(position));
    }
    return views;
  }

  /** One position, or undefined when there is none. */
  view(accountId: AccountId, instrumentId: InstrumentId, product: Product): PositionView | undefined {
    const position = this.#positions.get(accountId, instrumentId, product);
    return position === undefined ? undefined : viewOf(position);
  }

  /** The last price that its fills and its broker's rows told. */
  lastPrice(accountId: AccountId, instrumentId: InstrumentId, product: Product): Price | undefined {
    return this.#positions.get(accountId, instrumentId, product)?.lastPrice;
  }

  /** What made the position, in order; empty when there is none. For a day's profit `today` tells what of it is older. */
  executions(
    accountId: AccountId,
    instrumentId: InstrumentId,
    product: Product,
    today?: string,
  ): readonly Execution[] {
    const position = this.#positions.get(accountId, instrumentId, product);
    return position === undefined ? [] : executionsOf(position, undefined, today);
  }

  /** Notes a last price for display; it is not journaled. */
  noteLastPrice(accountId: AccountId, instrument: Instrument, product: Product, lastPrice: Price): void {
    const position = this.#positions.get(accountId, instrument.id, product);
    if (position !== undefined) position.lastPrice = lastPrice;
  }

  #fill(entry: JournalEntry, event: FilledEvent): void {
    const order = this.#orders.get(event.orderId);
    if (order === undefined) return;
    const { userId, accountId, instrumentId, product, side } = order.intent;
    const position = this.#positions.at(userId, accountId, instrumentId, product);
    const fills = fillsAt(position, event.brokerOrderId, side, entry.at);
    const delta = event.filledTotal - fills.total;
    if (delta > 0) {
      const signed = side === 'BUY' ? delta : -delta;
      this.#move(position, signed, fillKindOf(order));
      setTotal(position, fills, event.filledTotal);
      this.#noteExplained(accountId, fills);
      position.lastFillAt = entry.at;
      position.lastPrice = event.averagePrice ?? position.lastPrice;
    }
    if (delta >= 0) fills.average = event.averagePrice ?? fills.average;
  }

  /** Trades make values exact; they move no quantity, for the order that they belong to has done so. */
  #trade(userId: UserId, accountId: AccountId, trade: JournaledTrade, at: Instant): void {
    const position = this.#positions.at(userId, accountId, trade.instrumentId, trade.product);
    const fills = fillsAt(position, trade.brokerOrderId, trade.side, at);
    fills.trades.set(trade.tradeId, trade);
    this.#noteExplained(accountId, fills);
  }

  #noteExplained(accountId: AccountId, fills: SliceFills): void {
    const unexplained = this.#unexplained.get(accountId) ?? new Set();
    if (tradedOf(fills) < fills.total) unexplained.add(fills);
    else unexplained.delete(fills);
    this.#unexplained.set(accountId, unexplained);
  }

  #carry(userId: UserId, event: CarriedEvent): void {
    const position = this.#positions.at(userId, event.accountId, event.instrumentId, event.product);
    const cost = costCarried(executionsOf(position, event.tradingDay), event.quantity);
    forgetFills(position, event.tradingDay);
    const before: Holding = { net: netOf(position), copied: position.copied };
    position.carried = event.quantity;
    position.carriedPrice = event.averagePrice;
    position.carriedValue = cost;
    position.carriedDay = event.tradingDay;
    position.copied = applyCorrection(before, correctedNet(position)).copied;
  }

  #hold(userId: UserId, event: Extract<DeskEvent, { readonly type: 'holdings-read' }>): void {
    for (const holding of event.holdings) {
      const position = this.#positions.at(userId, event.accountId, holding.instrumentId, holding.product);
      position.held = holding.quantity;
      position.heldPrice = holding.averagePrice;
    }
  }

  /** What a conversion will take is spoken for as soon as it is decided. */
  #reserve(intent: Conversion['intent']): void {
    const { userId, accountId, instrumentId, from, conversionId } = intent;
    this.#positions.at(userId, accountId, instrumentId, from).leaving.set(conversionId, intent.quantity);
  }

  #unreserve(at: Pick<Conversion['intent'], 'accountId' | 'conversionId'>): void {
    for (const position of this.#positions.ofAccount(at.accountId)) position.leaving.delete(at.conversionId);
  }

  #convert(
    { userId, at }: JournalEntry,
    event: Extract<DeskEvent, { readonly type: 'position-converted' }>,
  ): void {
    const { accountId, instrumentId } = event;
    this.#unreserve(event);
    const from = this.#positions.at(userId, accountId, instrumentId, event.from);
    const to = this.#positions.at(userId, accountId, instrumentId, event.to);
    convertPosition({ from, to }, event, at);
  }

  #move(position: Position, delta: number, kind: FillKind): void {
    const before: Holding = { net: netOverListings(position), copied: position.copied };
    position.copied = applyFill(before, delta, kind).copied;
  }
}
