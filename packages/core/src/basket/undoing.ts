/**
 * Takes out of an account what it has of a basket that it cannot complete: shorts first, hedges last (domain §4.12).
 *
 * Decides: when the next exit goes, and when it is tried again. Keeps I5 (an exit is tried until what it takes is out) and I6:
 * every exit goes the ordinary way, which takes no more than is there. It looks at what is, so a restart goes on.
 */
import type { AccountId } from '../account/account.ts';
import type { CopyTrader } from '../copy/copy-trader.ts';
import type { FanOutParts } from '../copy/fan-out.ts';
import { TradingError } from '../errors/trading-error.ts';
import { ExitsAgain } from '../exit/exits-again.ts';
import { NONE, type Quantity } from '../money/quantity.ts';
import { isOrderFinal } from '../order/order.ts';
import type { OrderOrigin } from '../order/order-intent.ts';
import { opposite } from '../order/order-terms.ts';
import type { Basket, BasketLeg } from './basket.ts';
import type { LookAgain } from './look-again.ts';
import { leftToUndo, nextUndo } from './to-undo.ts';

export interface UndoingParts extends FanOutParts {
  readonly trader: Pick<CopyTrader, 'exit'>;
  readonly lookAgain: LookAgain;
}

interface Exit {
  readonly basket: Basket;
  readonly accountId: AccountId;
  readonly leg: BasketLeg;
  /** What is to go by what is known now: a person may change an exit of the basket while another one waits to be made. */
  readonly wanted: () => Quantity;
  readonly origin: OrderOrigin;
}

export class Undoing {
  readonly #parts: UndoingParts;
  /** Exits that are being asked for, by basket and account: one at a time. */
  readonly #asking = new Set<string>();
  /** Exits in a row that could not be made, and when the next is tried (monotonic). */
  readonly #refused = new Map<string, { readonly count: number; readonly notBeforeMs: number }>();
  readonly #again: ExitsAgain;

  constructor(parts: UndoingParts) {
    this.#parts = parts;
    this.#again = new ExitsAgain(parts.clock);
  }

  /** Takes out what the account's own legs brought. True when nothing is left of it. */
  takeOut(basket: Basket, accountId: AccountId): boolean {
    const next = nextUndo(this.#parts, basket, accountId);
    if (next !== undefined && next !== 'wait') {
      const { leg } = next;
      const wanted = (): Quantity => leftToUndo(this.#parts, basket, leg, accountId);
      this.#exit({ basket, accountId, leg, wanted, origin: 'desk' });
    }
    return next === undefined && !this.#asking.has(nameOf(basket, accountId));
  }

  /**
   * A child follows its master out of the basket by ordinary copies; what it has beyond its share is taken out here. True when
   * there is nothing of that.
   */
  unwind(basket: Basket, accountId: AccountId): boolean {
    const { legs } = basket.intent;
    for (const side of ['SELL', 'BUY'] as const) {
      let settled = true;
      for (const leg of legs.filter(({ command }) => command.side === side)) {
        const excess = this.#parts.basketGate.excessOf(basket, leg, accountId);
        // What it owes its master's exits goes by itself (`exit/owed-exits.ts`).
        const owes = side === 'SELL' && this.#parts.basketGate.owedShort({ ...leg.command, accountId }) > 0;
        if (excess === 0 && !owes) continue;
        settled = false;
        if (excess === 0 || excess === 'moving' || this.#masterMoves(leg)) continue;
        const wanted = (): Quantity => {
          const now = this.#parts.basketGate.excessOf(basket, leg, accountId);
          return (now === 'moving' ? NONE : now) as Quantity;
        };
        this.#exit({ basket, accountId, leg, wanted, origin: 'repair' });
      }
      if (!settled) return false;
    }
    return !this.#asking.has(nameOf(basket, accountId));
  }

  /** The account is back: what could not be made is tried at once. */
  onSettled(accountId: AccountId): void {
    for (const name of [...this.#refused.keys()])
      if (name.endsWith(`|${accountId}`)) this.#refused.delete(name);
  }

  /** What the master's own orders are about to do changes what the child should hold. */
  #masterMoves({ orderId, command }: BasketLeg): boolean {
    const { orders } = this.#parts;
    const leg = orders.get(orderId);
    return (
      leg !== undefined &&
      (!isOrderFinal(leg) || orders.livingAt(command).some((one) => one.exitQuantity > 0))
    );
  }

  #exit(exit: Exit): void {
    const { clock, lookAgain } = this.#parts;
    const { basket, accountId, leg } = exit;
    const name = nameOf(basket, accountId);
    if (this.#asking.has(name)) return;
    const refusedMs = (this.#refused.get(name)?.notBeforeMs ?? 0) - clock.monotonicMs();
    const waitMs = Math.max(refusedMs, this.#afterFailures(exit));
    if (waitMs > 0) return lookAgain.in(basket, `exit ${accountId}`, waitMs);
    const { instrumentId, product, side } = leg.command;
    const { userId, basketId } = basket.intent;
    this.#asking.add(name);
    this.#parts.trader
      .exit(userId, {
        accountId,
        instrumentId,
        product,
        side: opposite(side),
        quantity: exit.wanted(),
        stillWanted: exit.wanted,
        origin: exit.origin,
        basket: { basketId, leg: leg.orderId, role: 'undo' },
      })
      .then(
        () => this.#refused.delete(name),
        (error: unknown) => this.#note(exit, error),
      )
      .finally(() => {
        this.#asking.delete(name);
        lookAgain.in(basket, `exit ${accountId}`, 0);
      });
  }

  /** How long the next exit waits, by how many of them have taken nothing. */
  #afterFailures(exit: Exit): number {
    const { orders } = this.#parts;
    const { basket, accountId, leg } = exit;
    const made = basket.accounts.get(accountId)?.exits.get(leg.orderId) ?? [];
    const { failed, waitMs } = this.#again.after(
      accountId,
      made.flatMap((id) => orders.get(id) ?? []),
    );
    this.#tell(exit, failed, 'The exits ended without taking it out.');
    return waitMs;
  }

  /** No order was made: the account is away, the market closed, or the books moved while it waited. */
  #note(exit: Exit, error: unknown): void {
    if (!TradingError.is(error)) throw error;
    const name = nameOf(exit.basket, exit.accountId);
    const count = (this.#refused.get(name)?.count ?? 0) + 1;
    this.#refused.set(name, {
      count,
      notBeforeMs: this.#parts.clock.monotonicMs() + this.#again.pauseMs(count),
    });
    this.#tell(exit, count, error.message);
  }

  #tell({ basket, accountId, leg }: Exit, failed: number, why: string): void {
    if (!this.#again.mustTell(`${nameOf(basket, accountId)}|${leg.orderId}`, failed)) return;
    const text = `This account still holds ${leg.command.instrumentId} of a basket that it could not complete, after ${failed} attempts to take it out. ${why} It is tried on.`;
    const { userId } = basket.intent;
    this.#parts.journal.record(userId, { type: 'alert-raised', code: 'basket-not-undone', accountId, text });
  }
}

function nameOf({ intent }: Basket, accountId: AccountId): string {
  return `${intent.basketId}|${accountId}`;
}
