/** How far the walk of prices has come: it runs with the venue's clock while prices walk and stands while they are held. */
import { type Instant, IST_OFFSET_MS, instantOf } from '@copydesk/core';
import type { Store } from '../storage/store.ts';
import type { VenueClock } from '../venue/venue-market.ts';

/** What is stored. */
interface WalkState {
  /** Milliseconds walked before the present stretch. */
  readonly walkedMs: number;
  /** When the present stretch began; null while prices are held. */
  readonly since: number | null;
  /** The venue's time at which prices were held. */
  readonly heldAt: number;
}

const DAY_MS = 86_400_000;

/** The walk's own time. */
export class WalkClock {
  readonly #clock: VenueClock;
  readonly #stepMs: number;
  readonly #store: Store;
  #state: WalkState;

  constructor(parts: { clock: VenueClock; stepMs: number; store: Store; walking: boolean }) {
    this.#clock = parts.clock;
    this.#stepMs = parts.stepMs;
    this.#store = parts.store;
    const stored = parts.store.load('walk')[0]?.[1] as WalkState | undefined;
    const now = parts.clock.now();
    this.#state = stored ?? { walkedMs: 0, since: parts.walking ? now : null, heldAt: now };
    this.setWalking(parts.walking);
    this.#keep();
  }

  get walking(): boolean {
    return this.#state.since !== null;
  }

  setWalking(walking: boolean): void {
    if (walking === this.walking) return;
    const now = this.#clock.now();
    this.#state = walking
      ? { ...this.#state, since: now }
      : { walkedMs: this.#walkedMs(), since: null, heldAt: now };
    this.#keep();
  }

  /** The present step, from 0. */
  step(): number {
    return Math.floor(this.#walkedMs() / this.#stepMs);
  }

  get stepMs(): number {
    return this.#stepMs;
  }

  /** Where the walk was at a moment, in steps; before 0 the walk is thought to have run as it runs now. While prices were held last it stood. */
  stepAt(at: Instant): number {
    const { walkedMs, since, heldAt } = this.#state;
    if (since !== null && at >= since) return Math.floor((walkedMs + at - since) / this.#stepMs);
    const stoodFrom = since === null ? heldAt : Math.min(heldAt, since);
    return Math.floor((walkedMs - Math.max(0, stoodFrom - at)) / this.#stepMs);
  }

  /** The moment at which contracts were priced then, in whole steps of the clock. */
  momentAt(at: Instant): Instant {
    const { since, heldAt } = this.#state;
    const then = since === null ? Math.min(at, heldAt) : at;
    return instantOf(then - (then % this.#stepMs));
  }

  /** The moment at which contracts are priced, in whole steps of the clock. */
  moment(): Instant {
    const at = this.#state.since === null ? this.#state.heldAt : this.#clock.now();
    return instantOf(at - (at % this.#stepMs));
  }

  /** Midnight in India before that moment. */
  dayStart(): Instant {
    const moment = this.moment() + IST_OFFSET_MS;
    return instantOf(moment - (moment % DAY_MS) - IST_OFFSET_MS);
  }

  #walkedMs(): number {
    const { walkedMs, since } = this.#state;
    return since === null ? walkedMs : Math.max(0, walkedMs + this.#clock.now() - since);
  }

  #keep(): void {
    this.#store.put('walk', 'state', () => this.#state);
  }
}
