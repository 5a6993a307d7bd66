/**
 * Square-off: working orders are cancelled, the day's positions and what was copied are closed, account by account.
 *
 * Decides: what is closed, in which order (shorts are bought back first, their hedges released last) and when it is tried
 * again. Keeps I5 (it goes on for accounts that come back, also after a restart, and looks there on the same day for what it could
 * not see) and I6: every exit goes the ordinary way and takes no more than no other exit has on its way, so a child that its
 * master's square-off reaches too is closed once. Never touches holdings that the desk did not buy.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { Unreached, WorkingOrders } from '../change/working-orders.ts';
import { TradingError } from '../errors/trading-error.ts';
import { restOnItsWay } from '../exit/account-exits.ts';
import { ExitsAgain } from '../exit/exits-again.ts';
import type { GroupStore } from '../group/group-store.ts';
import { accountsIn, type Scope } from '../guard/scope.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { DeskEvent, RequestMark } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Quantity } from '../money/quantity.ts';
import { isOrderFinal, type Order } from '../order/order.ts';
import type { OrderId } from '../order/order-id.ts';
import type { Side } from '../order/order-terms.ts';
import type { ExitCommand } from '../order/place-command.ts';
import { type CancelTimer, type DeskClock, istDate } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { PositionKey, SquareOffJob, SquareOffJobs, SquareOffWhat } from './square-off-jobs.ts';
import { leftOf, nameOf, ToClose, type ToCloseParts } from './to-close.ts';
import { unreachedBy } from './unreached.ts';
import { WithheldExits } from './withheld-exits.ts';

/** How long the answer to a square-off waits for everybody to be out. */
const ANSWER_WITHIN_MS = 3_000;

/** How long an exit waits for the cancelled orders of its instrument: two orders that close the same shares are one too many. */
const CANCELS_WITHIN_MS = 2_000;

/** Facts, other than those of an order, that change what is left to close. */
const MOVES = new Set<DeskEvent['type']>(['position-carried', 'position-converted', 'conversion-ended']);

/** What became of a square-off so far. */
export interface SquareOffReport {
  readonly id: string;
  /** The orders that it cancels and the exits that it made. */
  readonly orders: readonly OrderId[];
  readonly unreached: readonly Unreached[];
}

export interface SquareOffParts extends ToCloseParts {
  readonly clock: DeskClock;
  readonly ids: IdSource;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly groups: GroupStore;
  readonly working: WorkingOrders;
  readonly jobs: SquareOffJobs;
  readonly exit: (userId: UserId, command: ExitCommand) => Promise<OrderId>;
}

/** Who asks, and for what. */
export interface SquareOffCommand {
  readonly scope: Scope;
  readonly what?: SquareOffWhat;
  readonly origin?: SquareOffJob['origin'];
  /** What it is called; a name of its own where left out. */
  readonly id?: string;
  /** One position of the scope, and the orders that work there, instead of all. */
  readonly only?: PositionKey;
  readonly request?: RequestMark | undefined;
}

/** A position of a job, with what went wrong so far. */
interface Attempts {
  readonly failed: number;
  /** Monotonic. */
  readonly notBeforeMs: number;
}

export class SquareOff {
  readonly #parts: SquareOffParts;
  /** Positions whose exit is being asked for, by account and position. */
  readonly #asking = new Set<string>();
  /** Exits that were refused before they became orders. */
  readonly #refusals = new Map<string, Attempts>();
  readonly #again: ExitsAgain;
  readonly #withheld: WithheldExits;
  readonly #toClose: ToClose;
  /** Monotonic: when this process began with a job. */
  readonly #begun = new WeakMap<SquareOffJob, number>();
  #hasEnded = false;
  readonly #timers = new Map<AccountId, { readonly atMs: number; readonly cancel: CancelTimer }>();

  constructor(parts: SquareOffParts) {
    this.#parts = parts;
    this.#again = new ExitsAgain(parts.clock);
    this.#withheld = new WithheldExits(parts);
    this.#toClose = new ToClose(parts);
  }

