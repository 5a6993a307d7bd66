/**
 * The feed of one account's session, as the hub sees it.
 *
 * Decides: whether it can be relied on: it is up and in time, it has not been asked yet, it came back a moment ago, or it is down.
 * A feed that fell is trusted again only after it has held for a while, longer each time, so that nothing goes to and fro.
 */
import type { Account, AccountId } from '../account/account.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { BrokerSession } from '../broker/broker-session.ts';
import type {
  FedInstrument,
  FeedCapability,
  FeedMode,
  FeedState,
  MarketFeed,
  Tick,
} from '../broker/market-feed.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { CancelTimer, Clock, Instant } from '../ports/clock.ts';
import { FeedPace } from './feed-pace.ts';

/** A first connection that takes longer is looked at as a failed one, until it stands. */
const UP_WITHIN_MS = 1_500;

/** How long a feed must hold after a fall: doubled with each, up to the longest. One that held for an hour begins anew. */
const STEADY_MS = 30_000;
const STEADY_LONGEST_MS = 300_000;
const FORGIVEN_MS = 3_600_000;

/** How a feed stands. `idle`: nothing was asked of it yet. `late`: up, but what it tells is old, or it tells nothing any more. */
export type FeedStanding = 'idle' | 'connecting' | 'up' | 'late' | 'silent' | 'refused';

/** The sooner the better. Undefined: it carries nothing. */
export type FeedRank = 0 | 1 | 2 | 3 | undefined;

/** What the hub hears of a feed. */
export interface AccountFeedListener {
  ticks(feed: AccountFeed, ticks: readonly Tick[]): void;
  /** What it can carry, or how far it is trusted, changed. */
  changed(feed: AccountFeed): void;
  /** It can no longer be relied on. */
  fell(feed: AccountFeed): void;
  /** It held for long enough after a fall. */
  steady(feed: AccountFeed): void;
}

export interface AccountFeedParts {
  readonly account: Account;
  readonly session: BrokerSession;
  readonly broker: BrokerPort;
  readonly clock: Clock;
  readonly listener: AccountFeedListener;
}

export class AccountFeed {
  readonly account: Account;
  readonly capability: FeedCapability;
  /** What is asked of it now. */
  readonly carried = new Set<InstrumentId>();
  /** It has told anything since the session began. */
  hasTold = false;
  readonly #pace = new FeedPace();
  readonly #parts: AccountFeedParts;
  readonly #end = new AbortController();
  #feed: MarketFeed | undefined;
  #state: FeedState = { kind: 'connecting', attempt: 0 };
  #wasUp = false;
  #isOverdue = false;
  #isDown = false;
  #isUnsteady = false;
  #falls = 0;
  #lastFallMs = 0;
  #timer: CancelTimer | undefined;
  #overdue: CancelTimer | undefined;
  /** What it has said does not fit, until something makes room. */
  readonly #unfit = new Set<InstrumentId>();
  #isQuiet = false;

  /** Throws `not-supported` for a broker without a feed. */
  constructor(parts: AccountFeedParts) {
    const { feed } = parts.broker.capabilities;
    if (feed === undefined) throw new TradingError('not-supported', { what: 'live prices' });
    this.account = parts.account;
    this.capability = feed;
    this.#parts = parts;
  }

  get id(): AccountId {
    return this.account.id;
  }

