/**
 * Carries baskets out: leg by leg, in each account on its own, complete or undone (domain §4.12).
 *
 * Decides: when the next leg goes, and when an account cannot complete. Keeps I1 and I2 (a leg is an ordinary order of its account
 * whose id stands in the journaled plan, so that a restart goes on where the journal stands) and I7 (one account's trouble is its
 * own). It looks at what is, not at what happened: whatever was missed changes nothing about it.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { CopyTrader } from '../copy/copy-trader.ts';
import type { FanOut, FanOutParts } from '../copy/fan-out.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { RequestMark } from '../journal/desk-event.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import { isOrderFinal } from '../order/order.ts';
import type { OrderId } from '../order/order-id.ts';
import { type Basket, type BasketId, type BasketLeg, incompleteOf, isUndone } from './basket.ts';
import type { BasketBook } from './basket-book.ts';
import { BasketChildren } from './basket-children.ts';
import { Incompletes } from './incompletes.ts';
import { LookAgain } from './look-again.ts';
import { type BasketCommand, basketIntent } from './place-basket.ts';
import { Undoing } from './undoing.ts';

/** How long the answer to a basket waits for its legs. */
const ANSWER_WITHIN_MS = 3_000;

/** How soon a leg is tried again that could not be made just now. */
const RETRY_MS = 1_000;

/** How soon a basket that is not done is looked at when nothing of it was heard: a clock may have been moved. */
const TICK_MS = 5_000;

/** Refusals that may be over in a moment: the account is being read or logged in, the lists are on their way. */
const PASSING = new Set([
  'account-not-settled',
  'instruments-not-loaded',
  'no-session',
  'rate-limited',
  'journal-unavailable',
]);

export interface BasketParts extends FanOutParts {
  readonly baskets: BasketBook;
  readonly trader: CopyTrader;
  readonly fanOut: Pick<FanOut, 'cancelChild' | 'releaseHeld'>;
}

export class Baskets {
  readonly book: BasketBook;
  readonly #parts: BasketParts;
  readonly #lookAgain: LookAgain;
  readonly #undoing: Undoing;
  readonly #incompletes: Incompletes;
  readonly #children: BasketChildren;
  readonly #looking = new Set<BasketId>();
  readonly #again = new Set<BasketId>();
  /** Legs that are being made. */
  readonly #making = new Set<OrderId>();
  /** Those who wait for the answer to a basket. */
  readonly #waiting = new Map<BasketId, () => void>();
  #closed = false;

  constructor(parts: BasketParts) {
    this.#parts = parts;
    this.book = parts.baskets;
    this.#lookAgain = new LookAgain(parts.clock, (id) => this.#look(id));
    const lookAgain = this.#lookAgain;
    this.#undoing = new Undoing({ ...parts, lookAgain });
    this.#incompletes = new Incompletes(parts);
    this.#children = new BasketChildren({ ...parts, lookAgain, incompletes: this.#incompletes });
  }

  /**
   * Takes a basket. Resolves when it is durable and its legs are answered, or after 3 s; what is left then goes on by itself.
   * Rejects with a TradingError, its path in the leg at fault, when nothing happened and nothing will.
   */
  async place(userId: UserId, command: BasketCommand): Promise<BasketId> {
    const { journal, trader, ids, clock, accounts } = this.#parts;
    const { id: accountId } = accounts.find(userId, command.accountId);
    // Which legs close something decides their order.
    for (const leg of command.legs) await trader.known({ ...leg, accountId });
    const basket = basketIntent(trader, userId, command, { ids, now: clock.now(accountId) });
    const { basketId } = basket;
    journal.record(userId, { type: 'basket-journaled', basket, request: command.request });
    await journal.commit();
    const answered = this.#answered(basketId);
    this.#look(basketId);
    await answered;
    return basketId;
  }

  /**
   * Ends a basket before it is complete: nothing more of it is entered, and each account that is not complete does as the basket
   * says. Resolves when that is durable. Rejects with `basket-not-found`, or `basket-ended` when there is nothing to end.
   */
  async cancel(userId: UserId, basketId: BasketId, request?: RequestMark): Promise<void> {
    const basket = this.#owned(userId, basketId);
    if (basket.ended !== undefined) throw new TradingError('basket-ended', { basket: basketId });
    const { accountId } = basket.intent;
    const { journal } = this.#parts;
    if (!basket.cancelled) journal.record(userId, { type: 'basket-cancelled', basketId, accountId, request });
    await journal.commit();
  }

  /** The user's basket. Throws `basket-not-found`. */
  get(userId: UserId, basketId: BasketId): Basket {
    return this.#owned(userId, basketId);
  }

  /** Reacts to a new entry of the journal, after every book has applied it. */
  onEntry({ event }: JournalEntry): void {
    // What was only just asked for begins when it is durable.
    if (event.type === 'basket-journaled') return;
    for (const { intent } of this.book.concernedBy(event)) this.#look(intent.basketId);
  }

  /** The account's books are read: what of baskets waited for that goes on, also what a crash cut off. */
  onSettled(accountId: AccountId): void {
    this.#undoing.onSettled(accountId);
    this.look();
  }

  /** Looks at every basket that is not done: after a start, or when the clock was moved. */
  look(): void {
    for (const { intent } of this.book.running()) this.#look(intent.basketId);
  }

  /** Stops; what is to be done stands in the journal, and goes on after the next start. */
  close(): void {
    this.#closed = true;
    this.#lookAgain.close();
  }