  /**
   * Closes everything in the scope. Resolves when everybody is out, or after 3 s; what is left then goes on by itself.
   * Throws `account-not-found` or `group-not-found` for what is not the user's.
   */
  async run(userId: UserId, command: SquareOffCommand): Promise<SquareOffReport> {
    const { journal, ids, jobs, working, orders } = this.#parts;
    const { scope, what = 'day', origin = 'square-off', request, only } = command;
    const squareOffId = command.id ?? ids.next();
    const isMeant = (key: PositionKey): boolean =>
      only === undefined || (key.instrumentId === only.instrumentId && key.product === only.product);
    const accounts = accountsIn(scope, userId, this.#parts).map((accountId) => ({
      accountId,
      // What was copied, or is protected, the desk knows; what else is there, only the account's books.
      ...(what === 'day' && only === undefined && this.#isAway(accountId) ? { unseen: true as const } : {}),
      orders: this.#toClose
        .ordersOf(accountId, what)
        .filter(({ intent }) => isMeant(intent))
        .map((order) => order.intent.orderId),
      positions: this.#toClose.positionsOf(accountId, what).filter(isMeant),
    }));
    journal.record(userId, {
      type: 'square-off-started',
      squareOffId,
      scope,
      what,
      origin,
      accounts,
      request,
    });
    const cancelled = accounts.flatMap((one) => one.orders.flatMap((id) => orders.get(id) ?? []));
    await working.cancel(cancelled);
    // Masters last: what their copies would close is on its way out by then, and is closed once.
    const order = [...accounts].sort((a, b) => this.#leads(a.accountId) - this.#leads(b.accountId));
    for (const { accountId } of order) this.#advance(accountId);
    const isAnswered = (job: SquareOffJob): boolean =>
      job.done || (job.unseen && this.#isAway(job.accountId));
    await working.until(() => jobs.of(squareOffId).every(isAnswered), ANSWER_WITHIN_MS);
    return this.report(squareOffId);
  }

  /** What a square-off did, and what it has not reached yet. */
  report(squareOffId: string): SquareOffReport {
    const jobs = this.#parts.jobs.of(squareOffId);
    const unreached = jobs.filter((job) => !job.done).flatMap((job) => unreachedBy(this.#parts, job));
    return { id: squareOffId, orders: jobs.flatMap((job) => [...job.orders, ...job.exits]), unreached };
  }

  /** Whether a square-off of the account keeps this long for as long as a short of its underlying is there. */
  keeps(accountId: AccountId, instrumentId: InstrumentId): boolean {
    return this.#parts.jobs.openOf(accountId).some((job) => this.#toClose.hasShortOf(job, instrumentId));
  }

  /** Looks whether there is more to do in the account that has news. Called with each new entry of the journal. */
  onEntry({ event }: JournalEntry): void {
    if (!('accountId' in event) || event.accountId === undefined) return;
    if ('slice' in event || MOVES.has(event.type)) this.#advanceSoon(event.accountId, 0);
  }

  /** The account is back: what was owed goes on. */
  onSettled(accountId: AccountId): void {
    const { jobs, orders, working } = this.#parts;
    for (const job of jobs.openOf(accountId)) if (job.unseen) this.#see(job);
    const open = jobs.openOf(accountId).flatMap((job) => job.orders.flatMap((id) => orders.get(id) ?? []));
    // A crash may have come between the beginning and the wishes to cancel.
    if (open.length > 0) working.cancel(open).catch(() => undefined);
    this.#advance(accountId);
  }

  /** Stops; what is owed stands in the journal, and goes on after the next start. */
  close(): void {
    this.#hasEnded = true;
    for (const { cancel } of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #leads(accountId: AccountId): 0 | 1 {
    return this.#parts.groups.ledBy(accountId) === undefined ? 0 : 1;
  }

  #advanceSoon(accountId: AccountId, delayMs: number): void {
    const { jobs, clock } = this.#parts;
    if (this.#hasEnded || jobs.openOf(accountId).length === 0) return;
    const atMs = clock.monotonicMs() + delayMs;
    const before = this.#timers.get(accountId);
    if (before !== undefined && before.atMs <= atMs) return;
    before?.cancel();
    const run = (): void => {
      this.#timers.delete(accountId);
      this.#advance(accountId);
    };
    this.#timers.set(accountId, { atMs, cancel: clock.after(delayMs, run) });
  }

  #isAway(accountId: AccountId): boolean {
    return this.#parts.working.awayBecause(accountId) !== undefined;
  }

  /** An account that was away is back: what works and is open there belongs to the job. On another day it is a person's to look at. */
  #see({ id: squareOffId, userId, accountId, what, origin, day }: SquareOffJob): void {
    const { journal, clock } = this.#parts;
    const isOfToday = istDate(clock.now(accountId)) === day;
    const orders = isOfToday
      ? this.#toClose.ordersOf(accountId, what).map(({ intent }) => intent.orderId)
      : [];
    const positions = isOfToday ? this.#toClose.positionsOf(accountId, what) : [];
    const accounts = [{ accountId, orders, positions }];
    const scope = { kind: 'account', accountId } as const;
    const request = undefined;
    journal.record(userId, {
      type: 'square-off-started',
      squareOffId,
      scope,
      what,
      origin,
      accounts,
      request,
    });
    if (isOfToday) return;
    const text = `This account was away when it was squared off on ${day}. What the desk did not know of may still be open there: look what it holds.`;
    journal.record(userId, { type: 'alert-raised', code: 'square-off-unseen', accountId, text });
  }

  /** Sends what may go now, and says when there is nothing left. */
  #advance(accountId: AccountId): void {
    const { jobs, working, journal } = this.#parts;
    if (this.#hasEnded) return;
    for (const job of jobs.openOf(accountId)) {
      const living = this.#livingOf(job);
      const open = this.#toClose.openOf(job);
      if (open.length === 0 && living.length === 0) {
        // What an account that is away holds nobody knows.
        if (job.unseen) continue;
        journal.record(job.userId, { type: 'square-off-finished', squareOffId: job.id, accountId });
        continue;
      }
      this.#noteClosed(job, living);
      if (working.awayBecause(accountId) === undefined) {
        for (const key of this.#toClose.turnOf(job, open)) this.#exit(job, key, living);
      }
    }
  }

  #livingOf(job: SquareOffJob): readonly Order[] {
    const orders = job.orders.flatMap((id) => this.#parts.orders.get(id) ?? []);
    return orders.filter((order) => !isOrderFinal(order));
  }

  /** Writes down which positions are closed, with no order left that could open them: also after a restart they are not looked at again. */
  #noteClosed(job: SquareOffJob, living: readonly Order[]): void {
    const { id: squareOffId, userId, accountId } = job;
    for (const { instrumentId, product } of leftOf(job)) {
      const name = nameOf(accountId, { instrumentId, product });
      const mayOpen = living.some(({ intent }) => nameOf(accountId, intent) === name);
      if (mayOpen || !this.#toClose.isClosed(job, { instrumentId, product })) continue;
      const at = { accountId, instrumentId, product } as const;
      this.#parts.journal.record(userId, { type: 'square-off-closed', squareOffId, ...at });
    }
  }

  #exit(job: SquareOffJob, key: PositionKey, living: readonly Order[]): void {
    const { clock, orders } = this.#parts;
    const { accountId, userId, origin } = job;
    const name = nameOf(accountId, key);
    if (this.#asking.has(name)) return;
    const ending = living.some(({ intent }) => nameOf(accountId, intent) === name);
    const beganMs = this.#begun.get(job) ?? clock.monotonicMs();
    this.#begun.set(job, beganMs);
    const cancelsMs = ending ? beganMs + CANCELS_WITHIN_MS - clock.monotonicMs() : 0;
    const waitMs = Math.max(cancelsMs, this.#waitMs(job, key));
    if (waitMs > 0) return this.#advanceSoon(accountId, waitMs);
    const signed = this.#toClose.signed(accountId, key, job.what);
    const side = signed > 0 ? 'SELL' : 'BUY';
    const quantity = Math.abs(signed) - restOnItsWay(orders, { accountId, ...key, side });
    if (quantity <= 0) return this.#noteWithheld(job, key, side);
    this.#asking.add(name);
    this.#parts
      .exit(userId, { accountId, ...key, quantity: quantity as Quantity, origin, copy: this.#isCopied(job) })
      .then(
        () => this.#refusals.delete(name),
        (error: unknown) => this.#refused(job, name, error),
      )
      .finally(() => {
        this.#asking.delete(name);
        this.#advanceSoon(accountId, 0);
      });
  }

  /** All of it is on its way out; what does not end there is told. */
  #noteWithheld(job: SquareOffJob, key: PositionKey, side: Side): void {
    const waitMs = this.#withheld.waits(job, key, side);
    if (waitMs > 0) this.#advanceSoon(job.accountId, waitMs);
  }

  /** Children that have protections of their own do not follow those of their master. */
  #isCopied({ accountId, origin }: SquareOffJob): boolean {
    return origin !== 'protection' || this.#parts.groups.ledBy(accountId)?.protection !== 'own';
  }

  /** How long until the position may be tried again: not at all, or longer with each exit that ended without closing it. */
  #waitMs(job: SquareOffJob, key: PositionKey): number {
    const name = nameOf(job.accountId, key);
    const made = job.exits
      .flatMap((id) => this.#parts.orders.get(id) ?? [])
      .filter((order) => nameOf(job.accountId, order.intent) === name);
    const { failed, waitMs } = this.#again.after(job.accountId, made);
    this.#tell(job, name, failed);
    const refusedMs = (this.#refusals.get(name)?.notBeforeMs ?? 0) - this.#parts.clock.monotonicMs();
    return Math.max(waitMs, refusedMs);
  }

  /** No order was made: the position is closed meanwhile, the market is, or something is amiss. */
  #refused(job: SquareOffJob, name: string, error: unknown): void {
    if (!TradingError.is(error)) throw error;
    const failed = (this.#refusals.get(name)?.failed ?? 0) + 1;
    const notBeforeMs = this.#parts.clock.monotonicMs() + this.#again.pauseMs(failed);
    this.#refusals.set(name, { failed, notBeforeMs });
    this.#tell(job, name, failed, error.message);
  }

  #tell(job: SquareOffJob, name: string, failed: number, why = 'The exits ended without closing it.'): void {
    if (!this.#again.mustTell(`${job.id}|${name}`, failed)) return;
    const { userId, accountId } = job;
    const text = `Squaring off: a position is still open after ${failed} attempts. ${why} It is tried on.`;
    this.#parts.journal.record(userId, {
      type: 'alert-raised',
      code: 'square-off-incomplete',
      accountId,
      text,
    });
  }
}
