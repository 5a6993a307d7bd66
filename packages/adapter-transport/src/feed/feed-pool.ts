/**
 * The live prices of one account's session, over as many connections as its broker allows.
 *
 * Decides: which connection carries an instrument (the first that has room; one more is opened when none has), what no
 * longer fits, and what the listener hears. Leaves to others: the wire (`FeedDriver`), staleness and fail-over (the hub).
 */
import type {
  AdapterLog,
  Clock,
  FedInstrument,
  FeedCapability,
  FeedListener,
  FeedMode,
  FeedState,
  InstrumentId,
  MarketFeed,
} from '@copydesk/core';
import { type ModeCounts, sharesFit } from './feed-capacity.ts';
import { FeedConnection } from './feed-connection.ts';
import type { FeedDriver, FeedFrame, FrameReading } from './feed-driver.ts';
import { isSameState, NOT_ASKED, worstOf } from './feed-states.ts';
import { FrameLog } from './frame-log.ts';

/** What a pool is made of. */
export interface FeedPoolSettings<Token extends string | number> {
  readonly driver: FeedDriver<Token>;
  readonly capability: FeedCapability;
  readonly listener: FeedListener;
  readonly clock: Clock;
  /** Randomness in [0, 1) for the jitter of reconnects. */
  readonly random: () => number;
  readonly log: AdapterLog;
  /** Ends the feed: nothing is told, sent or opened afterwards. */
  readonly signal: AbortSignal;
}

/** Where an instrument is told. */
interface Place<Token extends string | number> {
  readonly token: Token;
  mode: FeedMode;
  connection: FeedConnection<Token>;
}

/** A feed that connects when it is first asked for something. */
export function createFeedPool<Token extends string | number>(settings: FeedPoolSettings<Token>): MarketFeed {
  return new FeedPool(settings);
}

class FeedPool<Token extends string | number> implements MarketFeed {
  readonly #settings: FeedPoolSettings<Token>;
  readonly #frameLog: FrameLog;
  /** What frames are read by: an instrument that was given up is not in it, so a late tick of it is not told. */
  readonly #instruments = new Map<Token, FedInstrument>();
  readonly #places = new Map<InstrumentId, Place<Token>>();
  #connections: readonly FeedConnection<Token>[] = [];
  #state: FeedState = NOT_ASKED;

  constructor(settings: FeedPoolSettings<Token>) {
    this.#settings = settings;
    this.#frameLog = new FrameLog(settings.log, settings.clock, settings.signal);
  }

  get state(): FeedState {
    return this.#state;
  }

