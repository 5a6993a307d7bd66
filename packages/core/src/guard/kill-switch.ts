/**
 * Kill switches: of everything, of a group, of one account.
 *
 * Decides: where nothing may be entered any more. It is a state of the journal, so a restart leaves it as it was; it takes
 * effect the moment it is recorded. Keeps I5: nothing here is ever asked about an exit.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { GroupStore } from '../copy/group-store.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { OrderId } from '../order/order-id.ts';
import type { Instant } from '../ports/clock.ts';
import { reaches, type Scope, scopeKey } from './scope.ts';

/** A switch that is on. */
export interface ActiveSwitch {
  readonly scope: Scope;
  readonly since: Instant;
  /** The entries that worked when it was set. */
  readonly orders: readonly OrderId[];
}

export interface KillSwitchParts {
  readonly accounts: Pick<AccountStore, 'userOf'>;
  readonly groups: Pick<GroupStore, 'of'>;
}

export class KillSwitch {
  readonly #parts: KillSwitchParts;
  readonly #active = new Map<UserId, Map<string, ActiveSwitch>>();

  constructor(parts: KillSwitchParts) {
    this.#parts = parts;
  }

  /** Applies one entry of the journal. */
  apply({ event, userId, at }: JournalEntry): void {
    if (event.type === 'kill-switch-set') {
      const { scope, orders } = event;
      const all = this.#active.get(userId) ?? new Map<string, ActiveSwitch>();
      const before = all.get(scopeKey(scope));
      const found = new Set([...(before?.orders ?? []), ...orders]);
      all.set(scopeKey(scope), { scope, orders: [...found], since: before?.since ?? at });
      this.#active.set(userId, all);
    } else if (event.type === 'kill-switch-lifted') this.#active.get(userId)?.delete(scopeKey(event.scope));
  }

  /** The switches of a user that are on, oldest first. */
  active(userId: UserId): readonly ActiveSwitch[] {
    return [...(this.#active.get(userId)?.values() ?? [])];
  }

  /** Whether nothing may be entered in the account. */
  blocks(accountId: AccountId): boolean {
    return this.blockedBy(accountId) !== undefined;
  }

  /** The oldest switch that reaches the account. */
  blockedBy(accountId: AccountId): ActiveSwitch | undefined {
    const userId = this.#parts.accounts.userOf(accountId);
    const switches = userId === undefined ? undefined : this.#active.get(userId);
    if (switches === undefined || switches.size === 0) return undefined;
    const group = this.#parts.groups.of(accountId);
    for (const one of switches.values()) if (reaches(one.scope, accountId, group)) return one;
    return undefined;
  }
}
