/**
 * When a child's part of a basket's order, or of what closes everything, may go (domain §4.12: in each account on its own).
 *
 * Decides: that a child's leg waits for the child's own legs before it, whatever its master's have done; that a child which
 * cannot complete enters nothing more; and that no account gives a hedge away while the short that it covers is there, be it
 * a basket's, or one that the desk sells of its own accord once the master's short has gone. Keeps I5: an exit that waits is held,
 * visibly, and is not given up. Pure; it reads the books.
 */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { Divergences } from '../divergence/divergences.ts';
import { TradingError } from '../errors/trading-error.ts';
import { closedBy, isUnderWay } from '../exit/account-exits.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import { filledOf, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { DeskClock, Instant } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { ChildKey } from '../share/following.ts';
import type { SquareOff } from '../square-off/square-off.ts';
import { type Basket, type BasketLeg, type BasketMark, incompleteOf, isUndone } from './basket.ts';
import type { BasketBook } from './basket-book.ts';
import { type LegState, legStateOf } from './leg-state.ts';

/** An order to wait for, a reason to go without, or since when nothing of the basket stands before the part. */
export type Gate =
  | { readonly heldBehind: OrderId }
  | { readonly skip: SkipReason }
  | { readonly openSince: Instant };

export interface BasketGateParts {
  readonly accounts: Pick<AccountStore, 'stateOf'>;
  readonly orders: OrderBook;
  readonly baskets: BasketBook;
  readonly positions: Pick<PositionBook, 'net'>;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  readonly squareOff: Pick<SquareOff, 'keeps'>;
  readonly clock: Pick<DeskClock, 'now'>;
  /** What children should hold, and which exits they still owe their part of; made after this. */
  readonly divergences: () => Pick<Divergences, 'expectations' | 'owedFor'>;
}

/** A part of a child. */
export interface PartOfChild {
  readonly accountId: AccountId;
  readonly part: 'entry' | 'exit';
}

/** Who makes an exit of the desk's own accord that closes everything. */
const FLATTENS = new Set<OrderIntent['origin']>(['square-off', 'protection']);

/** Most shorts are bought back sooner. Beyond it nothing stops an exit: what does not go may never go, and the long would stay with it. */
const HEDGE_WAIT_MS = 120_000;

const INCOMPLETE: Gate = { skip: { code: 'basket-incomplete' } };

export class BasketGate {
  readonly #parts: BasketGateParts;

  constructor(parts: BasketGateParts) {
    this.#parts = parts;
  }

  /** What stands before the part; undefined where nothing does, or may. `intent` is the master's order. */
  of(intent: OrderIntent, child: PartOfChild): Gate | undefined {
    const mark = intent.basket;
    if (mark === undefined) return this.#hedge(intent, child);
    const basket = this.#parts.baskets.get(mark.basketId);
    if (basket === undefined) return undefined;
    // Where a person makes the exit that undoes it larger than the position, what it opens is an entry like any other.
    if (child.part === 'entry')
      return mark.role === 'leg' ? this.#entry(basket, intent, child.accountId) : undefined;
    const behind =
      mark.role === 'leg'
        ? this.#exitLegBefore(basket, intent, child.accountId)
        : this.#shortBefore(basket, intent, child.accountId);
    return behind === undefined ? undefined : { heldBehind: behind };
  }

  /** Throws `basket-ended` when the account is to get no further leg. Asked just before a leg is written down. */
  checkLeg(mark: BasketMark, accountId: AccountId): void {
    const basket = this.#parts.baskets.get(mark.basketId);
    if (basket === undefined || basket.cancelled || incompleteOf(basket, accountId) !== undefined)
      throw new TradingError('basket-ended', { basket: mark.basketId });
  }

  /** Where the leg stands in the account. */
  legOf(basket: Basket, leg: BasketLeg, accountId: AccountId): LegState {
    const { orders, divergences } = this.#parts;
    return legStateOf({ orders, expectations: divergences().expectations }, basket, leg, accountId);
  }

  /** How much more is held of a leg than the child should hold while nothing moves there; `moving` while something does. */
  excessOf(basket: Basket, leg: BasketLeg, accountId: AccountId): number | 'moving' {
    const { orders, divergences } = this.#parts;
    const { instrumentId, product, side } = leg.command;
    const at = { accountId, instrumentId, product };
    const account = basket.accounts.get(accountId);
    const entries = account?.entries.get(leg.orderId) ?? [];
    const own = new Set([...entries, ...(account?.exits.get(leg.orderId) ?? [])]);
    // What a person tried again after the account could not complete is a copy of the leg all the same.
    const isOfLeg = ({ intent }: Order): boolean =>
      own.has(intent.orderId) || (intent.parentOrderId === leg.orderId && intent.part === 'entry');
    const moves = orders.livingAt(at).some((order) => isOfLeg(order) || isUnderWay(order));
    if (moves) return 'moving';
    const view = divergences().expectations.view(at);
    if (view === undefined) return 0;
    const closing = side === 'BUY' ? 'SELL' : 'BUY';
    const over = closedBy(closing, view.held) - closedBy(closing, view.expected);
    const entered = entries
      .flatMap((id) => orders.get(id) ?? [])
      .reduce((sum, entry) => sum + filledOf(entry), 0);
    return Math.max(0, Math.min(over, entered));
  }

