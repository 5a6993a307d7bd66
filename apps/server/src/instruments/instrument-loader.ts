/**
 * Brings the day's instrument lists of one environment into its catalog.
 *
 * Decides: when lists are read (at start, each new day, again after a failure) and what is shown meanwhile. The lists
 * of all brokers are joined into one snapshot. Those that come within a moment are joined at once, for shares are known
 * by their ISIN only where one list states it; a slower one is waited for no longer and joined when it comes, without
 * reading the others again. One that cannot be used is left out, named, and tried again.
 * The last good snapshot stays in force until a better one is there.
 */
import { setImmediate } from 'node:timers/promises';
import type { InstrumentLoad } from '@copydesk/api-contract';
import {
  type BrokerId,
  type CancelTimer,
  type Clock,
  type Instant,
  type InstrumentCatalog,
  type InstrumentSnapshot,
  IST_OFFSET_MS,
  istDate,
  type ListingBatch,
  SnapshotBuilder,
  TradingError,
} from '@copydesk/core';
import type { Broker } from '../brokers/broker-registry.ts';
import { timeOrNull } from '../http/views/wire-values.ts';
import type { Log } from '../process/log.ts';

/** A list that takes longer than this is given up for now. */
const LIST_TIMEOUT_MS = 180_000;
/** How long a list that is there waits for the others. */
const PATIENCE_MS = 20_000;
/** Between attempts while a list is missing: soon at first, then patiently. */
const RETRY_MS = [5_000, 30_000, 120_000, 600_000];
/** When brokers have renewed their lists for the day, in minutes of the day in India: what was read before is read again. Kite says about 08:30. */
const RENEWED_AT_MIN = 8 * 60 + 45;
/** How often the date is looked at. */
const DAY_CHECK_MS = 60_000;

interface Progress {
  state: InstrumentLoad['state'];
  rows: number;
  progress: number | undefined;
  loadedAt: Instant | undefined;
  problem: string | undefined;
}

/** Told of each step, for the person who waits. */
export type OnProgress = (broker: Broker, load: InstrumentLoad) => void;