  subscribe(instruments: readonly FedInstrument[], mode: FeedMode): readonly InstrumentId[] {
    const left = instruments.filter((instrument) => !this.#take(instrument, mode));
    return left.map(({ instrumentId }) => instrumentId);
  }

  unsubscribe(instrumentIds: readonly InstrumentId[]): void {
    if (this.#settings.signal.aborted) return;
    for (const id of instrumentIds) this.#release(id);
  }

  /** Finds a place for an instrument; false when there is none. What is told already goes on as before then. */
  #take(instrument: FedInstrument, mode: FeedMode): boolean {
    const { driver, signal, log } = this.#settings;
    // After a refusal nothing is asked of the broker in this session.
    if (signal.aborted || this.#state.kind === 'refused') return false;
    const { instrumentId, feedToken } = instrument;
    const token = driver.tokenOf(feedToken);
    if (token === undefined) {
      log.warn({ instrumentId, feedToken }, 'no token that the feed could have');
      return false;
    }
    const place = this.#placeFor(instrumentId, token);
    const connection = this.#roomFor(mode, place);
    if (connection === undefined) return false;
    if (place !== undefined && place.connection !== connection) place.connection.giveUp(token);
    connection.want(token, mode);
    this.#instruments.set(token, instrument);
    this.#places.set(instrumentId, { token, mode, connection });
    return true;
  }

  /** Where the instrument is told by this token. Brokers give tokens to other contracts: the last word counts. */
  #placeFor(instrumentId: InstrumentId, token: Token): Place<Token> | undefined {
    const holder = this.#instruments.get(token)?.instrumentId;
    if (holder !== undefined && holder !== instrumentId) this.#release(holder);
    const place = this.#places.get(instrumentId);
    if (place === undefined || place.token === token) return place;
    this.#release(instrumentId);
    return undefined;
  }

  /** The connection that can tell one more in this mode, where the instrument is if it can; opened if need be. */
  #roomFor(mode: FeedMode, place: Place<Token> | undefined): FeedConnection<Token> | undefined {
    if (place !== undefined && this.#fits(place.connection.counts, mode, place.mode)) return place.connection;
    const open = this.#connections.find(({ counts }) => this.#fits(counts, mode));
    if (open !== undefined) return open;
    const none: ModeCounts = { ltp: 0, quote: 0, full: 0 };
    const mayOpen = this.#connections.length < this.#settings.capability.connections;
    return mayOpen && this.#fits(none, mode) ? this.#open() : undefined;
  }

  #fits(counts: Readonly<ModeCounts>, mode: FeedMode, instead?: FeedMode): boolean {
    const { driver, capability } = this.#settings;
    const then: ModeCounts = { ...counts };
    then[mode] += 1;
    if (instead !== undefined) then[instead] -= 1;
    return driver.fits?.(then) ?? sharesFit(then, capability.instrumentsPerConnection);
  }

  #release(instrumentId: InstrumentId): void {
    const place = this.#places.get(instrumentId);
    if (place === undefined) return;
    this.#places.delete(instrumentId);
    this.#instruments.delete(place.token);
    place.connection.giveUp(place.token);
  }

  #open(): FeedConnection<Token> {
    const { driver, clock, random, capability, signal } = this.#settings;
    const connection: FeedConnection<Token> = new FeedConnection<Token>({
      driver,
      clock,
      random,
      signal,
      heartbeatMs: capability.heartbeatMs,
      onFrame: (frame) => this.#read(frame),
      onState: () => this.#judge(),
      onIdle: () => this.#close(connection),
      onBug: (error) => this.#logBug(error, 'a feed connection failed in our own code'),
    });
    this.#connections = [...this.#connections, connection];
    this.#judge();
    void connection.run();
    return connection;
  }

  /** A connection on which nothing is wanted goes, so that its state does not speak for the others; the last one stays, for the next question. */
  #close(connection: FeedConnection<Token>): void {
    // One that was refused keeps its place: the broker is not to be asked again.
    if (this.#connections.length === 1 || connection.state.kind === 'refused') return;
    connection.end();
    this.#connections = this.#connections.filter((other) => other !== connection);
    this.#judge();
  }

  #read(frame: FeedFrame): void {
    const { driver, listener } = this.#settings;
    let reading: FrameReading;
    try {
      reading = driver.read(frame, this.#instruments);
    } catch (error) {
      // A frame that breaks the reader must not break the feed: it is one of thousands.
      reading = { ticks: [], unreadable: 1, remark: `the reader failed: ${nameOf(error)}` };
    }
    if (reading.unreadable > 0 || reading.remark !== undefined) this.#frameLog.note(reading);
    if (reading.ticks.length > 0) this.#tell(() => listener.ticks(reading.ticks));
  }

  #judge(): void {
    const state = worstOf(this.#connections.map((connection) => connection.state));
    if (this.#settings.signal.aborted || isSameState(state, this.#state)) return;
    this.#state = state;
    this.#tell(() => this.#settings.listener.state(state));
  }

  #tell(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#logBug(error, 'a listener of the feed failed');
    }
  }

  #logBug(error: unknown, message: string): void {
    this.#settings.log.warn({ error: nameOf(error) }, message);
  }
}

/** What an error is called. Its words may quote what it was about. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
