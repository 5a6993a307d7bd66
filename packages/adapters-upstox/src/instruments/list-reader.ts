/**
 * The event loop's side of the parsing thread.
 *
 * Decides: how much may be under way at once, and that the loop breathes between two batches. Leaves parsing to
 * `parse-worker.ts`.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import {
  type ErrorFacts,
  type ListingBatch,
  type PackedListings,
  type RefusedRow,
  TradingError,
  unpackListings,
} from '@copydesk/core';

/** What the thread is given. */
export interface ParseTask {
  readonly bytes: Uint8Array;
  readonly minimumRows: number;
  /** One counter: batches posted and not yet taken. The thread waits on it. */
  readonly underWay: Int32Array;
}

/** What the thread answers. */
export type ParseMessage =
  | {
      readonly type: 'batch';
      readonly packed: PackedListings;
      readonly refused: readonly RefusedRow[];
      readonly progress: number;
    }
  | { readonly type: 'unusable'; readonly facts: ErrorFacts }
  | { readonly type: 'end' };

/** Batches that the thread may be ahead of the loop. */
export const MOST_UNDER_WAY = 8;

/** A list to parse. */
export interface ReadList {
  readonly bytes: Uint8Array;
  readonly minimumRows: number;
  readonly signal: AbortSignal;
}

/** Parses a list in a thread of its own. Rejects with `instruments-unusable`, or with the signal's reason. */
export async function* readList({
  bytes,
  minimumRows,
  signal,
}: ReadList): AsyncGenerator<ListingBatch, void> {
  signal.throwIfAborted();
  const underWay = new Int32Array(new SharedArrayBuffer(4));
  const task: ParseTask = { bytes, minimumRows, underWay };
  const worker = startWorker(task);
  const inbox = new Inbox(worker, signal);
  try {
    for (;;) {
      const message = await inbox.next();
      if (message.type === 'end') return;
      if (message.type === 'unusable') throw new TradingError('instruments-unusable', message.facts);
      const { packed, refused, progress } = message;
      yield { rows: unpackListings(packed), refused, progress };
      Atomics.sub(underWay, 0, 1);
      Atomics.notify(underWay, 0);
      // Messages that are waiting already would otherwise be handled without a pause.
      await nextTurn();
    }
  } finally {
    inbox.close();
    await worker.terminate();
  }
}

/** The worker runs beside this file, compiled or, from a checkout, as it was written. */
function startWorker(task: ParseTask): Worker {
  const fromSource = import.meta.url.endsWith('.ts');
  const address = new URL(fromSource ? './parse-worker.ts' : './parse-worker.js', import.meta.url);
  const execArgv = fromSource
    ? ['--conditions=@copydesk/source', '--disable-warning=ExperimentalWarning']
    : [];
  // Rows die young: with room for them the collector has little to copy.
  const resourceLimits = { maxYoungGenerationSizeMb: 64 };
  return new Worker(address, { workerData: task, execArgv, resourceLimits, name: 'instrument-list' });
}

/** Messages in order, with the ways in which a thread can end. */
class Inbox {
  readonly #messages: ParseMessage[] = [];
  readonly #signal: AbortSignal;
  #wake: (() => void) | undefined;
  #failure: { readonly error: unknown } | undefined;
  readonly #abort = (): void => this.#fail(this.#signal.reason);

  constructor(worker: Worker, signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', this.#abort, { once: true });
    worker.on('message', (message: ParseMessage) => {
      this.#messages.push(message);
      this.#wake?.();
    });
    worker.on('error', (error) => {
      this.#fail(new TradingError('instruments-unusable', { reason: 'unreadable' }, { cause: error }));
    });
    worker.on('exit', () => this.#fail(new TradingError('instruments-unusable', { reason: 'reader-ended' })));
  }

  async next(): Promise<ParseMessage> {
    for (;;) {
      if (this.#signal.aborted) throw this.#signal.reason;
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.#failure !== undefined) throw this.#failure.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#abort);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake?.();
  }
}