export class InstrumentLoader {
  readonly #catalog: InstrumentCatalog;
  readonly #brokers: () => readonly Broker[];
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onProgress: OnProgress;
  readonly #onLoaded: () => void;
  readonly #progress = new Map<BrokerId, Progress>();
  readonly #stop = new AbortController();
  /** The day's lists that were read, kept until all are joined. */
  readonly #lists = new Map<BrokerId, readonly ListingBatch[]>();
  readonly #reading = new Set<BrokerId>();
  /** The day that the lists are of. */
  #date = '';
  /** The day, before or after brokers renew their lists. */
  #edition = '';
  /** The edition of each broker's list in force. */
  readonly #inForce = new Map<BrokerId, string>();
  /** The snapshot of an earlier day, to see what corporate actions changed. */
  #earlier: InstrumentSnapshot | undefined;
  #patient = true;
  #joining: Promise<unknown> = Promise.resolve();
  #timer: CancelTimer | undefined;
  #waiting: (() => void)[] = [];
  #failures = 0;
  #started: Promise<void> | undefined;
  #hurry: () => void = () => undefined;
  readonly #hurried = new Promise<void>((resolve) => {
    this.#hurry = resolve;
  });

  constructor(parts: {
    readonly catalog: InstrumentCatalog;
    /** Those of the catalog's environment, asked when a load begins. */
    readonly brokers: () => readonly Broker[];
    readonly clock: Clock;
    readonly log: Log;
    readonly onProgress: OnProgress;
    /** Called when a new snapshot is in force. */
    readonly onLoaded?: () => void;
  }) {
    this.#catalog = parts.catalog;
    this.#brokers = parts.brokers;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#onProgress = parts.onProgress;
    this.#onLoaded = parts.onLoaded ?? (() => undefined);
  }

  /** Loads and stays up to date until `close`. Resolves after the first attempt, whatever came of it. Calling it twice is harmless. */
  start(): Promise<void> {
    this.#hurry();
    this.#started ??= this.#load();
    return this.#started;
  }

  /** As `start`, but not before `calm` unless somebody waits for a list: what is familiar comes first, and reading lists takes the machine's time. */
  startAfter(calm: Promise<void>): Promise<void> {
    this.#started ??= Promise.race([calm, this.#hurried]).then(() => this.#load());
    return this.#started;
  }

  /** Whether lists are wanted at all: nobody needs those of an environment without accounts. */
  get wanted(): boolean {
    return this.#started !== undefined;
  }

  /** Resolves after the first attempt, without asking for it; at once when no lists are wanted. */
  async triedOnce(): Promise<void> {
    await this.#started;
  }

  /** The clock was moved: lists of another day are read at once. */
  checkDay(): void {
    if (!this.wanted || this.#reading.size > 0 || this.#stop.signal.aborted) return;
    if (this.#date === '' || this.#date === istDate(this.#clock.now())) return;
    this.#timer?.();
    void this.#load();
  }

  /** Stops reading and waiting. */
  close(): void {
    this.#stop.abort();
    this.#timer?.();
    this.#wake();
  }

  /** Resolves when a snapshot with the broker's list is in force, with any when none is named, or when the signal aborts. */
  async ready(signal: AbortSignal, brokerId?: BrokerId): Promise<void> {
    const known = (): boolean =>
      brokerId === undefined ? this.#catalog.current !== undefined : this.#isInForce(brokerId);
    if (!known()) this.#hurry();
    while (!known() && !signal.aborted && !this.#stop.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  /** Whether a snapshot with the broker's list is in force. */
  knows(brokerId: BrokerId): boolean {
    return this.#isInForce(brokerId);
  }

  /** How far a broker's list is. */
  loadOf(brokerId: BrokerId): InstrumentLoad {
    const { state, rows, progress, loadedAt, problem } = this.#progress.get(brokerId) ?? fresh('waiting');
    return {
      state,
      rows,
      progress: progress ?? null,
      loadedAt: timeOrNull(loadedAt),
      problem: problem ?? null,
    };
  }

  /** How long ago a broker's list in force was read, by the clock of its environment. */
  ageMs(brokerId: BrokerId): number | undefined {
    const loadedAt = this.loadedAt(brokerId);
    return loadedAt === undefined ? undefined : this.#clock.now() - loadedAt;
  }

  /** When a broker's list in force was read. */
  loadedAt(brokerId: BrokerId): Instant | undefined {
    return this.#progress.get(brokerId)?.loadedAt;
  }

  async #load(): Promise<void> {
    this.#beginDay();
    const brokers = this.#brokers();
    const missing = brokers.filter((broker) => !this.#lists.has(broker.id));
    for (const broker of missing) this.#reading.add(broker.id);
    this.#patient = true;
    const impatient = this.#clock.after(PATIENCE_MS, () => {
      this.#patient = false;
      void this.#join();
    });
    await Promise.all(
      missing.map(async (broker) => {
        const list = await this.#read(broker);
        this.#reading.delete(broker.id);
        if (list !== undefined) this.#lists.set(broker.id, list);
        await this.#join();
      }),
    );
    impatient();
    const left = brokers.some((broker) => !this.#isLoaded(broker.id));
    if (!left) this.#lists.clear();
    this.#failures = left ? this.#failures + 1 : 0;
    this.#plan(left);
  }

  /** Lists of different days are never joined. */
  #beginDay(): void {
    const today = istDate(this.#clock.now());
    const edition = this.#editionNow();
    if (this.#edition === edition) return;
    this.#edition = edition;
    this.#lists.clear();
    if (this.#date === today) return;
    this.#date = today;
    this.#earlier = this.#catalog.current;
  }

  /** The sandbox has one list a day. */
  #editionNow(): string {
    const now = this.#clock.now();
    const minute = Math.floor(((now + IST_OFFSET_MS) % 86_400_000) / 60_000);
    const renewed = this.#catalog.environment === 'live' && minute >= RENEWED_AT_MIN;
    return `${istDate(now)}${renewed ? ' renewed' : ''}`;
  }

  #isInForce(brokerId: BrokerId): boolean {
    return this.#catalog.current?.brokers.includes(brokerId) ?? false;
  }

  #isLoaded(brokerId: BrokerId): boolean {
    return this.#inForce.get(brokerId) === this.#edition && this.#isInForce(brokerId);
  }

  #join(): Promise<void> {
    const turn = this.#joining.then(() => this.#joinInTurn());
    this.#joining = turn.catch(() => undefined);
    return turn;
  }

  /** Joins what is there, unless nothing is new, or more is worth waiting for. */
  async #joinInTurn(): Promise<void> {
    const brokers = this.#brokers().filter((broker) => this.#lists.has(broker.id));
    if (this.#stop.signal.aborted || brokers.every((broker) => this.#isLoaded(broker.id))) return;
    if (this.#reading.size > 0 && this.#patient) return;
    // What a broker's accounts trade by is not taken away while its new list is on its way.
    if ([...this.#reading].some((id) => this.#isInForce(id))) return;
    // Nor one of today because it could not be read again.
    const ofToday = this.#catalog.current?.tradingDate === this.#date;
    const lacks = this.#brokers().some(({ id }) => this.#isInForce(id) && !this.#lists.has(id));
    if (ofToday && lacks) return;
    const builder = new SnapshotBuilder(this.#date, this.#earlier);
    for (const { id } of brokers) {
      for (const batch of this.#lists.get(id) ?? []) {
        builder.add(id, batch);
        await setImmediate();
      }
    }
    for (const _ of builder.finish()) await setImmediate();
    if (this.#stop.signal.aborted) return;
    try {
      this.#catalog.replace(builder.snapshot);
    } catch (error) {
      if (!TradingError.is(error)) throw error;
      this.#refuse(brokers, error);
      return;
    }
    for (const broker of brokers) {
      this.#inForce.set(broker.id, this.#edition);
      this.#note(broker, { state: 'loaded', progress: 1, loadedAt: this.#clock.now(), problem: undefined });
    }
    const { report } = builder.snapshot;
    this.#log.info(
      {
        environment: this.#catalog.environment,
        instruments: report.instruments,
        refused: report.disagreementCounts,
      },
      'Instruments loaded',
    );
    this.#onLoaded();
    this.#wake();
  }

  /** The list that is at fault is read again; without one that is named, all are. */
  #refuse(brokers: readonly Broker[], error: TradingError): void {
    const named = brokers.filter((broker) => broker.id === error.facts['broker']);
    for (const broker of named.length > 0 ? named : brokers) this.#lists.delete(broker.id);
    for (const broker of brokers) this.#note(broker, { state: 'failed', problem: error.message });
    this.#log.warn(
      { code: error.code, facts: error.facts },
      'The instrument lists are worse than those in force',
    );
  }

  async #read(broker: Broker): Promise<readonly ListingBatch[] | undefined> {
    this.#note(broker, { state: 'loading', rows: 0, progress: undefined, problem: undefined });
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(LIST_TIMEOUT_MS)]);
    const list: ListingBatch[] = [];
    let rows = 0;
    try {
      for await (const batch of broker.port.listings(signal)) {
        list.push(batch);
        rows += batch.rows.length;
        this.#note(broker, { rows, progress: batch.progress });
      }
      return list;
    } catch (error) {
      if (this.#stop.signal.aborted) return undefined;
      const problem = TradingError.is(error) ? error.message : 'The list could not be read.';
      this.#note(broker, { state: 'failed', problem });
      this.#log.warn({ broker: broker.id, err: error }, 'The instrument list could not be used');
      return undefined;
    }
  }

  #note(broker: Broker, change: Partial<Progress>): void {
    const progress = this.#progress.get(broker.id) ?? fresh('waiting');
    Object.assign(progress, change);
    this.#progress.set(broker.id, progress);
    this.#onProgress(broker, this.loadOf(broker.id));
  }

  #plan(again: boolean): void {
    if (this.#stop.signal.aborted) return;
    // Another day, or the brokers' next lists, began while these were read.
    if (this.#edition !== this.#editionNow()) {
      void this.#load();
      return;
    }
    const retryMs = RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1] ?? RETRY_MS[0] ?? DAY_CHECK_MS;
    this.#timer = this.#clock.after(again ? retryMs : DAY_CHECK_MS, () => {
      const stale = this.#edition !== this.#editionNow();
      if (again || stale) void this.#load();
      else this.#plan(false);
    });
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function fresh(state: Progress['state']): Progress {
  return { state, rows: 0, progress: undefined, loadedAt: undefined, problem: undefined };
}
