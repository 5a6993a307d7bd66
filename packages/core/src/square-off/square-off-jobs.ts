/**
 * What square-offs still owe, account by account, as the journal's events leave it.
 *
 * Decides: what belongs to a square-off. It begins with the orders and positions that stood when it was asked for, and ends in
 * an account when all of those orders are final and all of those positions are closed, however often the desk was restarted
 * in between. Keeps I5: an exit is never given up.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { DeskEvent } from '../journal/desk-event.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { OrderId } from '../order/order-id.ts';
import type { Product } from '../order/order-terms.ts';

/** What a square-off closes: the whole of the day's position, only what was copied, or what of a position is protected. */
export type SquareOffWhat = 'day' | 'copied' | 'protected';

/** Instrument and product of a position. */
export interface PositionKey {
  readonly instrumentId: InstrumentId;
  readonly product: Product;
}

/** One account of a square-off. */
export interface SquareOffJob {
  readonly id: string;
  readonly userId: UserId;
  readonly accountId: AccountId;
  readonly what: SquareOffWhat;
  readonly origin: 'square-off' | 'protection';
  /** The orders that worked when it began: they are cancelled, and what they fill all the same is closed. */
  readonly orders: readonly OrderId[];
  readonly positions: readonly PositionKey[];
  /** The exits that it made so far, oldest first. */
  readonly exits: OrderId[];
  /** Which of the positions it has closed: what is opened there afterwards is no part of it. */
  readonly closed: PositionKey[];
  done: boolean;
}

export class SquareOffJobs {
  readonly #open = new Map<AccountId, SquareOffJob[]>();
  readonly #byId = new Map<string, SquareOffJob[]>();

  /** Applies one entry of the journal. */
  apply({ event, userId }: JournalEntry): void {
    switch (event.type) {
      case 'square-off-started':
        return this.#start(userId, event);
      case 'square-off-closed': {
        const { instrumentId, product } = event;
        for (const job of this.of(event.squareOffId))
          if (job.accountId === event.accountId) job.closed.push({ instrumentId, product });
        return;
      }
      case 'square-off-finished': {
        const jobs = this.#open.get(event.accountId) ?? [];
        for (const job of jobs) if (job.id === event.squareOffId) job.done = true;
        const left = jobs.filter((job) => !job.done);
        if (left.length > 0) this.#open.set(event.accountId, left);
        else this.#open.delete(event.accountId);
        return;
      }
      case 'orders-journaled':
        for (const { origin, accountId, orderId } of event.orders) {
          if (origin !== 'square-off' && origin !== 'protection') continue;
          for (const job of this.#open.get(accountId) ?? [])
            if (job.origin === origin) job.exits.push(orderId);
        }
        return;
      default:
    }
  }

  /** What the account still owes, oldest first. */
  openOf(accountId: AccountId): readonly SquareOffJob[] {
    return this.#open.get(accountId) ?? [];
  }

  /** Every account that still owes something. */
  accounts(): readonly AccountId[] {
    return [...this.#open.keys()];
  }

  /** The accounts of one square-off, done or not. */
  of(id: string): readonly SquareOffJob[] {
    return this.#byId.get(id) ?? [];
  }

  #start(userId: UserId, event: Extract<DeskEvent, { readonly type: 'square-off-started' }>): void {
    const { squareOffId: id, what, origin } = event;
    for (const { accountId, orders, positions } of event.accounts) {
      const job = {
        id,
        userId,
        accountId,
        what,
        origin,
        orders,
        positions,
        exits: [],
        closed: [],
        done: false,
      };
      this.#open.set(accountId, [...(this.#open.get(accountId) ?? []), job]);
      this.#byId.set(id, [...(this.#byId.get(id) ?? []), job]);
    }
  }
}
