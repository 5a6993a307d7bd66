/**
 * What children hold beside what they should: the fold, what they owe, what differs, and how a person ends it. Puts the pieces
 * of this folder together; decides nothing.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { SalesAuthorisation } from '../account/sales-authorisation.ts';
import type { ConversionBook } from '../conversion/conversion-book.ts';
import type { FanOutParts } from '../copy/fan-out.ts';
import { OwedExits } from '../exit/owed-exits.ts';
import { sendOwedExit } from '../exit/owed-order.ts';
import type { RequestMark } from '../journal/desk-event.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Quantity, SignedQuantity } from '../money/quantity.ts';
import type { Order } from '../order/order.ts';
import type { OrderId } from '../order/order-id.ts';
import type { StuckPositions } from '../position/stuck-positions.ts';
import { Expectations } from '../share/expectations.ts';
import type { ChildKey } from '../share/following.ts';
import type { Divergence, DivergenceId } from './divergence.ts';
import { DivergenceBook } from './divergence-book.ts';
import { DivergenceWatch } from './divergence-watch.ts';
import { Repair } from './repair.ts';

export class Divergences {
  readonly expectations: Expectations;
  readonly repair: Repair;
  readonly #book = new DivergenceBook();
  readonly #owed: OwedExits;
  readonly #watch: DivergenceWatch;
  readonly #parts: FanOutParts;
  /** Children whose share an entry moved, until the reactions to it have looked. */
  readonly #moved = new WeakMap<JournalEntry, readonly ChildKey[]>();

  constructor(
    parts: FanOutParts & { readonly sales: SalesAuthorisation; readonly stuck: StuckPositions },
    conversions: ConversionBook,
  ) {
    this.#parts = parts;
    this.expectations = new Expectations(parts.orders, parts.positions, parts.capitals);
    const { expectations } = this;
    this.#owed = new OwedExits({
      ...parts,
      expectations,
      send: (exit) => void sendOwedExit(parts, { ...exit, lotSize: this.#lotSizeOf(exit) }),
    });
    this.#watch = new DivergenceWatch({ ...parts, expectations, conversions, divergences: this.#book });
    parts.stuck.listen((accountId) => this.look(accountId));
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
    const group = this.#parts.groups.of(accountId);
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

  /** The master's exit that the child still owes its part of; undefined while nothing is owed that is not on its way. */
  owedFor(key: ChildKey): OrderId | undefined {
    return this.#owed.owed(key) === undefined ? undefined : this.expectations.view(key)?.lastExit;
  }

  /** A person asks for what the child owes, now. Undefined when it owes nothing. */
  sendOwed(key: ChildKey, parent: Order, request: RequestMark | undefined): OrderId | undefined {
    const due = this.#owed.owed(key);
    if (due === undefined) return undefined;
    const lotSize = this.#lotSizeOf({ key, ...due });
    return sendOwedExit(this.#parts, { key, parent, ...due, lotSize, request });
  }

  /** A person leaves the child as it is: what it holds is from now on what it should hold. */
  acceptHeld(userId: UserId, key: ChildKey): void {
    const { journal } = this.#parts;
    const { groupId, accountId, instrumentId, product } = key;
    const open = this.#book.openAt(key);
    const divergenceId = open?.id ?? (`dvg-left-${this.#parts.ids.next()}` as DivergenceId);
    journal.record(userId, { type: 'difference-accepted', accountId, instrumentId, product, divergenceId });
    if (open === undefined) return;
    const held = (this.expectations.view(key)?.held ?? 0) as SignedQuantity;
    const now = { expected: held, actual: held, by: 'accepted' as const };
    const about = { groupId, accountId, instrumentId, product, divergenceId };
    journal.record(userId, { ...about, ...now, type: 'divergence-resolved' });
  }

  #lotSizeOf(exit: { readonly key: ChildKey; readonly quantity: Quantity }): Quantity {
    return this.expectations.view(exit.key)?.lotSize ?? exit.quantity;
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
