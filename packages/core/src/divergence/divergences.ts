/**
 * What children hold beside what they should: the fold, what they owe, what differs, and how a person ends it. Puts the pieces
 * of this folder together; decides nothing.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { ConversionBook } from '../conversion/conversion-book.ts';
import type { FanOutParts } from '../copy/fan-out.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Quantity } from '../money/quantity.ts';
import type { Order } from '../order/order.ts';
import type { Divergence, DivergenceId } from './divergence.ts';
import { DivergenceBook } from './divergence-book.ts';
import { DivergenceWatch } from './divergence-watch.ts';
import { type ChildKey, Expectations } from './expectations.ts';
import { OwedExits } from './owed-exits.ts';
import { sendOwedExit } from './owed-order.ts';
import { Repair } from './repair.ts';

export class Divergences {
  readonly expectations: Expectations;
  readonly repair: Repair;
  readonly #book = new DivergenceBook();
  readonly #owed: OwedExits;
  readonly #watch: DivergenceWatch;
  readonly #groups: FanOutParts['groups'];
  /** Children whose share an entry moved, until the reactions to it have looked. */
  readonly #moved = new WeakMap<JournalEntry, readonly ChildKey[]>();

  constructor(parts: FanOutParts, conversions: ConversionBook) {
    this.#groups = parts.groups;
    this.expectations = new Expectations(parts.orders, parts.positions, parts.capitals);
    const { expectations } = this;
    this.#owed = new OwedExits({
      ...parts,
      expectations,
      send: (exit) =>
        sendOwedExit(parts, { ...exit, lotSize: expectations.view(exit.key)?.lotSize ?? exit.quantity }),
    });
    this.#watch = new DivergenceWatch({ ...parts, expectations, conversions, divergences: this.#book });
    this.repair = new Repair({ ...parts, expectations, divergences: this.#book });
  }

  /** State: after the order book and the position book. */
  apply(entry: JournalEntry): void {
    this.#book.apply(entry);
    const moved = this.expectations.apply(entry);
    if (moved.length > 0) this.#moved.set(entry, moved);
  }

  /** Reaction: sends what is owed, and looks for what differs. */
  onEntry(entry: JournalEntry): void {
    const moved = this.#moved.get(entry) ?? [];
    this.#moved.delete(entry);
    this.#owed.onEntry(entry, moved);
    this.#watch.onEntry(entry, moved);
  }

  /** Looks at everything of an account and of those that follow it: after a start, a login, a change of its link. */
  look(accountId: AccountId): void {
    const group = this.#groups.of(accountId);
    const children = group?.masterId === accountId ? group.children.map((link) => link.accountId) : [];
    for (const id of [accountId, ...children]) {
      for (const key of this.expectations.keys(id)) this.#owed.look(key);
      this.#watch.lookAt(id);
    }
  }

  /** What an owed exit takes when it is about to leave. */
  owedBy(exit: Order): Quantity {
    const { groupId, accountId, instrumentId, product, side } = exit.intent;
    if (groupId === undefined) return 0 as Quantity;
    const owed = this.#owed.owed({ groupId, accountId, instrumentId, product }, exit);
    return owed?.side === side ? owed.quantity : (0 as Quantity);
  }

  /** A user's divergences, the newest first: the open ones, or all that are kept. */
  list(userId: UserId, which: 'open' | 'all' = 'open'): readonly Divergence[] {
    return this.#book.list(userId, which);
  }

  /** One divergence, or undefined. */
  get(id: DivergenceId): Divergence | undefined {
    return this.#book.get(id);
  }

  /** Ends every timer. */
  close(): void {
    this.#owed.close();
    this.#watch.close();
  }
}
