/**
 * Finds divergences and sees them go.
 *
 * Decides: when a difference is one (it has stood for a moment and nothing under way will mend it) and when it is over.
 * Keeps I4. What a paused link leaves in a child is one too: a person decided so, and must see what it left.
 */

import type { AccountId } from '../account/account.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { SignedQuantity } from '../money/quantity.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import { type ChildKey, keyOf } from '../share/following.ts';
import { type DifferenceParts, differenceOf } from './difference.ts';
import type { DivergenceId } from './divergence.ts';
import type { DivergenceBook } from './divergence-book.ts';

/** How long a difference must stand: books, streams and answers come one after the other. */
const STANDS_MS = 1_000;

const NOT_MOVED = 'position-not-moved';

export interface WatchedParts extends DifferenceParts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly journal: Journal;
  readonly divergences: DivergenceBook;
}

export class DivergenceWatch {
  readonly #parts: WatchedParts;
  readonly #timers = new Map<string, CancelTimer>();
  /**
   * What is looked at, as the last news named it, and when (monotonic). News puts it off without a new timer: an order to many
   * children brings much of it.
   */
  readonly #due = new Map<string, { readonly key: ChildKey; readonly atMs: number }>();
  #closed = false;

  constructor(parts: WatchedParts) {
    this.#parts = parts;
  }

  /** Looks again, a moment later, at every child that an entry of the journal may have to do with. */
  onEntry({ event }: JournalEntry, moved: readonly ChildKey[]): void {
    for (const key of moved) this.#lookSoon(key);
    if (event.type === 'group-changed') {
      const children = event.group?.children ?? [];
      for (const { accountId } of children) this.lookAt(accountId);
      return;
    }
    if (event.type === 'account-logged-out') return this.lookAt(event.accountId);
    // What leaves its lane is as much on its way as it was there.
    if (!('orderId' in event) || event.type === 'order-sending') return;
    const { orders, groups } = this.#parts;
    const order = orders.get(event.orderId);
    const group = order === undefined ? undefined : groups.of(order.intent.accountId);
    if (order === undefined || group === undefined) return;
    const { accountId, instrumentId, product } = order.intent;
    const ids = accountId === group.masterId ? group.children.map((link) => link.accountId) : [accountId];
    for (const id of ids) this.#lookSoon({ groupId: group.id, accountId: id, instrumentId, product });
  }

  /** Looks at every part of an account, a moment later. */
  lookAt(accountId: AccountId): void {
    // What is open of a group that the account has left is of no part of it any more.
    for (const open of this.#parts.divergences.openOf(accountId)) this.#lookSoon(open);
    for (const key of this.#parts.expectations.keys(accountId)) this.#lookSoon(key);
  }

  /** Ends every timer. */
  close(): void {
    this.#closed = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#due.clear();
  }

  #lookSoon(key: ChildKey): void {
    if (this.#closed) return;
    const { expectations, divergences, clock } = this.#parts;
    if (!expectations.knows(key) && divergences.openAt(key) === undefined) return;
    const name = keyOf(key);
    this.#due.set(name, { key, atMs: clock.monotonicMs() + STANDS_MS });
    if (!this.#timers.has(name)) this.#wait(name, STANDS_MS);
  }

  #wait(name: string, waitMs: number): void {
    const cancel = this.#parts.clock.after(waitMs, () => {
      const due = this.#due.get(name);
      const leftMs = (due?.atMs ?? 0) - this.#parts.clock.monotonicMs();
      if (leftMs > 0) return this.#wait(name, leftMs);
      this.#timers.delete(name);
      this.#due.delete(name);
      if (due !== undefined) this.#look(due.key);
    });
    this.#timers.set(name, cancel);
  }

  #look(key: ChildKey): void {
    const { accounts, groups, divergences, journal, ids } = this.#parts;
    const link = groups.linkOf(key.groupId, key.accountId);
    const open = divergences.openAt(key);
    const found = link === undefined ? undefined : differenceOf(this.#parts, key);
    // Of a removed account only what was open is left to be said.
    const userId = open?.userId ?? accounts.userOf(key.accountId);
    if (userId === undefined) return;
    const { groupId, accountId, instrumentId, product } = key;
    const about = { groupId, accountId, instrumentId, product };
    if (found?.cause.code === NOT_MOVED && divergences.isWanted(key)) return;
    if (found === undefined) {
      if (open === undefined) return;
      // What could not be taken along is found by comparing: until that was done again, nothing says that it is over.
      if (open.cause.code === NOT_MOVED && !accounts.stateOf(accountId).settled) return;
      const held = (this.#parts.expectations.view(key)?.held ?? 0) as SignedQuantity;
      const now = { expected: held, actual: held, by: 'matched' as const };
      journal.record(userId, { ...about, ...now, type: 'divergence-resolved', divergenceId: open.id });
      return;
    }
    const now = {
      expected: found.expected as SignedQuantity,
      actual: found.actual as SignedQuantity,
      cause: found.cause,
    };
    if (open === undefined) {
      const divergenceId = `dvg-${ids.next()}` as DivergenceId;
      journal.record(userId, { ...about, ...now, type: 'divergence-opened', divergenceId });
    } else if (
      open.groupId !== groupId ||
      open.expected !== now.expected ||
      open.actual !== now.actual ||
      open.cause.code !== now.cause.code
    ) {
      journal.record(userId, { ...about, ...now, type: 'divergence-changed', divergenceId: open.id });
    }
  }
}
