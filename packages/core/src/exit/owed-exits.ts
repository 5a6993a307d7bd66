/**
 * Sends what a child owes: the exits that its master made and the child did not (domain §4.3).
 *
 * Decides: when an exit goes again, and how much. Keeps I5 (an exit is never given up: refused, cancelled under our hands,
 * found late, it goes until the child holds what it may keep) and I6 (what is on its way counts as filled; never opposite).
 * It looks at what is, not at what happened: a restart or a missed event changes nothing about it.
 */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { Capitals } from '../account/capital.ts';
import type { SalesAuthorisation } from '../account/sales-authorisation.ts';
import type { BasketGate } from '../basket/basket-gate.ts';
import type { GroupStore } from '../group/group-store.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Quantity } from '../money/quantity.ts';
import { isOrderFinal, livingRestOf, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { Side } from '../order/order-terms.ts';
import type { CancelTimer, DeskClock, Instant } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { Expectations } from '../share/expectations.ts';
import type { ChildKey } from '../share/following.ts';
import { closedBy, restBesideCopy } from './account-exits.ts';
import { type EntryBehind, entryBehind } from './entries-behind.ts';
import { ExitsAgain } from './exits-again.ts';
import { HeldHedges } from './held-hedges.ts';

/** What only a person at the depository's page can help against is tried so seldom; sooner once the page was asked for. */
const UNAUTHORISED_RETRY_MS = 300_000;
const AFTER_PAGE_MS = 10_000;

/** How long an entry that crosses what is owed counts as its exit. */
const ON_ITS_WAY_MS = 10_000;

/** How soon an exit that is held back is looked at again. */
const HELD_LOOK_MS = 500;

export interface OwedExitParts {
  readonly clock: DeskClock;
  readonly journal: Journal;
  readonly orders: OrderBook;
  readonly accounts: AccountStore;
  readonly groups: GroupStore;
  readonly positions: PositionBook;
  readonly expectations: Expectations;
  readonly capitals: Capitals;
  readonly basketGate: Pick<BasketGate, 'of'>;
  readonly sales: Pick<SalesAuthorisation, 'isUnderWay'>;
  /** Makes and sends an exit at the market that hangs on the given order of the master. */
  readonly send: (exit: {
    readonly key: ChildKey;
    readonly parent: Order;
    readonly side: Side;
    readonly quantity: Quantity;
  }) => void;
}

/** Ends by which an exit took nothing, or not all. */
const GONE = new Set(['order-cancelled', 'order-refused', 'order-expired', 'order-given-up']);

/** What else may leave less on its way out than was counted. */
const SHRINKS = new Set([
  ...GONE,
  'order-filled',
  'order-cut',
  'order-fitted',
  'order-change-answered',
  'order-change-shown',
  'order-terms-seen',
]);

export class OwedExits {
  readonly #parts: OwedExitParts;
  readonly #again: ExitsAgain;
  readonly #hedges: HeldHedges;
  /** Exits in a row that took nothing, and when the next may go (monotonic), by child's part. */
  readonly #failed = new Map<string, { key: ChildKey; count: number; notBeforeMs: number }>();
  readonly #timers = new Map<string, CancelTimer>();

  constructor(parts: OwedExitParts) {
    this.#parts = parts;
    this.#again = new ExitsAgain(parts.clock);
    this.#hedges = new HeldHedges(parts);
  }

  /** Looks at what an entry of the journal may have changed. */
  onEntry({ event }: JournalEntry, moved: readonly ChildKey[]): void {
    if ('orderId' in event && 'slice' in event) {
      const order = this.#parts.orders.get(event.orderId);
      const key = order === undefined ? undefined : this.#keyOfExit(order);
      if (key !== undefined && order !== undefined) {
        if (isCopiedExit(order)) {
          if (GONE.has(event.type)) this.#noteFailure(key, order, event);
          else if (event.type === 'order-filled') this.#noteTaken(key);
        }
        if (SHRINKS.has(event.type)) this.look(key);
      }
    }
    // A link that was paused goes on: what its child owed before is owed still.
    if (event.type === 'group-changed')
      for (const { accountId } of event.group?.children ?? [])
        for (const key of this.#parts.expectations.keys(accountId)) this.look(key);
    if (event.type === 'sales-authorisation-asked') this.#beginAgain(event.accountId);
    for (const key of moved) this.look(key);
  }

  /** Sends what the child owes now, if anything. */
  look(key: ChildKey): void {
    const due = this.owed(key);
    const name = nameOf(key);
    if (due === undefined) return this.#hedges.over(name);
    const { clock, orders, basketGate } = this.#parts;
    const waitMs = (this.#failed.get(name)?.notBeforeMs ?? 0) - clock.monotonicMs();
    if (waitMs > 0) return this.#lookIn(key, waitMs);
    const { lastExit } = this.#parts.expectations.view(key) ?? {};
    const parent = lastExit === undefined ? undefined : orders.get(lastExit);
    if (parent === undefined) return;
    // A hedge is not given away before the short that it covers.
    const sameSide = parent.intent.side === due.side;
    const gate = sameSide
      ? basketGate.of(parent.intent, { accountId: key.accountId, part: 'exit' })
      : undefined;
    if (gate !== undefined && 'heldBehind' in gate) {
      this.#hedges.note(name, key, parent);
      return this.#lookIn(key, HELD_LOOK_MS);
    }
    this.#hedges.over(name);
    this.#parts.send({ key, parent, ...due });
  }

  /** What the child owes beyond what is on its way out already; counted up to `until`, where that is one of its own exits. */
  owed(key: ChildKey, until?: Order): { readonly side: Side; readonly quantity: Quantity } | undefined {
    const { orders, groups, expectations, positions } = this.#parts;
    const link = groups.linkOf(key.groupId, key.accountId);
    const share = expectations.view(key);
    if (link === undefined || link.state === 'paused' || share === undefined || share.held === 0)
      return undefined;
    const side: Side = share.held > 0 ? 'SELL' : 'BUY';
    const kept = Math.max(0, Math.sign(share.held) * share.entitled);
    const { accountId, instrumentId, product } = key;
    const leaving =
      restBesideCopy(orders, { accountId, instrumentId, product, side }, until) + this.#crossing(key, side);
    const moving = positions.leaving(accountId, instrumentId, product);
    // No more than the position closes beside every other exit: what is sent beyond that would be taken back at once.
    const closable = closedBy(side, positions.net(accountId, instrumentId, product)) - leaving;
    const quantity = Math.min(closable, Math.abs(share.held) - kept - leaving - moving);
    return quantity > 0 ? { side, quantity: quantity as Quantity } : undefined;
  }

  /**
   * What is on its way as an entry on this side: its master's order was taken for one before the fills of an earlier order were
   * known, and it closes the position all the same. One that has rested for a while is not on its way, until its master's fills.
   */
  #crossing(key: ChildKey, side: Side): number {
    const { orders, clock } = this.#parts;
    const now = clock.now(key.accountId);
    let rest = 0;
    let lookMs = Number.POSITIVE_INFINITY;
    for (const order of orders.livingAt(key)) {
      const { intent } = order;
      if (intent.side !== side || order.exitQuantity > 0 || intent.origin !== 'copy') continue;
      const { quantity, until } = this.#onItsWay(order, key, now);
      if (until <= now) continue;
      rest += quantity;
      lookMs = Math.min(lookMs, until - now);
    }
    if (lookMs < Number.POSITIVE_INFINITY) this.#lookIn(key, lookMs);
    return rest;
  }

  #onItsWay(order: Order, { groupId, accountId }: ChildKey, now: number): EntryBehind {
    const youngUntil = (order.intent.placedAt + ON_ITS_WAY_MS) as Instant;
    const young = { quantity: livingRestOf(order), until: youngUntil };
    if (youngUntil > now) return young;
    const group = this.#parts.groups.byId(groupId);
    const link = group?.children.find((child) => child.accountId === accountId);
    const behind =
      group === undefined || link === undefined
        ? undefined
        : entryBehind(this.#parts, order, { group, link });
    return behind ?? young;
  }

  /** Ends every timer. */
  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  /** The part of a child that an exit takes from, whoever placed it: what it does not take any more is owed again. */
  #keyOfExit({ intent, exitQuantity }: Order): ChildKey | undefined {
    if (exitQuantity === 0) return undefined;
    const { accountId, instrumentId, product } = intent;
    const groupId = intent.groupId ?? this.#parts.groups.of(accountId)?.id;
    return groupId === undefined ? undefined : { groupId, accountId, instrumentId, product };
  }

  #noteTaken(key: ChildKey): void {
    const name = nameOf(key);
    this.#failed.delete(name);
    this.#again.begunAnew(name);
  }

  #noteFailure(key: ChildKey, order: Order, event: JournalEntry['event']): void {
    // One part was refused, and the order goes on in others.
    if (!order.cancelWanted && !isOrderFinal(order)) return;
    const name = nameOf(key);
    const before = this.#failed.get(name)?.count ?? 0;
    const count = order.cancelWanted ? before : before + 1;
    const unauthorised = event.type === 'order-refused' && event.code === 'authorisation';
    const slowly = unauthorised && !this.#parts.sales.isUnderWay(key.accountId);
    // What was taken back on purpose failed at nothing; but nothing is sent again in the same breath.
    const waitMs = slowly ? UNAUTHORISED_RETRY_MS : this.#again.pauseMs(order.cancelWanted ? 1 : count);
    this.#failed.set(name, { key, count, notBeforeMs: this.#parts.clock.monotonicMs() + waitMs });
    // The want of an authorisation is told for the account, with what to do about it.
    if (event.type === 'order-refused' && count === 1 && !unauthorised)
      this.#tell(key, 'child-exit-failed', event.brokerText);
    if (this.#again.mustTell(name, count))
      this.#tell(key, 'child-not-flat', `${count} exits in a row took nothing`);
  }

  /** A person is on the way to the page: what was refused before counts no more. */
  #beginAgain(accountId: AccountId): void {
    for (const [name, { key }] of this.#failed) {
      if (key.accountId !== accountId) continue;
      this.#again.begunAnew(name);
      this.#failed.set(name, {
        key,
        count: 0,
        notBeforeMs: this.#parts.clock.monotonicMs() + AFTER_PAGE_MS,
      });
      this.#lookIn(key, AFTER_PAGE_MS);
    }
  }

  #tell(key: ChildKey, code: string, words: string): void {
    const { userId } = this.#parts.accounts.get(key.accountId);
    const text = `An exit of ${key.instrumentId} was not carried out (${words}). It is tried again until this account holds what its master left it.`;
    this.#parts.journal.record(userId, { type: 'alert-raised', code, accountId: key.accountId, text });
  }

  #lookIn(key: ChildKey, waitMs: number): void {
    const name = nameOf(key);
    this.#timers.get(name)?.();
    const cancel = this.#parts.clock.after(waitMs, () => {
      this.#timers.delete(name);
      this.look(key);
    });
    this.#timers.set(name, cancel);
  }
}

function isCopiedExit({ intent }: Order): boolean {
  return intent.origin === 'copy' && intent.part === 'exit' && intent.groupId !== undefined;
}

function nameOf(key: ChildKey): string {
  return `${key.accountId}|${key.instrumentId}|${key.product}`;
}
