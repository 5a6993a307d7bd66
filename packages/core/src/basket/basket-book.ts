/**
 * Every basket of the desk, as the journal's events leave it.
 *
 * Decides: which orders belong to which leg in which account. State only: it looks at the entries and at nothing else, so that
 * a restart finds each basket where it stood.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { DeskEvent } from '../journal/desk-event.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { OrderId } from '../order/order-id.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { Basket, BasketAccount, BasketId, BasketIntent, BasketMark } from './basket.ts';

export class BasketBook {
  readonly #all = new Map<BasketId, Basket>();
  readonly #running = new Set<Basket>();
  /** What orders are to baskets: legs, their copies, and what undoes them. */
  readonly #marks = new Map<OrderId, BasketMark>();

  /** The basket, or undefined. */
  get(id: BasketId): Basket | undefined {
    return this.#all.get(id);
  }

  /** Baskets of which something is still to be done, oldest first. */
  running(): readonly Basket[] {
    return [...this.#running];
  }

  /** A user's baskets, newest first, of one account or of all. */
  list(userId: UserId, accountId?: AccountId): readonly Basket[] {
    return [...this.#all.values()]
      .filter(({ intent }) => intent.userId === userId)
      .filter(({ intent }) => accountId === undefined || intent.accountId === accountId)
      .reverse();
  }

  /** The baskets that an event has to do with, each once. */
  concernedBy(event: DeskEvent): readonly Basket[] {
    if (this.#all.size === 0) return [];
    if ('basketId' in event) return this.#known([event.basketId]);
    switch (event.type) {
      case 'orders-journaled': {
        const masters = event.skipped.map((skip) => skip.masterOrderId);
        return this.#of([...event.orders.map((order) => order.orderId), ...masters]);
      }
      case 'child-skipped':
        return this.#of([event.skipped.masterOrderId]);
      case 'child-held':
        return this.#of([event.masterOrderId]);
      case 'square-off-started':
        return this.running();
      default:
        return 'orderId' in event && event.orderId !== undefined ? this.#of([event.orderId]) : [];
    }
  }

  /** Applies one entry of the journal. */
  apply({ event, at }: JournalEntry): void {
    switch (event.type) {
      case 'basket-journaled':
        return this.#open(event.basket);
      case 'orders-journaled':
        for (const intent of event.orders) this.#note(intent);
        return;
      case 'basket-incomplete': {
        const { accountId, leg, reason, then } = event;
        const basket = this.#touch(event.basketId, at);
        if (basket !== undefined)
          accountIn(basket, accountId).incomplete ??= { accountId, leg, reason, then };
        return;
      }
      case 'basket-cancelled': {
        const basket = this.#touch(event.basketId, at);
        if (basket !== undefined) basket.cancelled = true;
        return;
      }
      case 'basket-ended': {
        const basket = this.#touch(event.basketId, at);
        if (basket === undefined) return;
        basket.ended = event.outcome;
        this.#running.delete(basket);
        return;
      }
      case 'square-off-started':
        for (const { accountId } of event.accounts) this.#squareOff(accountId);
        return;
      default:
    }
  }

  #open(intent: BasketIntent): void {
    const { basketId, placedAt } = intent;
    const basket: Basket = {
      intent,
      accounts: new Map(),
      cancelled: false,
      ended: undefined,
      updatedAt: placedAt,
    };
    accountIn(basket, intent.accountId);
    this.#all.set(basketId, basket);
    this.#running.add(basket);
    for (const { orderId } of intent.legs) this.#marks.set(orderId, { basketId, leg: orderId, role: 'leg' });
  }

  /** An order belongs where its own mark says, or where the order that it copies does. */
  #note(intent: OrderIntent): void {
    const { orderId, parentOrderId, accountId } = intent;
    const mark = intent.basket ?? (parentOrderId === undefined ? undefined : this.#marks.get(parentOrderId));
    const basket = mark === undefined ? undefined : this.#all.get(mark.basketId);
    if (mark === undefined || basket === undefined) return;
    this.#marks.set(orderId, mark);
    const account = accountIn(basket, accountId);
    if (mark.role === 'undo') push(account.exits, mark.leg, orderId);
    // What a person tries again in an account that could not complete is theirs.
    else if (intent.exitQuantity < intent.quantity && account.incomplete === undefined)
      push(account.entries, mark.leg, orderId);
  }

  /** Everything of the account is closed by that: it gets no further leg. */
  #squareOff(accountId: AccountId): void {
    for (const basket of this.#running) {
      const account = basket.accounts.get(accountId);
      if (account === undefined) continue;
      account.incomplete ??= {
        accountId,
        leg: undefined,
        reason: { code: 'squared-off' },
        then: 'leave',
      };
    }
  }

  #touch(id: BasketId, at: Basket['updatedAt']): Basket | undefined {
    const basket = this.#all.get(id);
    if (basket !== undefined) basket.updatedAt = at;
    return basket;
  }

  #of(ids: readonly OrderId[]): readonly Basket[] {
    return this.#known(ids.flatMap((id) => this.#marks.get(id)?.basketId ?? []));
  }

  #known(ids: readonly BasketId[]): readonly Basket[] {
    return [...new Set(ids)].flatMap((id) => this.#all.get(id) ?? []);
  }
}

function accountIn(basket: Basket, accountId: AccountId): BasketAccount {
  const known = basket.accounts.get(accountId);
  if (known !== undefined) return known;
  const fresh: BasketAccount = { incomplete: undefined, entries: new Map(), exits: new Map() };
  basket.accounts.set(accountId, fresh);
  return fresh;
}

function push(to: Map<OrderId, OrderId[]>, leg: OrderId, orderId: OrderId): void {
  const there = to.get(leg);
  if (there === undefined) to.set(leg, [orderId]);
  else there.push(orderId);
}
