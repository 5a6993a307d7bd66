/**
 * Protections: set by a person, watched here, carried out by the square-off (domain §4.15).
 *
 * Decides: which levels are refused, when one is reached, and that it acts once: what was reached is journaled as one durable
 * event before anything leaves, and the square-off that carries it out has its name. A crash between the two begins that square-off
 * at the next start, never a second one. Keeps I5: neither a kill switch nor a limit is asked. Needs nobody to be signed in.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { Environment } from '../broker/broker-id.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { RequestMark } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import { type CancelTimer, istDate } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { SquareOff } from '../square-off/square-off.ts';
import type { SquareOffJobs } from '../square-off/square-off-jobs.ts';
import { AwayAccounts } from './away-accounts.ts';
import type { DefaultLevels } from './default-levels.ts';
import { type Figure, type FigureParts, Figures, type Needed } from './figures.ts';
import { checkSides, reachedBy, stopOf, trailedBy } from './levels.ts';
import {
  isEmpty,
  type Protection,
  type ProtectionLevels,
  type ProtectionScope,
  protectionKey,
  type Trailed,
} from './protection.ts';
import type { ProtectionBook } from './protection-book.ts';
import { type ProtectionView, protectionViewOf } from './protection-view.ts';
import type { RestingStops } from './resting-stops.ts';
import { WantedPrices } from './wanted-prices.ts';

/** How often everything is looked at, whether or not a price came: that none comes is told by no event. */
const LOOK_MS = 1_000;

/** How long the day's profit of an account may be looked at late: every price of it moves it. */
const PROFIT_LATE_MS = 200;

/** How long a protection may be without a price before somebody is told. */
const BLIND_AFTER_MS = 5_000;

export interface ProtectionParts extends FigureParts {
  readonly journal: Journal;
  readonly ids: IdSource;
  readonly book: ProtectionBook;
  readonly jobs: SquareOffJobs;
  readonly squareOff: SquareOff;
  /** Looked at as often as the protections that they stand behind. */
  readonly restingStops: Pick<RestingStops, 'look' | 'at'>;
}

/** What the process remembers of one protection. */
interface Watched {
  /** Of the protection that it saw. */
  readonly id: string;
  trailed: Trailed | undefined;
  /** Monotonic: since when the trail's journaled state is behind, and when it was written last. */
  trailWrittenMs: number;
  blindSinceMs: number | undefined;
  isTold: boolean;
  /** The moment of the price by which it was judged last. */
  judgedAt: number;
}

export class Protections {
  readonly book: ProtectionBook;
  readonly #parts: ProtectionParts;
  readonly #figures: Figures;
  readonly #away: AwayAccounts;
  readonly #watched = new Map<string, Watched>();
  /** Triggers whose square-off is being begun by this process. */
  readonly #beginning = new Set<string>();
  readonly #wanted: WantedPrices;
  #endListening: (() => void) | undefined;
  #timer: CancelTimer | undefined;
  #soon: CancelTimer | undefined;
  #hasEnded = false;

  constructor(parts: ProtectionParts) {
    this.#parts = parts;
    this.book = parts.book;
    this.#figures = new Figures(parts);
    this.#away = new AwayAccounts(parts, this.#figures);
    this.#wanted = new WantedPrices(this.#figures, parts);
  }

