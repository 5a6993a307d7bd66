/** An instrument that is wanted in an environment, with what is known of it and who tells it. */
import type { Account } from '../account/account.ts';
import type { FeedMode, Tick } from '../broker/market-feed.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Price } from '../money/price.ts';
import type { Instant } from '../ports/clock.ts';
import type { AccountFeed } from './account-feed.ts';
import { KnownTick } from './known-tick.ts';
import type { PriceSource, PriceStanding } from './live-prices.ts';

/** Whoever takes what changed when it suits. */
export interface ChangeMarks {
  mark(id: InstrumentId): void;
}

/** The last tick of an instrument, with how far it may be trusted. */
export interface ToldTick {
  readonly tick: Tick;
  /** When its price was the last one: by the exchange, or when it came. */
  readonly at: Instant;
  readonly standing: PriceStanding;
  /** Undefined while it is `stale`. */
  readonly source: PriceSource | undefined;
  /** The day's previous close, also where the last tick's mode does not tell it. */
  readonly previousClose: Price | undefined;
  /** The day (`YYYY-MM-DD` in India) on which that was told. */
  readonly closeDay: string | undefined;
}

export class Watched {
  readonly id: InstrumentId;
  /** In which it is asked for. */
  mode: FeedMode;
  readonly marks = new Set<ChangeMarks>();
  readonly known = new KnownTick();
  /** Who carries it, and under which name it was asked for there. */
  carrier: AccountFeed | undefined;
  feedToken: string | undefined;
  /** Who carried it before that feed fell. */
  home: AccountFeed | undefined;
  /** Who is asked beside the carrier, to take over with its first tick. */
  next: AccountFeed | undefined;
  /** The carrier has told it since it was asked, or since its connection came back. */
  isConfirmed = false;
  /** The latest exchange time that the carrier told of it. */
  carrierAt: Instant | undefined;
  /** When the carrier was asked. */
  askedMs = 0;
  /** When a quote was last asked and answered, by whom, and when one was last asked. */
  polledMs: number | undefined;
  polledBy: Account | undefined;
  pollAskedMs: number | undefined;
  standing: PriceStanding = 'stale';

  constructor(id: InstrumentId, mode: FeedMode) {
    this.id = id;
    this.mode = mode;
  }

  /** Another feed carries it from now on, or none. Nothing is confirmed until that one tells it. */
  carriedBy(feed: AccountFeed | undefined, nowMs: number): void {
    this.carrier = feed;
    this.isConfirmed = false;
    this.carrierAt = undefined;
    this.askedMs = nowMs;
  }

  /** Its carrier's connection was lost: what it tells next counts. */
  unconfirm(nowMs: number): void {
    this.carriedBy(this.carrier, nowMs);
  }

  /** What is known; undefined before the first tick. */
  get told(): ToldTick | undefined {
    const { tick, at, previousClose, closeDay } = this.known;
    if (tick === undefined || at === undefined) return undefined;
    return { tick, at, standing: this.standing, source: this.#source, previousClose, closeDay };
  }

  get #source(): PriceSource | undefined {
    if (this.standing === 'stale') return undefined;
    const by = this.standing === 'live' ? 'stream' : 'quotes';
    const account = by === 'stream' ? this.carrier?.account : this.polledBy;
    return account === undefined ? undefined : { account, by };
  }
}
