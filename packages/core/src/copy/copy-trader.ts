/**
 * The commands of a trader: place, modify, cancel, exit. Every command on a master reaches its children.
 *
 * Decides: what is refused before anything happens, and when a command is answered. Keeps I1 (the intent is durable
 * before the first byte) and I2 (a command that was journaled has an outcome for every account).
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { OrderModification } from '../change/modification.ts';
import type { OrderChanges } from '../change/order-changes.ts';
import { TradingError } from '../errors/trading-error.ts';
import { closedBy, exitsUnderWay, restOfExits } from '../exit/account-exits.ts';
import { exitRuleFor } from '../exit/exit-rule.ts';
import { stopsMakeWay } from '../exit/stops-make-way.ts';
import type { CopyGroup } from '../group/copy-group.ts';
import { type ApprovedAction, approveEntry, approveExit } from '../guard/approved-action.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { isListedToday } from '../instrument/instrument-lookup.ts';
import { ceilToLot, type Quantity } from '../money/quantity.ts';
import type { Order } from '../order/order.ts';
import type { OrderId } from '../order/order-id.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import {
  checkCapabilities,
  checkPrices,
  checkQuantity,
  checkTradable,
  type ExitCommand,
  type PlaceCommand,
} from '../order/place-command.ts';
import { LARGEST_SLICE_COUNT, sliceOrder } from '../order/slicing.ts';
import { istDate } from '../ports/clock.ts';
import { checkSides } from '../protection/levels.ts';
import { protectionOf } from '../protection/order-protection.ts';
import { Turns } from '../turns.ts';
import type { AwaitedFacts } from './awaited-facts.ts';
import type { ChildPlan } from './child-plan.ts';
import { ENTRY_CAP_PERCENT, EXIT_CAP_PERCENT, termsAt, type WantedTerms } from './child-terms.ts';
import type { FanOut, FanOutParts } from './fan-out.ts';

const NOTHING: ChildPlan = { orders: [], skipped: [], held: [] };

export class CopyTrader {
  readonly #parts: FanOutParts;
  readonly #fanOut: FanOut;
  readonly #changes: OrderChanges;
  readonly #facts: AwaitedFacts;
  readonly #turns = new Turns();

  constructor(
    parts: FanOutParts,
    by: { readonly fanOut: FanOut; readonly changes: OrderChanges; readonly facts: AwaitedFacts },
  ) {
    this.#parts = parts;
    this.#fanOut = by.fanOut;
    this.#changes = by.changes;
    this.#facts = by.facts;
  }

  /**
   * Places an order, and its copies when the account leads a group. Resolves when the intent is durable and the
   * broker has answered, or after 3 s. Rejects with a TradingError when nothing happened and nothing will.
   */
  async place(userId: UserId, command: PlaceCommand): Promise<OrderId> {
    this.#check(userId, command);
    const { intent, copies } = await this.#turns.take(keyOf(command), async () => {
      await this.#parts.accounts.read(command.accountId);
      if (this.#groupOf(command) !== undefined) await this.#facts.reported(command);
      // It was meant to close what a stop has closed by now: it opens nothing in place of that.
      const way = this.#makeWay(command);
      if (way !== undefined && !(await way))
        throw new TradingError('nothing-to-exit', { symbol: command.instrumentId });
      return this.#journal(userId, command);
    });
    return await this.#send(intent, copies);
  }

  /** Exits a part of a position at the market, or at a price. Children follow by the fraction. */
  async exit(userId: UserId, command: ExitCommand): Promise<OrderId> {
    this.#parts.accounts.find(userId, command.accountId);
    const { intent, copies } = await this.#turns.take(keyOf(command), async () => {
      await this.known(command);
      const order = this.#exitOrder(command);
      this.#check(userId, order);
      const way = this.#makeWay(order);
      if (way !== undefined) await way;
      return this.#journal(userId, this.#exitOrder(command));
    });
    return await this.#send(intent, copies);
  }

  /** Resolves when the account's books are read and the fills that its earlier orders are about to have are known. */
  async known(at: Pick<PlaceCommand, 'accountId' | 'instrumentId' | 'product'>): Promise<void> {
    await this.#parts.accounts.read(at.accountId);
    await this.#facts.reported(at);
  }

  /** What rests behind a protection is gone before something else closes the position at the market. */
  #makeWay(command: PlaceCommand): Promise<boolean> | undefined {
    return stopsMakeWay({ ...this.#parts, changes: this.#changes, facts: this.#facts }, command);
  }

  /** What an exit is as an order, given the position as it stands. */
  #exitOrder(command: ExitCommand): PlaceCommand {
    const { accountId, instrumentId, product } = command;
    const net = this.#parts.positions.net(accountId, instrumentId, product);
    const instrument = this.#instrument(accountId, instrumentId);
    const side = net > 0 ? 'SELL' : 'BUY';
    if (command.side !== undefined && command.side !== side)
      throw new TradingError('nothing-to-exit', { symbol: instrument.symbol });
    // What is on its way out already is not there to be exited again; a stop behind a protection makes way (`#makeWay`).
    const closing = { accountId, instrumentId, product, side } as const;
    const leaving =
      (command.orderType ?? 'MARKET') === 'MARKET'
        ? exitsUnderWay(this.#parts.orders, closing, isNoRestingStop)
        : restOfExits(this.#parts.orders, closing);
    const held = Math.abs(net) - leaving;
    if (held <= 0) throw new TradingError('nothing-to-exit', { symbol: instrument.symbol });
    const asked = command.quantity ?? fractionOf(held, command.fraction ?? 1_000_000, instrument.lotSize);
    const wanted = Math.min(asked, command.stillWanted?.() ?? asked);
    if (wanted <= 0) throw new TradingError('nothing-to-exit', { symbol: instrument.symbol });
    if (wanted > held) {
      throw new TradingError(
        'quantity-too-large',
        { quantity: wanted, largest: held },
        { path: '/quantity' },
      );
    }
    return {
      accountId,
      instrumentId,
      product,
      side,
      quantity: wanted as Quantity,
      orderType: command.orderType ?? 'MARKET',
      validity: 'DAY',
      price: command.price,
      origin: command.origin,
      request: command.request,
      copy: command.copy,
      basket: command.basket,
    };
  }

  /** What the command is as an order now, and the group that it reaches. Nothing is recorded. Throws like `place`. */
  decide(
    userId: UserId,
    command: PlaceCommand,
  ): { readonly intent: ApprovedAction; readonly group: CopyGroup | undefined } {
    const instrument = this.#check(userId, command);
    if (command.restingStop?.isMeant() === false)
      throw new TradingError('protection-acting', { instrument: command.instrumentId });
    if (command.basket?.role === 'leg') this.#parts.basketGate.checkLeg(command.basket, command.accountId);
    // Whether it is an exit, and of how much, is decided against books that were read.
    if (!this.#parts.accounts.stateOf(command.accountId).booksRead) throw this.#notSettled(command);
    const group = this.#groupOf(command);
    const intent = this.#approve(this.#intent(userId, command, instrument, group), instrument, group);
    // What a conversion takes is there no more: a stop behind a protection opens nothing.
    if (command.restingStop !== undefined && intent.part !== 'exit')
      throw new TradingError('protection-acting', { instrument: command.instrumentId });
    return { intent, group };
  }

  /** Decides what the order is and, for a group that sends together, what its children do, and records both as one event. */
  #journal(
    userId: UserId,
    command: PlaceCommand,
  ): { readonly intent: OrderIntent; readonly copies: readonly OrderIntent[] } {
    const { intent, group } = this.decide(userId, command);
    const together = group?.copyWhen === 'simultaneous';
    const plan = together ? this.#fanOut.plan(group, intent) : NOTHING;
    this.#parts.journal.record(userId, {
      type: 'orders-journaled',
      orders: [intent, ...plan.orders],
      skipped: plan.skipped,
      copies: together ? intent.orderId : undefined,
      request: command.request,
    });
    this.#fanOut.recordHeld(intent, plan.held);
    return { intent, copies: plan.orders };
  }

  /** An exit always passes; what adds to a position passes the guards or throws. */
  #approve(intent: OrderIntent, instrument: Instrument, group: CopyGroup | undefined): ApprovedAction {
    if (intent.part === 'exit') return approveExit(intent);
    const quantity = (intent.quantity - intent.exitQuantity) as Quantity;
    const { accountId } = intent;
    const { product } = intent;
    return approveEntry(
      intent,
      this.#parts.guards.ofOwn({ accountId, instrument, quantity, product }, group),
    );
  }

  /** The disk, then the lanes, then the master's answer. */
  async #send(intent: OrderIntent, copies: readonly OrderIntent[]): Promise<OrderId> {
    const { journal, orders, dispatch } = this.#parts;
    await journal.commit();
    const answered = this.#facts.answered(intent.orderId);
    for (const { orderId } of [intent, ...copies]) {
      const order = orders.get(orderId);
      if (order !== undefined) dispatch.send(order);
    }
    await answered;
    await this.#fanOut.settled(intent.orderId);
    return intent.orderId;
  }

  #groupOf(command: PlaceCommand): CopyGroup | undefined {
    return command.copy === false ? undefined : this.#parts.groups.ledBy(command.accountId);
  }

  /** Cancels an order and its copies. Resolves when the wish is durable and on its way; the books say what it did. */
  async cancel(userId: UserId, orderId: OrderId, request?: PlaceCommand['request']): Promise<OrderId> {
    return await this.#changes.cancel(this.#owned(userId, orderId), request);
  }

  /** Changes an order and its copies, scaled. Where the broker cannot change the quantity, other slices take its place. */
  async modify(
    userId: UserId,
    orderId: OrderId,
    change: OrderModification,
    request?: PlaceCommand['request'],
  ): Promise<OrderId> {
    return await this.#changes.modify(this.#owned(userId, orderId), change, request);
  }

  #check(userId: UserId, command: PlaceCommand): Instrument {
    const { accounts, brokers, clock, instrumentsOf } = this.#parts;
    const account = accounts.find(userId, command.accountId);
    const broker = brokers.get(account.brokerId);
    if (broker === undefined) throw new TradingError('broker-not-installed', { broker: account.brokerId });
    const instrument = this.#instrument(account.id, command.instrumentId);
    checkTradable(instrument, istDate(clock.now(account.id)));
    const closable = this.#closable(command);
    checkQuantity(instrument, command.quantity, closable);
    checkPrices(instrument, {
      orderType: command.orderType,
      price: command.price,
      triggerPrice: command.triggerPrice,
    });
    checkCapabilities(broker.capabilities, command, instrument);
    const lookup = instrumentsOf(account.id);
    // What only closes is let go by what it was listed as last.
    const isListed =
      command.quantity <= closable
        ? lookup.listingFor(instrument.id, broker.id) !== undefined
        : isListedToday(lookup, instrument.id, broker.id);
    if (!isListed) {
      throw new TradingError('instrument-not-listed', { symbol: instrument.symbol, broker: broker.id });
    }
    this.#checkSize(command, instrument, closable);
    this.#checkProtection(command);
    this.#parts.times.check(account.id, instrument, command.afterMarket === true);
    const state = accounts.stateOf(account.id);
    if (state.leasedBy !== undefined)
      throw new TradingError('account-leased-elsewhere', { account: account.address });
    if (state.session === undefined) throw new TradingError('no-session', { account: account.address });
    return instrument;
  }

  /** What the side closes; as much as is asked for while the books are not read: it is asked again then. */
  #closable({ accountId, instrumentId, product, side, quantity }: PlaceCommand): Quantity {
    const { accounts, positions } = this.#parts;
    if (!accounts.stateOf(accountId).booksRead) return quantity;
    return closedBy(side, positions.net(accountId, instrumentId, product));
  }

  #notSettled({ accountId }: PlaceCommand): TradingError {
    const { address } = this.#parts.accounts.get(accountId);
    return new TradingError('account-not-settled', { account: address });
  }

  /** Levels that would act as soon as the order fills: judged by its own price, else by the last one of today. */
  #checkProtection({ accountId, instrumentId, side, price, triggerPrice, protection }: PlaceCommand): void {
    if (protection === undefined) return;
    const { prices, clock } = this.#parts;
    const seen = prices.seen(accountId, instrumentId);
    const isOfToday = seen !== undefined && istDate(seen.at) === istDate(clock.now(accountId));
    const figure = price ?? triggerPrice ?? (isOfToday ? seen.price : undefined);
    checkSides(protection, side === 'BUY' ? 1 : -1, { figure, stopPath: '/protection/sl' });
  }

  /** What is too large to be sliced, unless it only closes, and a sale of delivered shares at another exchange than the one that holds them. */
  #checkSize(command: PlaceCommand, instrument: Instrument, closable: Quantity): void {
    const { freeze } = this.#parts;
    const largest = LARGEST_SLICE_COUNT * (freeze.of(command.accountId, instrument) ?? command.quantity);
    if (command.quantity > Math.max(largest, closable)) {
      throw new TradingError('quantity-too-large', { quantity: command.quantity, largest }, { path: '/qty' });
    }
    const delivered = instrument.kind === 'EQ' && command.product !== 'I' && command.side === 'SELL';
    if (!delivered || this.#groupOf(command) === undefined) return;
    const { accountId, instrumentId, product } = command;
    const { positions } = this.#parts;
    const held = closedBy('SELL', positions.net(accountId, instrumentId, product));
    if (command.quantity <= held) return;
    const { symbol, exchange } = instrument;
    const there = closedBy('SELL', positions.elsewhere(accountId, instrumentId, product)?.net ?? 0);
    if (there > 0) {
      const heldAt = exchange === 'NSE' ? 'BSE' : 'NSE';
      const facts = { symbol, exchange, held, heldAt, heldThere: there };
      throw new TradingError('held-at-other-exchange', facts, { path: '/qty' });
    }
    throw new TradingError('nothing-to-exit', { symbol, exchange, held }, { path: '/qty' });
  }

  #intent(
    userId: UserId,
    command: PlaceCommand,
    instrument: Instrument,
    group: CopyGroup | undefined,
  ): OrderIntent {
    const { ids, clock, positions, freeze, groups } = this.#parts;
    const { accountId, instrumentId, product, side, quantity } = command;
    const { lotSize } = instrument;
    const { basket } = command;
    const orderId = basket?.role === 'leg' ? basket.leg : (ids.next() as OrderId);
    const exitQuantity = Math.min(
      quantity,
      closedBy(side, positions.net(accountId, instrumentId, product)),
    ) as Quantity;
    const part = exitQuantity === 0 ? 'entry' : exitQuantity === quantity ? 'exit' : 'both';
    return {
      orderId,
      userId,
      accountId,
      // What mends a child's share is its group's business.
      groupId: command.origin === 'repair' ? this.#parts.groups.of(accountId)?.id : group?.id,
      parentOrderId: undefined,
      origin: command.origin ?? 'desk',
      part,
      instrumentId,
      side,
      product,
      ...this.#terms(command, instrument, part === 'exit' ? 'exit' : 'entry'),
      quantity,
      exitQuantity,
      disclosedQuantity: command.disclosedQuantity,
      afterMarket: command.afterMarket ?? false,
      slices: sliceOrder(orderId, quantity, { lotSize, freezeQuantity: freeze.of(accountId, instrument) }),
      freezeQuantity: instrument.freezeQuantity,
      exitRule: exitRuleFor(this.#parts, { ...command, exitQuantity, groupId: group?.id }),
      note: command.note,
      placedAt: clock.now(accountId),
      lotSize,
      ...(basket === undefined ? {} : { basket }),
      ...(command.restingStop === undefined ? {} : { restingStop: true }),
      ...protectionOf(command, { part, instrument, defaults: this.#parts.defaults.of(userId) }),
      ...(command.copy === false && groups.ledBy(accountId) !== undefined ? { alone: true } : {}),
    };
  }

  /** What was asked for, by terms that the account's own broker takes. Throws `not-supported` for an entry that has none. */
  #terms(command: PlaceCommand, instrument: Instrument, part: 'entry' | 'exit'): WantedTerms {
    const { accountId, side, orderType, price, triggerPrice, validity } = command;
    const exitCap = this.#parts.groups.of(accountId)?.exitCapPercent ?? EXIT_CAP_PERCENT;
    const found = termsAt(this.#parts, {
      accountId,
      instrument,
      side,
      part,
      wanted: { orderType, price, triggerPrice, validity, marketProtection: command.marketProtection ?? -1 },
      capPercent: part === 'exit' ? exitCap : ENTRY_CAP_PERCENT,
    });
    if ('terms' in found) return found.terms;
    const what = `${orderType} in ${instrument.symbol}, of which no last price is known`;
    throw new TradingError('not-supported', { what, segment: instrument.segment }, { path: '/orderType' });
  }

  #owned(userId: UserId, orderId: OrderId): Order {
    const order = this.#parts.orders.get(orderId);
    if (order === undefined || order.intent.userId !== userId)
      throw new TradingError('order-not-found', { order: orderId });
    return order;
  }

  #instrument(accountId: AccountId, instrumentId: OrderIntent['instrumentId']): Instrument {
    const instrument = this.#parts.instrumentsOf(accountId).byId(instrumentId);
    if (instrument === undefined)
      throw new TradingError('instrument-not-found', { instrument: instrumentId }, { path: '/instrumentId' });
    return instrument;
  }
}

/** The fraction (in millionths) of what is held, rounded up to whole lots and never more than is held. */
function fractionOf(held: number, fraction: number, lotSize: Quantity): number {
  const part = Number((BigInt(held) * BigInt(fraction) + 999_999n) / 1_000_000n);
  return Math.min(held, lotSize === 0 ? part : ceilToLot(part, lotSize));
}

function isNoRestingStop({ intent }: Order): boolean {
  return intent.restingStop !== true;
}

function keyOf(at: Pick<PlaceCommand, 'accountId' | 'instrumentId' | 'product'>): string {
  return `${at.accountId}|${at.instrumentId}|${at.product}`;
}