  /**
   * What a child is short of and owes its master's exits, whichever of them; a magnitude, no more than it is short. One that lacked some of
   * an earlier short may hold no more than it should, and owe all the same.
   */
  owedShort({ accountId, instrumentId, product }: Omit<ChildKey, 'groupId'>): number {
    const share = this.#parts.divergences().expectations.view({ accountId, instrumentId, product });
    // What it was given beyond its master's orders no exit takes out by itself: it is a difference (`divergence/`).
    if (share?.lastExit === undefined) return 0;
    const owed = closedBy('BUY', share.held) - closedBy('BUY', share.entitled);
    const net = this.#parts.positions.net(accountId, instrumentId, product);
    return Math.max(0, Math.min(owed, closedBy('BUY', net)));
  }

  #entry(basket: Basket, intent: OrderIntent, accountId: AccountId): Gate {
    const { accounts } = this.#parts;
    if (incompleteOf(basket, accountId) !== undefined || isUndone(basket)) return INCOMPLETE;
    let openSince = intent.placedAt;
    for (const leg of legsBefore(basket, intent)) {
      const state = this.legOf(basket, leg, accountId);
      if (state.kind === 'failed') return INCOMPLETE;
      if (state.kind === 'works') return { heldBehind: state.orders[0]?.intent.orderId ?? leg.orderId };
      if (state.kind === 'waits') return { heldBehind: leg.orderId };
      openSince = Math.max(openSince, state.at) as Instant;
    }
    // After a start the accounts are read one after the other: who comes later would be undone for nothing.
    const { session, settled } = accounts.stateOf(accountId);
    return session !== undefined && !settled ? { heldBehind: intent.orderId } : { openSince };
  }

  /** A leg that closes goes when the child's own legs before it have, or have come to nothing. */
  #exitLegBefore(basket: Basket, intent: OrderIntent, accountId: AccountId): OrderId | undefined {
    const { divergences } = this.#parts;
    for (const leg of legsBefore(basket, intent)) {
      const state = this.legOf(basket, leg, accountId);
      if (state.kind === 'works') return state.orders[0]?.intent.orderId ?? leg.orderId;
      if (state.kind === 'waits' && this.#mayCome(basket, leg, accountId)) return leg.orderId;
      const { instrumentId, product, side } = leg.command;
      const { groupId } = intent;
      const covers = leg.exits && side === 'BUY' && intent.side === 'SELL';
      if (covers && this.owedShort({ accountId, instrumentId, product }) > 0) return leg.orderId;
      // Its own part of this very leg: waiting for what other orders left undone, two baskets could wait for each other.
      const key = groupId === undefined ? undefined : { groupId, accountId, instrumentId, product };
      if (leg.exits && key !== undefined && divergences().owedFor(key) === leg.orderId) return leg.orderId;
    }
    return undefined;
  }

  /** Whether something of a leg of which the account has nothing may still be sent there: where it cannot complete, only what is held. */
  #mayCome(basket: Basket, { orderId }: BasketLeg, accountId: AccountId): boolean {
    if (incompleteOf(basket, accountId) === undefined) return true;
    const held = this.#parts.orders.get(orderId)?.held ?? [];
    return held.some((part) => part.accountId === accountId);
  }

  /**
   * What closes everything sells a long when the master's shorts of its underlying have gone: a child whose own have not keeps its long until
   * they have, or two minutes have passed. What a person, or a master's own order, sells alone waits for nothing.
   */
  #hedge(intent: OrderIntent, child: PartOfChild): Gate | undefined {
    const { origin, side, instrumentId, orderId, placedAt } = intent;
    if (child.part === 'entry' || side === 'BUY' || !FLATTENS.has(origin)) return undefined;
    if (this.#parts.clock.now(intent.accountId) - placedAt >= HEDGE_WAIT_MS) return undefined;
    const { accountId } = child;
    const { expectations } = this.#parts.divergences();
    const underlying = this.#underlyingOf(accountId, instrumentId);
    for (const key of expectations.keys(accountId))
      if (this.owedShort(key) > 0 && this.#underlyingOf(accountId, key.instrumentId) === underlying)
        return { heldBehind: expectations.view(key)?.lastExit ?? orderId };
    return this.#parts.squareOff.keeps(accountId, instrumentId) ? { heldBehind: orderId } : undefined;
  }

  #underlyingOf(accountId: AccountId, instrumentId: InstrumentId): string {
    return this.#parts.instrumentsOf(accountId).byId(instrumentId)?.underlying ?? instrumentId;
  }

  /** What a master takes out of itself again: a child releases its hedge when its own short has gone. */
  #shortBefore(basket: Basket, intent: OrderIntent, accountId: AccountId): OrderId | undefined {
    if (intent.side === 'BUY') return undefined;
    const sold = basket.intent.legs.filter((leg) => leg.command.side === 'SELL');
    const isThere = (leg: BasketLeg): boolean =>
      this.excessOf(basket, leg, accountId) !== 0 || this.owedShort({ ...leg.command, accountId }) > 0;
    return sold.find(isThere)?.orderId;
  }
}

function legsBefore(basket: Basket, intent: OrderIntent): readonly BasketLeg[] {
  const { legs } = basket.intent;
  return legs.slice(
    0,
    legs.findIndex((leg) => leg.orderId === intent.orderId),
  );
}
