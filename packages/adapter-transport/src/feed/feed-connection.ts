/**
 * One connection of a feed, kept open.
 *
 * Decides: when to try again, when silence is the end of a connection, and what it is told so that it tells what is
 * wanted: after each handshake everything, later the differences.
 */
import { type CancelTimer, type Clock, type FeedMode, type FeedState, sleep } from '@copydesk/core';
import { reconnectWait } from '../reconnect-wait.ts';
import type { ModeCounts } from './feed-capacity.ts';
import type { FeedConnectionEvents, FeedDriver, FeedEnd, FeedFrame, FeedMessage } from './feed-driver.ts';
import { requestsFor } from './feed-requests.ts';
import { isSameState } from './feed-states.ts';

/** What a connection is made of. */
export interface FeedConnectionSettings<Token extends string | number> {
  readonly driver: FeedDriver<Token>;
  readonly clock: Clock;
  readonly random: () => number;
  /** `FeedCapability.heartbeatMs`. */
  readonly heartbeatMs: number;
  readonly signal: AbortSignal;
  readonly onFrame: (frame: FeedFrame) => void;
  /** The state changed. */
  readonly onState: () => void;
  /** Nothing is wanted of the connection any more. */
  readonly onIdle: () => void;
  /** The driver broke its word. */
  readonly onBug: (error: unknown) => void;
}

export class FeedConnection<Token extends string | number> {
  readonly counts: ModeCounts = { ltp: 0, quote: 0, full: 0 };
  readonly #settings: FeedConnectionSettings<Token>;
  readonly #wanted = new Map<Token, FeedMode>();
  /** What the present connection was asked for; empty while there is none. */
  readonly #told = new Map<Token, FeedMode>();
  readonly #changed = new Set<Token>();
  readonly #ended = new AbortController();
  readonly #signal: AbortSignal;
  #send: ((message: FeedMessage) => void) | undefined;
  #cancelCatchUp: CancelTimer | undefined;
  #failures = 0;
  #state: FeedState = { kind: 'connecting', attempt: 1 };

  constructor(settings: FeedConnectionSettings<Token>) {
    this.#settings = settings;
    this.#signal = AbortSignal.any([settings.signal, this.#ended.signal]);
    this.#signal.addEventListener('abort', () => this.#cancelCatchUp?.(), { once: true });
  }

  get state(): FeedState {
    return this.#state;
  }

  /** Keeps the connection open until the signal aborts, `end` is called or the broker refuses. Never rejects. */
  async run(): Promise<void> {
    const { clock, random } = this.#settings;
    let reason: string | undefined;
    while (!this.#signal.aborted) {
      this.#become(this.#trying(reason));
      const end = await this.#connectOnce();
      if (this.#signal.aborted) return;
      if (end.kind === 'refused') return this.#become(end);
      this.#failures += 1;
      reason = end.reason;
      // Silence stays the reason that is shown until the next try begins.
      if (this.#state.kind === 'up') this.#become(this.#trying(reason));
      await sleep(clock, (end.notBeforeMs ?? 0) + reconnectWait(this.#failures, random), this.#signal);
    }
  }

  /** From now on the instrument is told here in this mode. Takes effect with all that is asked in the same turn. */
  want(token: Token, mode: FeedMode): void {
    const before = this.#wanted.get(token);
    if (before === mode) return;
    if (before !== undefined) this.counts[before] -= 1;
    this.counts[mode] += 1;
    this.#wanted.set(token, mode);
    this.#change(token);
  }

  giveUp(token: Token): void {
    const before = this.#wanted.get(token);
    if (before === undefined) return;
    this.counts[before] -= 1;
    this.#wanted.delete(token);
    this.#change(token);
  }

  /** Closes it for good. */
  end(): void {
    this.#ended.abort();
  }

  #trying(reason: string | undefined): FeedState {
    const attempt = this.#failures + 1;
    return { kind: 'connecting', attempt, ...(reason === undefined ? {} : { reason }) };
  }

  async #connectOnce(): Promise<FeedEnd> {
    const { driver, clock, heartbeatMs, onFrame, onBug } = this.#settings;
    const dropped = new AbortController();
    const signal = AbortSignal.any([this.#signal, dropped.signal]);
    let lastSignAt = 0;
    let cancelWatch: CancelTimer | undefined;
    const watch = (): void => {
      const silentMs = clock.monotonicMs() - lastSignAt;
      if (silentMs < heartbeatMs) {
        cancelWatch = clock.after(heartbeatMs - silentMs, watch);
        return;
      }
      this.#become({ kind: 'silent', sinceMs: silentMs });
      dropped.abort();
    };
    const alive = (): void => {
      lastSignAt = clock.monotonicMs();
      this.#failures = 0;
      this.#become({ kind: 'up' });
    };
    const events: FeedConnectionEvents = {
      onOpen: (send) => {
        if (signal.aborted) return;
        lastSignAt = clock.monotonicMs();
        cancelWatch = clock.after(heartbeatMs, watch);
        this.#send = send;
        this.#catchUp();
      },
      onAlive: () => {
        if (!signal.aborted) alive();
      },
      onFrame: (frame) => {
        if (signal.aborted) return;
        alive();
        if (!signal.aborted) onFrame(frame);
      },
    };
    try {
      return await driver.connect(events, signal);
    } catch (error) {
      onBug(error);
      return { kind: 'lost', reason: 'a bug of ours' };
    } finally {
      // What the driver still tells of this connection is not heard.
      dropped.abort();
      cancelWatch?.();
      this.#forgetTold();
    }
  }

  /** The broker keeps nothing of a connection that is over: the next one is told everything. */
  #forgetTold(): void {
    this.#send = undefined;
    this.#told.clear();
    this.#changed.clear();
    for (const token of this.#wanted.keys()) this.#changed.add(token);
  }

  #change(token: Token): void {
    this.#changed.add(token);
    this.#cancelCatchUp ??= this.#settings.clock.after(0, () => {
      this.#cancelCatchUp = undefined;
      if (this.#wanted.size === 0) this.#settings.onIdle();
      if (!this.#signal.aborted) this.#catchUp();
    });
  }

  #catchUp(): void {
    const { driver } = this.#settings;
    const send = this.#send;
    if (send === undefined || this.#changed.size === 0) return;
    const difference = { changed: this.#changed, wanted: this.#wanted, told: this.#told };
    const requests = requestsFor(difference, driver.tokensPerRequest);
    for (const token of this.#changed) {
      const mode = this.#wanted.get(token);
      if (mode === undefined) this.#told.delete(token);
      else this.#told.set(token, mode);
    }
    this.#changed.clear();
    for (const request of requests) for (const message of driver.messagesFor(request)) send(message);
  }

  #become(state: FeedState): void {
    if (isSameState(this.#state, state)) return;
    this.#state = state;
    this.#settings.onState();
  }
}
