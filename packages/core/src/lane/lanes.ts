/**
 * The lanes of all accounts, each made when it is first asked for.
 *
 * Decides: when a lane is open, and for what. Keeps I7: every account has a lane and a budget of its own.
 */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { Journal } from '../journal/journal.ts';
import { clockFor, type DeskClock, type Instant } from '../ports/clock.ts';
import { Lane, type LaneOpening } from './lane.ts';
import { RateBudget } from './rate-budget.ts';

export interface LaneParts {
  readonly clock: DeskClock;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  /** Wall times of writes of before a restart that the broker may still count. */
  readonly recentWrites: (accountId: AccountId) => readonly Instant[];
}

export class Lanes {
  readonly #parts: LaneParts;
  readonly #lanes = new Map<AccountId, Lane>();

  constructor(parts: LaneParts) {
    this.#parts = parts;
  }

  /** The lane of an account. */
  of(accountId: AccountId): Lane {
    let lane = this.#lanes.get(accountId);
    if (lane === undefined) {
      const { clock, accounts } = this.#parts;
      const account = accounts.get(accountId);
      const rates = this.#parts.brokers.get(account.brokerId)?.capabilities.orderRates ?? [];
      const budget = new RateBudget(rates, clockFor(clock, accountId));
      budget.restore(this.#parts.recentWrites(accountId));
      lane = new Lane(clock, budget, () => this.#openingOf(accountId));
      this.#lanes.set(accountId, lane);
    }
    return lane;
  }

  /** Every lane that was asked for. */
  all(): readonly Lane[] {
    return [...this.#lanes.values()];
  }

  /** Entries go once the account is settled, exits and cancels once its books were read (domain §6). */
  #openingOf(accountId: AccountId): LaneOpening {
    const state = this.#parts.accounts.stateOf(accountId);
    if (state.session === undefined || !this.#parts.journal.available) return 'closed';
    if (state.settled) return 'open';
    return state.booksRead ? 'reducing' : 'closed';
  }
}
