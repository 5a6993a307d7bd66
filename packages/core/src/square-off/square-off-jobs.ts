/**
 * What square-offs still owe, account by account, as the journal's events leave it.
 *
 * Decides: what belongs to a square-off. It begins with the orders and positions that stood when it was asked for, in an account
 * that was away then with those that are found when it is back, and ends in an account when all of those orders are final and all
 * of those positions are closed, however often the desk was restarted in between. Keeps I5: an exit is never given up.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { DeskEvent } from '../journal/desk-event.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { OrderId } from '../order/order-id.ts';
import type { Product } from '../order/order-terms.ts';
import { istDate } from '../ports/clock.ts';

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
  readonly orders: OrderId[];
  readonly positions: PositionKey[];
  /** YYYY-MM-DD in India: when it began. */
  readonly day: string;
  /** The account was away when it began: what works and is open there is looked for when it is back. */
  unseen: boolean;
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
  apply({ event, userId, at }: JournalEntry): void {
    switch (event.type) {
      case 'square-off-started':
        return this.#start(userId, istDate(at), event);
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

  #start(userId: UserId, day: string, event: Started): void {
    const { squareOffId: id, what, origin } = event;
    for (const found of event.accounts) {
      const { accountId } = found;
      const known = this.of(id).find((job) => job.accountId === accountId);
      if (known !== undefined) {
        add(known, found);
        continue;
      }
      const { orders, positions, unseen = false } = found;
      const begun = { id, userId, accountId, what, origin, day, unseen };
      const job = {
        ...begun,
        orders: [...orders],
        positions: [...positions],
        exits: [],
        closed: [],
        done: false,
      };
      this.#open.set(accountId, [...(this.#open.get(accountId) ?? []), job]);
      this.#byId.set(id, [...(this.#byId.get(id) ?? []), job]);
    }
  }
}

type Started = Extract<DeskEvent, { readonly type: 'square-off-started' }>;

/** The account is back, and what was found there belongs to the job as well. */
function add(job: SquareOffJob, { orders, positions }: Started['accounts'][number]): void {
  job.unseen = false;
  const known = new Set(job.positions.map(({ instrumentId, product }) => `${instrumentId}|${product}`));
  job.orders.push(...orders.filter((id) => !job.orders.includes(id)));
  job.positions.push(
    ...positions.filter(({ instrumentId, product }) => !known.has(`${instrumentId}|${product}`)),
  );
}