  get standing(): FeedStanding {
    if (this.#state.kind === 'refused') return 'refused';
    if (this.#feed === undefined) return 'idle';
    if (this.#state.kind !== 'up' && !this.#isGrowing) return this.#state.kind;
    return this.#pace.isBehind || this.#isQuiet ? 'late' : 'up';
  }

  /** In the broker's words, why it does not serve the session. */
  get refusal(): string | undefined {
    return this.#state.kind === 'refused' ? this.#state.reason : undefined;
  }

  /** Why it is not up, where that is known: a refusal, or how the last try ended. */
  get failure(): string | undefined {
    return this.#state.kind === 'connecting' ? this.#state.reason : this.refusal;
  }

  /** It was tried and did not come up, and has told nothing so far. */
  get isTriedInVain(): boolean {
    return !this.hasTold && (this.#state.kind === 'refused' || this.#hasFailed);
  }

  get rank(): FeedRank {
    if (this.#state.kind === 'refused' || this.#end.signal.aborted) return undefined;
    if (this.#isDown) return 3;
    if (this.#isUnsteady) return 2;
    return this.standing === 'up' ? 0 : 1;
  }

  /** How full it is with so many instruments more than it carries, as a share of what fits. */
  loadWith(more: number): number {
    const { connections, instrumentsPerConnection } = this.capability;
    return (this.carried.size + more) / Math.max(1, connections * instrumentsPerConnection.full);
  }

  /** It has not said that this one does not fit. */
  canTake(id: InstrumentId): boolean {
    return !this.#unfit.has(id);
  }

  /** Nobody wants these any more: whether they fit is asked anew when somebody does. */
  forget(ids: readonly InstrumentId[]): void {
    for (const id of ids) this.#unfit.delete(id);
  }

  /** What did not fit may fit: other names, another room. */
  forgetUnfit(): void {
    this.#unfit.clear();
  }

  /** Asks for instruments; the first time it connects. Returns those that do not fit. */
  ask(instruments: readonly FedInstrument[], mode: FeedMode): readonly InstrumentId[] {
    const feed = this.#open();
    if (feed === undefined) return instruments.map(({ instrumentId }) => instrumentId);
    for (const { instrumentId } of instruments) this.carried.add(instrumentId);
    const left = feed.subscribe(instruments, mode);
    for (const id of left) {
      this.carried.delete(id);
      this.#unfit.add(id);
    }
    return left;
  }

  /** Asks for nothing of these any more. Returns whether there is room again for what had not fitted. */
  drop(ids: readonly InstrumentId[]): boolean {
    const own = ids.filter((id) => this.carried.delete(id));
    if (own.length === 0) return false;
    this.#feed?.unsubscribe(own);
    const hadNoRoom = this.#unfit.size > 0;
    this.#unfit.clear();
    return hadNoRoom;
  }

  /** A state of the exchange that is later than what it had told of that instrument; undefined where it tells no time. */
  moved(exchangeAt: Instant | undefined, now: Instant): void {
    this.#isQuiet = false;
    this.#pace.moved(exchangeAt, now, this.#parts.clock.monotonicMs());
    this.#look();
  }

  /** Looks whether it has fallen quiet. `isOpen`: something that it carries can trade now, and has hours in which to. */
  lookAtPace(isOpen: boolean): void {
    this.#isQuiet = isOpen && this.#pace.isQuiet(this.#parts.clock.monotonicMs());
    this.#look();
  }

  /** Ends it. Nobody hears of it any more. */
  close(): void {
    this.#timer?.();
    this.#overdue?.();
    this.#end.abort();
    this.carried.clear();
    this.#unfit.clear();
  }

  /** One connection more is made for the first time, beside those that stand: what they tell counts. */
  get #isGrowing(): boolean {
    return this.#wasUp && !this.#isOverdue && this.#state.kind === 'connecting' && this.#state.attempt <= 1;
  }

  /** The first try came to nothing. */
  get #hasFailed(): boolean {
    return this.#state.kind === 'connecting' && this.#state.attempt > 1;
  }

  /** A first connection has so long. */
  #waitToBeUp(): void {
    this.#overdue?.();
    this.#overdue = this.#parts.clock.after(UP_WITHIN_MS, () => {
      this.#isOverdue = this.#state.kind !== 'up';
      this.#look();
    });
  }

  #open(): MarketFeed | undefined {
    if (this.#feed !== undefined || this.#state.kind === 'refused') return this.#feed;
    const { broker, session, listener } = this.#parts;
    try {
      this.#feed = broker.marketFeed(
        session,
        {
          ticks: (ticks) => {
            if (!this.#end.signal.aborted) listener.ticks(this, ticks);
          },
          state: (state) => this.#told(state),
        },
        this.#end.signal,
      );
    } catch (error) {
      const reason = TradingError.is(error) ? error.code : 'The feed could not be opened.';
      this.#told({ kind: 'refused', reason });
      return undefined;
    }
    this.#state = this.#feed.state;
    if (!this.#wasUp && this.#state.kind !== 'refused') this.#waitToBeUp();
    return this.#feed;
  }

  #told(state: FeedState): void {
    if (this.#end.signal.aborted) return;
    const wasUp = this.#state.kind === 'up';
    this.#state = state;
    if (state.kind === 'up') {
      this.#overdue?.();
      this.#isOverdue = false;
    } else if (wasUp && this.#isGrowing) this.#waitToBeUp();
    // What it tells after a gap is measured anew.
    if (this.standing !== 'up' && this.standing !== 'late') {
      this.#pace.reset();
      this.#isQuiet = false;
    }
    this.#look();
    this.#parts.listener.changed(this);
  }

  #look(): void {
    const { standing } = this;
    const isBad =
      standing === 'silent' ||
      standing === 'late' ||
      standing === 'refused' ||
      (standing === 'connecting' && (this.#wasUp || this.#isOverdue || this.#hasFailed));
    if (isBad && !this.#isDown) this.#fall();
    else if (standing === 'up' && (this.#isDown || !this.#wasUp)) this.#rise();
    else if (!isBad && this.#isDown) this.#isDown = false;
  }

  #fall(): void {
    const { clock, listener } = this.#parts;
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#lastFallMs > FORGIVEN_MS) this.#falls = 0;
    this.#falls += 1;
    this.#lastFallMs = nowMs;
    this.#isDown = true;
    this.#isUnsteady = true;
    this.#timer?.();
    // One that is late and was let go of by all tells nothing by which it could show that it is in time again.
    this.#timer = clock.after(this.#steadyMs, () => {
      if (this.standing !== 'late' || this.carried.size > 0) return;
      this.#pace.reset();
      this.#isQuiet = false;
      this.#look();
    });
    listener.fell(this);
  }

  #rise(): void {
    const { clock, listener } = this.#parts;
    this.#wasUp = true;
    this.#isDown = false;
    this.#timer?.();
    if (this.#isUnsteady)
      this.#timer = clock.after(this.#steadyMs, () => {
        this.#isUnsteady = false;
        listener.steady(this);
      });
    listener.changed(this);
  }

  get #steadyMs(): number {
    return Math.min(STEADY_LONGEST_MS, STEADY_MS * 2 ** Math.max(0, this.#falls - 1));
  }
}