  /** Once at a time for each basket; what happens meanwhile is looked at afterwards. */
  #look(id: BasketId): void {
    if (this.#closed) return;
    this.#again.add(id);
    if (this.#looking.has(id)) return;
    this.#looking.add(id);
    try {
      while (this.#again.delete(id)) {
        const basket = this.book.get(id);
        if (basket !== undefined) this.#advance(basket);
      }
    } finally {
      this.#looking.delete(id);
    }
  }

  #advance(basket: Basket): void {
    const { accountId, userId, basketId } = basket.intent;
    if (basket.ended === undefined) {
      this.#advanceOwn(basket);
      this.#children.advance(basket);
    }
    // What fills late in an account that took everything out is taken out all the same.
    const undone = this.#undo(basket);
    if (basket.ended !== undefined) return;
    if (this.#isAnswered(basket)) this.#waiting.get(basketId)?.();
    if (this.#again.has(basketId)) return;
    const isOver = undone && this.#isOver(basket) && this.#children.areOver(basket);
    if (!isOver) return this.#lookAgain.in(basket, 'tick', TICK_MS);
    const isComplete = [...basket.accounts.values()].every((account) => account.incomplete === undefined);
    const outcome = isComplete ? 'complete' : 'incomplete';
    this.#parts.journal.record(userId, { type: 'basket-ended', basketId, accountId, outcome });
  }

  /** The next leg goes when the one before it has filled. */
  #advanceOwn(basket: Basket): void {
    const { clock, basketGate } = this.#parts;
    const { accountId, legs, completeBy } = basket.intent;
    for (const [place, leg] of legs.entries()) {
      const state = basketGate.legOf(basket, leg, accountId);
      if (incompleteOf(basket, accountId) !== undefined) {
        if (state.kind === 'works') this.#incompletes.cancelEntries(state.orders);
        continue;
      }
      if (state.kind === 'complete') continue;
      if (state.kind === 'failed') return this.#fail(basket, leg, state.reason);
      if (basket.cancelled) return this.#fail(basket, leg, { code: 'basket-cancelled' });
      const leftMs = completeBy - clock.now(accountId);
      // An exit has no age; what is still to be entered has one.
      const enters = legs.slice(place).some((one) => !one.exits);
      if (enters && leftMs <= 0) return this.#fail(basket, leg, { code: 'basket-timeout' });
      if (enters) this.#lookAgain.in(basket, 'own', leftMs);
      if (state.kind === 'waits') this.#make(basket, leg);
      return;
    }
  }

  #make(basket: Basket, leg: BasketLeg): void {
    const { userId, basketId } = basket.intent;
    const { orderId } = leg;
    if (this.#making.has(orderId)) return;
    this.#making.add(orderId);
    const mark = { basketId, leg: orderId, role: 'leg' } as const;
    this.#parts.trader
      .place(userId, { ...leg.command, basket: mark })
      .catch((error: unknown) => {
        if (!TradingError.is(error)) throw error;
        if (PASSING.has(error.code)) return this.#lookAgain.in(basket, 'make', RETRY_MS);
        // Journaled, and the journal failed: whatever it became is found in it after the next start.
        if (this.#parts.orders.get(orderId) === undefined) this.#fail(basket, leg, reasonOf(error));
      })
      .finally(() => {
        this.#making.delete(orderId);
        if (this.#parts.orders.get(orderId) !== undefined) this.#look(basketId);
      });
  }

  #fail(basket: Basket, leg: BasketLeg, reason: Parameters<Incompletes['note']>[1]['reason']): void {
    const { accountId, basketId } = basket.intent;
    if (incompleteOf(basket, accountId) !== undefined) return;
    this.#again.add(basketId);
    this.#incompletes.note(basket, { accountId, leg, reason });
  }

  /** True when nothing is left to be taken out anywhere. */
  #undo(basket: Basket): boolean {
    let isDone = true;
    for (const [accountId, { incomplete }] of basket.accounts)
      if (incomplete?.then === 'flatten') isDone = this.#undoing.takeOut(basket, accountId) && isDone;
    if (!isUndone(basket)) return isDone;
    for (const accountId of this.#children.followersOf(basket))
      isDone = this.#undoing.unwind(basket, accountId) && isDone;
    return isDone;
  }

  /** In its own account nothing of it can fill any more, and nothing is still to be sent. */
  #isOver(basket: Basket): boolean {
    const { orders } = this.#parts;
    const { accountId, legs } = basket.intent;
    if (legs.some((leg) => this.#making.has(leg.orderId))) return false;
    const made = legs.map((leg) => orders.get(leg.orderId)).filter((order) => order !== undefined);
    if (made.some((order) => !isOrderFinal(order))) return false;
    return incompleteOf(basket, accountId) !== undefined || made.length === legs.length;
  }

  #isAnswered(basket: Basket): boolean {
    const { orders } = this.#parts;
    const { accountId, legs } = basket.intent;
    if (incompleteOf(basket, accountId) !== undefined) return true;
    return legs.every((leg) => {
      const order = orders.get(leg.orderId);
      return order?.slices.every(({ status }) => status !== 'journaled' && status !== 'sending') === true;
    });
  }

  #answered(id: BasketId): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(id);
        cancel();
        resolve();
      };
      const cancel = this.#parts.clock.after(ANSWER_WITHIN_MS, done);
      this.#waiting.set(id, done);
    });
  }

  #owned(userId: UserId, id: BasketId): Basket {
    const basket = this.book.get(id);
    if (basket === undefined || basket.intent.userId !== userId)
      throw new TradingError('basket-not-found', { basket: id });
    return basket;
  }
}

/** A guard speaks for itself. */
function reasonOf({ code, facts }: TradingError): Parameters<Incompletes['note']>[1]['reason'] {
  const { guard, limit, figure } = facts;
  const of = (fact: typeof guard): string | number | undefined =>
    Array.isArray(fact) ? undefined : (fact as string);
  if (typeof guard !== 'string') return { code };
  return { code: guard as 'killed', limit: of(limit), figure: of(figure) };
}
