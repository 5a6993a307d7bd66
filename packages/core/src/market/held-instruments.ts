/**
 * What the desk needs prices of by itself: instruments in which an account holds a position or has an order working, and the
 * indices behind them.
 *
 * Decides: what is wanted on behalf of each account. Looked at a moment after the books moved, once for all that moved: the
 * way of an order does not wait for it.
 */
import type { Account, AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import { indexId } from '../instrument/instrument-id.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import { accountsOf } from '../journal/event-accounts.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';

/** Soon enough for a price to be there when it is asked for, and late enough to look once at what came together. */
const LOOK_MS = 50;

export interface HeldInstrumentParts {
  readonly clock: Clock;
  readonly accounts: AccountStore;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  /** Whether anybody can tell a price: without, nothing is looked at. */
  readonly isTold: () => boolean;
  readonly want: (account: Account, owner: string, ids: readonly InstrumentId[]) => void;
}

export class HeldInstruments {
  readonly #parts: HeldInstrumentParts;
  readonly #moved = new Set<AccountId>();
  #timer: CancelTimer | undefined;
  #isClosed = false;

  constructor(parts: HeldInstrumentParts) {
    this.#parts = parts;
  }

  /** A reaction to the journal. */
  onEntry({ event }: JournalEntry): void {
    if (event.type === 'account-changed' && event.change === 'removed') return;
    for (const id of accountsOf(event)) this.#moved.add(id);
    if ('orderId' in event && event.orderId !== undefined) {
      const accountId = this.#parts.orders.get(event.orderId)?.intent.accountId;
      if (accountId !== undefined) this.#moved.add(accountId);
    }
    this.#wait();
  }

  /** Looks at every account: at the start, and when somebody logs in or lists come. */
  lookAtAll(): void {
    for (const { id } of this.#parts.accounts.all()) this.#moved.add(id);
    this.#wait();
  }

  /** The account is gone, and with it what it held. */
  removed(account: Account): void {
    this.#moved.delete(account.id);
    this.#parts.want(account, ownerOf(account), []);
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.();
  }

  #wait(): void {
    if (this.#timer !== undefined || this.#isClosed || this.#moved.size === 0) return;
    if (!this.#parts.isTold()) return this.#moved.clear();
    this.#timer = this.#parts.clock.after(LOOK_MS, () => {
      this.#timer = undefined;
      for (const id of this.#moved) this.#look(id);
      this.#moved.clear();
    });
  }

  #look(accountId: AccountId): void {
    const account = this.#parts.accounts.all().find(({ id }) => id === accountId);
    if (account === undefined) return;
    this.#parts.want(account, ownerOf(account), [...this.#heldOf(accountId)]);
  }

  #heldOf(accountId: AccountId): ReadonlySet<InstrumentId> {
    const { orders, positions, instrumentsOf } = this.#parts;
    const held = new Set<InstrumentId>();
    for (const { instrumentId, product } of positions.keysOf(accountId)) {
      const { net, held: shares, copied } = positions.quantitiesOf(accountId, instrumentId, product);
      if (net !== 0 || shares !== 0 || copied !== 0) held.add(instrumentId);
    }
    for (const { intent } of orders.livingOf(accountId)) held.add(intent.instrumentId);
    const lookup = instrumentsOf(accountId);
    for (const id of [...held]) {
      const instrument = lookup.byId(id);
      if (instrument === undefined || instrument.expiry === undefined) continue;
      const index = lookup.byId(indexId(instrument.exchange, instrument.underlying));
      if (index !== undefined) held.add(index.id);
    }
    return held;
  }
}

function ownerOf({ id }: Account): string {
  return `positions:${id}`;
}
