/**
 * Every divergence, open and of late resolved, as the journal's events leave it. State only; `divergence-watch.ts` finds them.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Instant } from '../ports/clock.ts';
import type { ChildKey } from '../share/following.ts';
import type { Divergence, DivergenceId } from './divergence.ts';

/** So many resolved ones are kept to look at. */
const RESOLVED_KEPT = 1_000;

export class DivergenceBook {
  readonly #all = new Map<DivergenceId, Divergence>();
  readonly #open = new Map<string, DivergenceId>();
  /** Where a person has looked at what could not be taken along over night, and leaves it so. */
  readonly #wanted = new Set<string>();
  #resolved: DivergenceId[] = [];

  /** Applies one entry of the journal. */
  apply({ event, userId, at }: JournalEntry): void {
    if (event.type === 'divergence-opened') {
      const { type: _type, divergenceId: id, ...rest } = event;
      this.#all.set(id, { ...rest, id, userId, since: at, resolvedAt: undefined });
      this.#open.set(nameOf(event), id);
      return;
    }
    // Seen in a book under its name: what a person wanted is over.
    if (event.type === 'position-carried') this.#wanted.delete(nameOf(event));
    if (event.type === 'position-moved') return this.#replace(event);
    if (event.type === 'account-changed' && event.change === 'removed')
      for (const open of this.openOf(event.accountId)) this.#close(open, at);
    if (event.type !== 'divergence-changed' && event.type !== 'divergence-resolved') return;
    const before = this.#all.get(event.divergenceId);
    if (before === undefined) return;
    const { expected, actual } = event;
    if (event.type === 'divergence-changed') {
      this.#all.set(before.id, { ...before, groupId: event.groupId, expected, actual, cause: event.cause });
      return;
    }
    if (event.by === 'accepted' && before.cause.code === 'position-not-moved')
      this.#wanted.add(nameOf(event));
    this.#close({ ...before, expected, actual }, at);
  }

  #close(one: Divergence, at: Instant): void {
    this.#all.set(one.id, { ...one, resolvedAt: at });
    this.#open.delete(nameOf(one));
    this.#resolved.push(one.id);
    for (const id of this.#resolved.splice(0, Math.max(0, this.#resolved.length - RESOLVED_KEPT)))
      this.#all.delete(id);
  }

  /** A corporate action: what differed in the old instrument differs in the new one, until somebody looks. */
  #replace(event: Extract<JournalEntry['event'], { readonly type: 'position-moved' }>): void {
    const { accountId, product, ratio, to: instrumentId } = event;
    this.#wanted.delete(nameOf({ accountId, product, instrumentId: event.from }));
    const open = this.openAt({ accountId, product, instrumentId: event.from });
    if (open === undefined) return;
    const after = (quantity: number) =>
      Math.trunc((quantity * ratio.to) / ratio.from) as Divergence['expected'];
    this.#open.delete(nameOf(open));
    this.#open.set(nameOf({ accountId, product, instrumentId }), open.id);
    const { expected, actual } = open;
    this.#all.set(open.id, { ...open, instrumentId, expected: after(expected), actual: after(actual) });
  }

  /** A user's divergences, the newest first: the open ones, or all that are kept. */
  list(userId: UserId, which: 'open' | 'all' = 'open'): readonly Divergence[] {
    return [...this.#all.values()]
      .filter((one) => one.userId === userId && (which === 'all' || one.resolvedAt === undefined))
      .reverse();
  }

  /** One divergence, or undefined. */
  get(id: DivergenceId): Divergence | undefined {
    return this.#all.get(id);
  }

  /** What is open of an account. */
  openOf(accountId: AccountId): readonly Divergence[] {
    const open = [...this.#open.values()].flatMap((id) => this.#all.get(id) ?? []);
    return open.filter((one) => one.accountId === accountId);
  }

  /** Whether a person wants what could not be taken along over night to stay as it is. */
  isWanted(key: Omit<ChildKey, 'groupId'>): boolean {
    return this.#wanted.has(nameOf(key));
  }

  /** The open divergence of a child's part, or undefined. */
  openAt(key: Omit<ChildKey, 'groupId'>): Divergence | undefined {
    const id = this.#open.get(nameOf(key));
    return id === undefined ? undefined : this.#all.get(id);
  }
}

function nameOf(key: Omit<ChildKey, 'groupId'>): string {
  return `${key.accountId}|${key.instrumentId}|${key.product}`;
}
