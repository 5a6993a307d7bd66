/**
 * The live prices of the reference broker: the venue's moves as ticks, over one connection.
 *
 * Decides: when a lost connection is tried again (1 s, doubling to 30 s), and when it is silent. Written apart from the pool
 * that the real adapters share, so that the conformance cases hold two readings of the contract against each other.
 */
import {
  type CancelTimer,
  type Clock,
  type FedInstrument,
  type FeedCapability,
  type FeedListener,
  type FeedMode,
  type FeedState,
  type InstrumentId,
  type MarketFeed,
  sleep,
  type Tick,
} from '@copydesk/core';
import {
  FeedLine,
  type MarketMove,
  type Venue,
  type VenueInstrument,
  type VenueSession,
} from '@copydesk/sandbox';
import { REFERENCE_LEVELS, tickOf } from './reference-ticks.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const BEAT_MS = 1_000;

/** What opening a connection came to. */
export type FeedOpening =
  | { readonly kind: 'open'; readonly session: VenueSession }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed' };

/** What a feed needs. */
export interface ReferenceFeedOptions {
  readonly venue: Venue;
  readonly broker: string;
  readonly clock: Clock;
  readonly capability: FeedCapability;
  readonly listener: FeedListener;
  readonly open: (signal: AbortSignal) => Promise<FeedOpening>;
  /** Takes what breaks the connection while there is one; the answer forgets it. */
  readonly onCut: (cut: () => void) => () => void;
  readonly signal: AbortSignal;
}

interface Wanted {
  readonly fed: FedInstrument;
  readonly row: VenueInstrument;
  readonly mode: FeedMode;
}

export class ReferenceFeed implements MarketFeed {
  readonly #options: ReferenceFeedOptions;
  readonly #wanted = new Map<InstrumentId, Wanted>();
  #line: FeedLine<readonly Tick[]> | undefined;
  #state: FeedState = { kind: 'connecting', attempt: 0 };
  #running = false;

  constructor(options: ReferenceFeedOptions) {
    this.#options = options;
  }

  get state(): FeedState {
    return this.#state;
  }

  subscribe(instruments: readonly FedInstrument[], mode: FeedMode): readonly InstrumentId[] {
    if (this.#options.signal.aborted || this.#state.kind === 'refused') {
      return instruments.map(({ instrumentId }) => instrumentId);
    }
    const [taken, left]: [Wanted[], InstrumentId[]] = [[], []];
    for (const fed of instruments) {
      const wanted = this.#take(fed, mode);
      if (wanted === undefined) left.push(fed.instrumentId);
      else taken.push(wanted);
    }
    if (!this.#running && taken.length > 0) {
      this.#running = true;
      void this.#run();
    }
    this.#tell(taken);
    return left;
  }

  unsubscribe(instrumentIds: readonly InstrumentId[]): void {
    for (const id of instrumentIds) this.#wanted.delete(id);
  }

  #take(fed: FedInstrument, mode: FeedMode): Wanted | undefined {
    const { venue, broker, capability } = this.#options;
    const row = venue.instruments.byFeedToken(broker, fed.feedToken);
    const isNew = !this.#wanted.has(fed.instrumentId);
    if (row === undefined) return undefined;
    if (isNew && this.#wanted.size >= capability.instrumentsPerConnection[mode]) return undefined;
    const wanted = { fed, row, mode };
    this.#wanted.set(fed.instrumentId, wanted);
    return wanted;
  }

  async #run(): Promise<void> {
    const { clock, signal } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      this.#become({ kind: 'connecting', attempt: failures + 1 });
      const opening = await this.#options.open(signal);
      if (signal.aborted) return;
      if (opening.kind === 'refused') return this.#become(opening);
      if (opening.kind === 'open') {
        failures = 0;
        const end = await this.#connected(opening.session);
        if (signal.aborted) return;
        if (end === 'over') return this.#become({ kind: 'refused', reason: 'the session is over' });
        // Silence stays what is shown until the next try.
        if (end === 'cut') this.#become({ kind: 'connecting', attempt: 2 });
      }
      failures += 1;
      await sleep(clock, Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS), signal);
    }
  }

  /** Serves one connection until it ends. */
  #connected(session: VenueSession): Promise<'cut' | 'silent' | 'over' | 'closed'> {
    const { venue, clock, capability, signal, onCut } = this.#options;
    return new Promise((resolve) => {
      let heardAt = clock.monotonicMs();
      const hear = (ticks: readonly Tick[]): void => {
        heardAt = clock.monotonicMs();
        this.#become({ kind: 'up' });
        this.#hear(ticks);
      };
      const line = new FeedLine<readonly Tick[]>({
        clock,
        fault: () => venue.gate.feedFault(session),
        send: (ticks) => hear(ticks),
      });
      let cancelBeat: CancelTimer = (): void => {};
      const end = (how: 'cut' | 'silent' | 'over' | 'closed'): void => {
        for (const close of closers) close();
        resolve(how);
      };
      const beat = (): void => {
        if (!line.isSilent) hear([]);
        const silentMs = clock.monotonicMs() - heardAt;
        if (silentMs >= capability.heartbeatMs) {
          this.#become({ kind: 'silent', sinceMs: silentMs });
          return end('silent');
        }
        cancelBeat = clock.after(BEAT_MS, beat);
      };
      const stop = (): void => end('closed');
      const closers = [
        venue.market.onMove((move) => this.#tell(this.#movedBy(move))),
        venue.sessions.onEnd(session, () => end('over')),
        onCut(() => end('cut')),
        () => cancelBeat(),
        () => signal.removeEventListener('abort', stop),
        () => {
          line.close();
          this.#line = undefined;
        },
      ];
      signal.addEventListener('abort', stop, { once: true });
      this.#line = line;
      beat();
      this.#tell([...this.#wanted.values()]);
    });
  }

  #movedBy(move: MarketMove): readonly Wanted[] {
    const all = [...this.#wanted.values()];
    return move.kind === 'traded' ? all.filter(({ row }) => row.id === move.instrument.id) : all;
  }

  #tell(wanted: readonly Wanted[]): void {
    if (wanted.length === 0) return;
    const { market } = this.#options.venue;
    this.#line?.pass(
      wanted.map(({ fed, row, mode }) => tickOf(fed, mode, market.figures(row, REFERENCE_LEVELS))),
    );
  }

  /** What is late may be of an instrument that was given up meanwhile. */
  #hear(ticks: readonly Tick[]): void {
    const known = ticks.filter(({ instrumentId }) => this.#wanted.has(instrumentId));
    if (known.length > 0) guarded(() => this.#options.listener.ticks(known));
  }

  #become(state: FeedState): void {
    const before = this.#state;
    if (this.#options.signal.aborted || JSON.stringify(before) === JSON.stringify(state)) return;
    this.#state = state;
    guarded(() => this.#options.listener.state(state));
  }
}

/** What a listener throws is a bug of its own and ends nothing. */
function guarded(run: () => void): void {
  try {
    run();
  } catch {
    // Tests that want to see it look at what they themselves threw.
  }
}
