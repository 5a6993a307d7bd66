/**
 * Kill switches: of everything, of a group, of one account.
 *
 * Decides: where nothing may be entered any more, which working entries are cancelled because of it, and that entries of children
 * which wait for something else never go. A switch is a state
 * of the journal, so a restart leaves it as it was; it takes effect the moment it is recorded, and what it could not reach is
 * tried again when the account is back. Keeps I5: nothing here is ever asked about an exit, nor cancels one.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import { adds, type Unreached, type WorkingOrders } from '../change/working-orders.ts';
import type { GroupStore } from '../group/group-store.ts';
import type { RequestMark, SkippedChild } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import type { Instant } from '../ports/clock.ts';
import { accountsIn, reaches, type Scope, scopeKey } from './scope.ts';
import type { SkipReason } from './skip-reason.ts';

const KILLED: SkipReason = { code: 'killed' };

/** How long the answer to a switch waits for brokers to confirm. */
const ANSWER_WITHIN_MS = 3_000;

/** A switch that is on. */
export interface ActiveSwitch {
  readonly scope: Scope;
  readonly since: Instant;
  /** The entries that worked when it was set. */
  readonly orders: readonly OrderId[];
  /** How many entries of children waited when it was set, and do not go any more. */
  readonly held: number;
}

/** How the switches of a user stand. */
export interface KillReport {
  readonly active: readonly ActiveSwitch[];
  readonly orders: readonly OrderId[];
  /** How many entries of children waited, and were ended. */
  readonly held: number;
  /** Entries that may still fill, and accounts whose entries are not known. */
  readonly unreached: readonly Unreached[];
}

export interface KillSwitchParts {
  readonly accounts: Pick<AccountStore, 'userOf' | 'listFor' | 'find'>;
  readonly groups: Pick<GroupStore, 'of' | 'get'>;
  readonly orders: OrderBook;
  readonly journal: Journal;
  readonly working: WorkingOrders;
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
      const { scope, orders, held = 0 } = event;
      const all = this.#active.get(userId) ?? new Map<string, ActiveSwitch>();
      const before = all.get(scopeKey(scope));
      const found = new Set([...(before?.orders ?? []), ...orders]);
      const since = before?.since ?? at;
      all.set(scopeKey(scope), { scope, orders: [...found], held: (before?.held ?? 0) + held, since });
      this.#active.set(userId, all);
    } else if (event.type === 'kill-switch-lifted') this.#active.get(userId)?.delete(scopeKey(event.scope));
  }

  /** Whether nothing may be entered in the account. */
  blocks(accountId: AccountId): boolean {
    return this.#blockedSince(accountId) !== undefined;
  }

  /**
   * Stops everything that adds in the scope, cancels what of it works and ends what of it waits. Resolves when brokers have confirmed, or after
   * 3 s. Throws `account-not-found` or `group-not-found` for what is not the user's.
   */
  async set(userId: UserId, scope: Scope, request?: RequestMark): Promise<KillReport> {
    const { journal, working } = this.#parts;
    const accounts = accountsIn(scope, userId, this.#parts);
    const targets = accounts.flatMap((id) => working.addersOf(id));
    const orders = targets.map((order) => order.intent.orderId);
    const held = this.#heldIn(userId, accounts);
    journal.record(userId, { type: 'kill-switch-set', scope, orders, held: held.length, request });
    this.#endHeld(userId, held);
    await working.stopAdding(targets, KILLED);
    await working.until(() => !targets.some(adds), ANSWER_WITHIN_MS);
    return this.report(userId);
  }

  /** Lets entries pass again in the scope; harmless when it was not stopped. Nothing that was cancelled comes back. */
  async lift(userId: UserId, scope: Scope, request?: RequestMark): Promise<KillReport> {
    // One that carries a key is journaled in any case: sent again later, it must not lift what was set meanwhile.
    if (this.#active.get(userId)?.has(scopeKey(scope)) === true || request !== undefined) {
      this.#parts.journal.record(userId, { type: 'kill-switch-lifted', scope, request });
      await this.#parts.journal.commit();
    }
    return this.report(userId);
  }

  /** What is on, what it cancelled and what it has not reached yet. */
  report(userId: UserId): KillReport {
    const { accounts, orders, working } = this.#parts;
    const active = [...(this.#active.get(userId)?.values() ?? [])];
    const targets = [...new Set(active.flatMap((one) => one.orders))];
    const unreached = accounts
      .listFor(userId)
      .filter(({ id }) => this.blocks(id))
      .flatMap(({ id: accountId }): Unreached[] => {
        const living = working
          .addersOf(accountId)
          .filter((order) => order.cancelWanted || targets.includes(order.intent.orderId));
        const away = working.awayBecause(accountId);
        if (living.length === 0)
          return away === undefined ? [] : [{ accountId, orderId: undefined, reason: away }];
        return living.map((order) => ({
          accountId,
          orderId: order.intent.orderId,
          reason: working.livesBecause(order),
        }));
      });
    const held = active.reduce((sum, one) => sum + one.held, 0);
    return { active, orders: targets.filter((id) => orders.get(id) !== undefined), held, unreached };
  }

  /** An account is back: what worked there when the switch was set, and was not known or not reached then, is cancelled. */
  sweep(accountId: AccountId): void {
    const since = this.#blockedSince(accountId);
    if (since === undefined) return;
    // A crash may have come between the switch and the ends of what waited.
    const userId = this.#parts.accounts.userOf(accountId);
    if (userId !== undefined) this.#endHeld(userId, this.#heldIn(userId, [accountId]));
    // Since then the desk itself has entered nothing. What somebody placed elsewhere after it is theirs.
    const before = this.#parts.working
      .addersOf(accountId)
      .filter(({ intent }) => intent.origin !== 'outside' || intent.placedAt <= since);
    // A journal that cannot be written has stopped the desk.
    if (before.length > 0) this.#parts.working.stopAdding(before, KILLED).catch(() => undefined);
  }

  /** Entries of children that wait, of these children or of these masters: what a killed master does is not copied. */
  #heldIn(userId: UserId, accounts: readonly AccountId[]): readonly SkippedChild[] {
    return this.#parts.orders.list({ userId }).flatMap(({ intent, held }) =>
      held
        .filter(({ part }) => part === 'entry')
        .filter(({ accountId }) => [accountId, intent.accountId].some((id) => accounts.includes(id)))
        .map(({ accountId, part }) => ({ masterOrderId: intent.orderId, accountId, part, reason: KILLED })),
    );
  }

  #endHeld(userId: UserId, held: readonly SkippedChild[]): void {
    for (const skipped of held) this.#parts.journal.record(userId, { type: 'child-skipped', skipped });
  }

  /** When the oldest switch that reaches the account was set. */
  #blockedSince(accountId: AccountId): Instant | undefined {
    const { accounts, groups } = this.#parts;
    const userId = accounts.userOf(accountId);
    const switches = userId === undefined ? undefined : this.#active.get(userId);
    if (switches === undefined || switches.size === 0) return undefined;
    const group = groups.of(accountId);
    for (const { scope, since } of switches.values()) if (reaches(scope, accountId, group)) return since;
    return undefined;
  }
}
