/** Sends rows to the event loop in batches, never far ahead of it. Used in the parsing thread only. */
import type { MessagePort } from 'node:worker_threads';
import { isPackable, type ListingRow, packListings, type RefusedRow, TradingError } from '@copydesk/core';
import { MOST_UNDER_WAY, type ParseMessage, type ParseTask } from './list-reader.ts';

/** Rows of one batch: one to two milliseconds of the event loop. */
const ROWS_PER_BATCH = 500;

export class BatchWriter {
  readonly #port: MessagePort;
  readonly #task: ParseTask;
  readonly #refused: RefusedRow[] = [];
  #rows: ListingRow[] = [];
  #count = 0;

  constructor(port: MessagePort, task: ParseTask) {
    this.#port = port;
    this.#task = task;
  }

  /** Takes one row as it was read. `progress` is the share of the file read so far. */
  take(reading: ListingRow | RefusedRow, progress: number): void {
    this.#count += 1;
    if ('reason' in reading) this.#refused.push(reading);
    else if (isPackable(reading.symbol) && isPackable(reading.name) && isPackable(reading.key))
      this.#rows.push(reading);
    else this.#refused.push({ reason: 'unreadable', where: reading.key, detail: 'control character' });
    if (this.#rows.length + this.#refused.length >= ROWS_PER_BATCH) this.#flush(progress);
  }

  /** Sends what is left and the end, or the news that the list is too short to be one. */
  end(): void {
    if (this.#count < this.#task.minimumRows) {
      const reason = this.#count === 0 ? 'empty' : 'too-few-rows';
      throw new TradingError('instruments-unusable', {
        reason,
        rows: this.#count,
        minimum: this.#task.minimumRows,
      });
    }
    this.#flush(1);
    this.#port.postMessage({ type: 'end' } satisfies ParseMessage);
  }

  #flush(progress: number): void {
    if (this.#rows.length === 0 && this.#refused.length === 0) return;
    const { underWay } = this.#task;
    for (let ahead = Atomics.load(underWay, 0); ahead >= MOST_UNDER_WAY; ahead = Atomics.load(underWay, 0)) {
      Atomics.wait(underWay, 0, ahead);
    }
    Atomics.add(underWay, 0, 1);
    const packed = packListings(this.#rows);
    const message: ParseMessage = { type: 'batch', packed, refused: this.#refused.splice(0), progress };
    this.#port.postMessage(message, [packed.numbers.buffer]);
    this.#rows = [];
  }
}