  /**
   * Sets the levels of a scope, in place of those that were there; without any it is taken away. Resolves when it is durable.
   * Throws `position-not-found`, `protection-wrong-side` for a level that would act at once, `protection-acting` for a position
   * that is being left already, and `account-not-found` or `group-not-found` for what is not the user's.
   */
  async set(
    userId: UserId,
    scope: ProtectionScope,
    levels: ProtectionLevels,
    request?: RequestMark,
  ): Promise<void> {
    const { journal, ids, positions } = this.#parts;
    const before = this.book.get(scope);
    if (scope.kind === 'position') {
      const { accountId, instrumentId, product } = scope;
      const { net, held } = positions.quantitiesOf(accountId, instrumentId, product);
      if (net + held === 0 && !isEmpty(levels))
        throw new TradingError('position-not-found', { instrument: instrumentId, product });
      if (before?.triggered !== undefined)
        throw new TradingError('protection-acting', { instrument: instrumentId });
      checkSides(levels, net + held > 0 ? 1 : -1, { figure: this.#lastPriceOf(scope), stopPath: '/sl' });
    } else checkSides(levels, 1, { figure: this.#figures.dayProfitOf(scope), stopPath: '/stop' });
    const accountId = scope.kind === 'group' ? undefined : scope.accountId;
    const protectionId = before?.triggered === undefined ? (before?.id ?? ids.next()) : ids.next();
    const what = isEmpty(levels) ? undefined : levels;
    const now = this.#figures.of(scope);
    const trailed =
      levels.trail === undefined || now.kind !== 'fresh'
        ? undefined
        : { began: now.figure, best: now.figure, day: this.#dayOf(scope) };
    const about = { protectionId, accountId, scope, levels: what, trailed, request };
    journal.record(userId, { type: 'protection-set', ...about });
    await journal.commit();
    this.#watched.delete(protectionKey(scope));
    this.look();
  }

  /** From now on this protects what the user's new orders open without a word about protection. Resolves when it is durable. */
  async setDefaults(userId: UserId, levels: DefaultLevels, request?: RequestMark): Promise<void> {
    const { journal } = this.#parts;
    journal.record(userId, { type: 'protection-defaults-set', levels, request });
    await journal.commit();
  }

  /** How everything of a user that is protected stands. */
  list(userId: UserId): readonly ProtectionView[] {
    return this.book
      .all()
      .filter((one) => one.userId === userId)
      .map((one) => this.#viewOf(one));
  }

  /** How one stands; undefined when there is none. */
  view(scope: ProtectionScope): ProtectionView | undefined {
    const found = this.book.get(scope);
    return found === undefined ? undefined : this.#viewOf(found);
  }

  /** Where the stop of a protection stands now, the trailing one included. */
  stopOf(protection: Protection): number | undefined {
    const watched = this.#watched.get(protectionKey(protection.scope));
    const trailed = (watched?.id === protection.id ? watched.trailed : undefined) ?? protection.trailed;
    return stopOf({ ...protection, trailed })?.level;
  }

  /** A reaction to the journal: what is protected, or where it is held, may be another thing now. */
  onEntry({ event }: JournalEntry): void {
    const moves = 'slice' in event ? event.type === 'order-filled' : event.type.startsWith('position-');
    if (moves || event.type === 'account-settled' || event.type === 'holdings-read') this.#lookSoon(0);
  }

  /** The desk is open, or an account's books are read: what was triggered before a crash is carried out, and watching goes on. */
  resume(): void {
    this.#endListening ??= this.#parts.live().listen((environment, id) => this.#onPrice(environment, id));
    for (const one of this.book.all()) if (one.triggered?.isBegun === false) this.#begin(one);
    this.look();
  }

  /** Looks at everything, and again from time to time while something is armed. */
  look(): void {
    this.#timer?.();
    this.#timer = undefined;
    if (this.#hasEnded) return;
    const armed = this.book.all().filter((one) => one.triggered === undefined);
    for (const one of armed) this.#lookAt(one);
    this.#parts.restingStops.look();
    this.#wanted.tell(this.book.all().filter((one) => one.triggered === undefined));
    if (armed.length > 0) this.#timer = this.#parts.clock.after(LOOK_MS, () => this.look());
  }

  /** Stops watching. */
  close(): void {
    this.#hasEnded = true;
    this.#timer?.();
    this.#soon?.();
    this.#endListening?.();
  }

  /** A position is looked at with each price; the profit of an account, which each of its prices moves, a little later. */
  #onPrice(environment: Environment, instrumentId: InstrumentId): void {
    for (const one of this.book.all()) {
      const { scope } = one;
      if (one.triggered !== undefined) continue;
      if (scope.kind !== 'position') this.#lookSoon(PROFIT_LATE_MS);
      else if (scope.instrumentId === instrumentId && this.#environmentOf(scope.accountId) === environment)
        this.#lookAt(one);
    }
  }

  #lookSoon(inMs: number): void {
    if (this.#hasEnded || this.#soon !== undefined || this.book.all().length === 0) return;
    this.#soon = this.#parts.clock.after(inMs, () => {
      this.#soon = undefined;
      this.look();
    });
  }

  #lookAt(one: Protection): void {
    if (this.#hasEnded || this.book.get(one.scope)?.triggered !== undefined) return;
    const figure = this.#figures.of(one.scope);
    const watched = this.#watchedOf(one);
    if (figure.kind === 'unguarded') this.#away.nobodyIsHere(one);
    if (figure.kind !== 'fresh') return this.#notSeen(one, watched, figure);
    if (this.#away.waits(one, figure.away)) return;
    watched.blindSinceMs = undefined;
    watched.isTold = false;
    // A price from before it was set, or from before the last one that it was judged by, came late: it says nothing of now.
    const isOfPosition = one.scope.kind === 'position';
    if (isOfPosition && figure.at < Math.max(one.since, watched.judgedAt)) return;
    watched.judgedAt = figure.at;
    const trailed = this.#trail(one, watched, figure);
    const reached = reachedBy({ ...one, trailed }, figure.figure);
    if (reached !== undefined) this.#trigger(one, { ...reached, ...figure });
    else this.#writeTrail(one, watched);
  }

  #trail(one: Protection, watched: Watched, { figure }: { readonly figure: number }): Trailed | undefined {
    if (one.levels.trail === undefined) return undefined;
    const now = { best: figure, day: this.#dayOf(one.scope) };
    watched.trailed = trailedBy(watched.trailed ?? one.trailed, one.direction, now);
    return watched.trailed;
  }

  /** The day counts for what is counted by the day; a position's trail goes on over nights. */
  #dayOf(scope: ProtectionScope): string {
    const [account] = scope.kind === 'position' ? [] : this.#figures.accountsOf(scope);
    return account === undefined ? '' : istDate(this.#parts.clock.now(account));
  }

  /** At most once a second: what a crash takes of it is that second. */
  #writeTrail(one: Protection, watched: Watched): void {
    const { trailed } = watched;
    const nowMs = this.#parts.clock.monotonicMs();
    if (trailed === undefined || trailed === one.trailed || nowMs - watched.trailWrittenMs < LOOK_MS) return;
    watched.trailWrittenMs = nowMs;
    const { id: protectionId, scope, userId } = one;
    const accountId = accountIn(scope);
    this.#parts.journal.record(userId, {
      type: 'protection-trailed',
      protectionId,
      accountId,
      scope,
      trailed,
    });
    watched.trailed = undefined;
  }

  #trigger(
    one: Protection,
    how: { readonly by: 'stop' | 'target' | 'trail'; readonly level: number } & Extract<
      Figure,
      { kind: 'fresh' }
    >,
  ): void {
    const { journal, ids } = this.#parts;
    const { by, level, figure, at: figureAt, standing } = how;
    const { id: protectionId, scope, userId } = one;
    const about = { protectionId, accountId: accountIn(scope), scope, triggerId: ids.next() };
    journal.record(userId, { type: 'protection-triggered', ...about, by, level, figure, figureAt, standing });
    const triggered = this.book.get(scope);
    if (triggered !== undefined) this.#begin(triggered);
  }

  /** Nothing leaves before the trigger is durable. A square-off of its name that was begun before goes on by itself. */
  #begin({ userId, scope, triggered }: Protection): void {
    const { journal, jobs, squareOff } = this.#parts;
    if (triggered === undefined || triggered.isBegun || this.#beginning.has(triggered.triggerId)) return;
    const id = triggered.triggerId;
    this.#beginning.add(id);
    const carryOut = async (): Promise<void> => {
      await journal.commit();
      if (this.#hasEnded || jobs.of(id).length > 0) return;
      const origin = 'protection' as const;
      if (scope.kind !== 'position') return void (await squareOff.run(userId, { scope, origin, id }));
      const { accountId, instrumentId, product } = scope;
      const only = { instrumentId, product };
      const account = { kind: 'account', accountId } as const;
      await squareOff.run(userId, { scope: account, what: 'protected', origin, id, only });
    };
    carryOut()
      .catch((error: unknown) => this.#notBegun({ userId, scope }, error))
      .finally(() => this.#beginning.delete(id));
  }

  /** A journal that cannot be written has stopped the desk; the next start begins what was triggered. Anything else a person must know. */
  #notBegun({ userId, scope }: Pick<Protection, 'userId' | 'scope'>, error: unknown): void {
    if (!TradingError.is(error)) throw error;
    if (error.code === 'journal-unavailable') return;
    const text = `A protection was reached and nothing could be sent for it: ${error.message} Leave by hand.`;
    const about = { code: 'protection-not-carried-out', accountId: accountIn(scope), text } as const;
    this.#parts.journal.record(userId, { type: 'alert-raised', ...about });
  }

  /** No price, or nobody there to ask for one: said once. Another feed, or a quote, is the market's business. */
  #notSeen(one: Protection, watched: Watched, figure: Exclude<Figure, { kind: 'fresh' }>): void {
    if (figure.kind !== 'blind') {
      watched.blindSinceMs = undefined;
      return;
    }
    const nowMs = this.#parts.clock.monotonicMs();
    watched.blindSinceMs ??= nowMs;
    if (watched.isTold || nowMs - watched.blindSinceMs < BLIND_AFTER_MS) return;
    watched.isTold = true;
    const text = `No fresh price of ${namesOf(figure.stale)} for ${BLIND_AFTER_MS / 1_000} s: its protection does not act on old prices, and acts when a fresh one comes.`;
    const about = { code: 'protection-blind', accountId: accountIn(one.scope), text } as const;
    this.#parts.journal.record(one.userId, { type: 'alert-raised', ...about });
  }

  #viewOf(protection: Protection): ProtectionView {
    return protectionViewOf(protection, this.stopOf(protection), this.#figures, this.#parts);
  }

  #watchedOf(one: Protection): Watched {
    const key = protectionKey(one.scope);
    const found = this.#watched.get(key);
    // What an earlier protection of the same position saw says nothing of this one.
    if (found?.id === one.id) return found;
    const fresh = {
      id: one.id,
      trailed: undefined,
      trailWrittenMs: -LOOK_MS,
      blindSinceMs: undefined,
      isTold: false,
      judgedAt: 0,
    };
    this.#watched.set(key, fresh);
    return fresh;
  }

  #environmentOf(accountId: AccountId): Environment | undefined {
    return this.#parts.accounts.environmentOf(accountId);
  }

  #lastPriceOf({ accountId, instrumentId, product }: Extract<ProtectionScope, { kind: 'position' }>) {
    const { live, profits } = this.#parts;
    const known = live().priceOf(accountId, instrumentId)?.price;
    return known ?? profits.of({ accountId, instrumentId, product }).averagePrice;
  }
}

function accountIn(scope: ProtectionScope): AccountId | undefined {
  return scope.kind === 'group' ? undefined : scope.accountId;
}

function namesOf(needed: readonly Needed[]): string {
  return [...new Set(needed.map(({ instrumentId }) => instrumentId))].slice(0, 3).join(', ');
}
