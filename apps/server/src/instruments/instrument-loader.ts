/**
 * Brings the day's instrument lists of one environment into its catalog.
 *
 * Decides: when lists are read (at start, each new day, again after a failure) and what is shown meanwhile. The lists
 * of all brokers are joined into one snapshot; a broker whose list cannot be used is left out, named, and tried again.
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
  istDate,
  SnapshotBuilder,
  TradingError,
} from '@copydesk/core';
import type { Broker } from '../brokers/broker-registry.ts';
import { timeOrNull } from '../http/views/wire-values.ts';
import type { Log } from '../process/log.ts';

/** A list that takes longer than this is given up for now. */
const LIST_TIMEOUT_MS = 180_000;
/** Between attempts while a list is missing: soon at first, then patiently. */
const RETRY_MS = [5_000, 30_000, 120_000, 600_000];
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
  readonly #progress = new Map<BrokerId, Progress>();
  readonly #stop = new AbortController();
  #timer: CancelTimer | undefined;
  #waiting: (() => void)[] = [];
  #failures = 0;
  #started: Promise<void> | undefined;

  constructor(parts: {
    readonly catalog: InstrumentCatalog;
    /** Those of the catalog's environment, asked when a load begins. */
    readonly brokers: () => readonly Broker[];
    readonly clock: Clock;
    readonly log: Log;
    readonly onProgress: OnProgress;
  }) {
    this.#catalog = parts.catalog;
    this.#brokers = parts.brokers;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#onProgress = parts.onProgress;
  }

  /** Loads and stays up to date until `close`. Resolves after the first attempt, whatever came of it. Calling it twice is harmless. */
  start(): Promise<void> {
    this.#started ??= this.#load();
    return this.#started;
  }

  /** Whether lists are wanted at all: nobody needs those of an environment without accounts. */
  get wanted(): boolean {
    return this.#started !== undefined;
  }

  /** Stops reading and waiting. */
  close(): void {
    this.#stop.abort();
    this.#timer?.();
    this.#wake();
  }

  /** Resolves when a snapshot is in force, or when the signal aborts. */
  async ready(signal: AbortSignal): Promise<void> {
    while (this.#catalog.current === undefined && !signal.aborted && !this.#stop.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
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

  /** When a broker's list in force was read. */
  loadedAt(brokerId: BrokerId): Instant | undefined {
    return this.#progress.get(brokerId)?.loadedAt;
  }

  async #load(): Promise<void> {
    const left = await this.#join(this.#brokers());
    this.#failures = left.length === 0 ? 0 : this.#failures + 1;
    if (this.#catalog.current !== undefined) this.#wake();
    this.#plan(left.length > 0);
  }

  /** Reads and joins; answers the brokers that had to be left out. */
  async #join(brokers: readonly Broker[]): Promise<readonly Broker[]> {
    if (brokers.length === 0) return [];
    const builder = new SnapshotBuilder(istDate(this.#clock.now()), this.#catalog.current);
    const outcomes = await Promise.all(brokers.map((broker) => this.#read(broker, builder)));
    const failed = brokers.filter((_, index) => outcomes[index] !== true);
    if (this.#stop.signal.aborted) return failed;
    // Rows of a list that turned out unusable are in the builder already: it is begun anew without that broker.
    if (failed.length > 0) {
      const rest = brokers.filter((broker) => !failed.includes(broker));
      return [...failed, ...(await this.#join(rest))];
    }
    for (const _ of builder.finish()) await setImmediate();
    try {
      this.#catalog.replace(builder.snapshot);
    } catch (error) {
      if (!TradingError.is(error)) throw error;
      for (const broker of brokers) this.#note(broker, { state: 'failed', problem: error.message });
      this.#log.warn(
        { code: error.code, facts: error.facts },
        'The instrument lists are worse than those in force',
      );
      return brokers;
    }
    for (const broker of brokers) {
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
    return [];
  }

  async #read(broker: Broker, builder: SnapshotBuilder): Promise<boolean> {
    this.#note(broker, { state: 'loading', rows: 0, progress: undefined, problem: undefined });
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(LIST_TIMEOUT_MS)]);
    let rows = 0;
    try {
      for await (const batch of broker.port.listings(signal)) {
        builder.add(broker.id, batch);
        rows += batch.rows.length;
        this.#note(broker, { rows, progress: batch.progress });
      }
      return true;
    } catch (error) {
      if (this.#stop.signal.aborted) return false;
      const problem = TradingError.is(error) ? error.message : 'The list could not be read.';
      this.#note(broker, { state: 'failed', problem });
      this.#log.warn({ broker: broker.id, err: error }, 'The instrument list could not be used');
      return false;
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
    const retryMs = RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1] ?? RETRY_MS[0] ?? DAY_CHECK_MS;
    this.#timer = this.#clock.after(again ? retryMs : DAY_CHECK_MS, () => {
      const stale = this.#catalog.current?.tradingDate !== istDate(this.#clock.now());
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
