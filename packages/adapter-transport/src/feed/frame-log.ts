/** Writes down what could not be read of a feed, without filling the log at the pace of a feed. */
import type { AdapterLog, CancelTimer, Clock } from '@copydesk/core';
import type { FrameReading } from './feed-driver.ts';

/** Ours: the first fault is told at once, those that follow are counted for so long. */
const BETWEEN_LINES_MS = 60_000;

export class FrameLog {
  readonly #log: AdapterLog;
  readonly #clock: Clock;
  #unreadable = 0;
  #remark: string | undefined;
  #cancelLine: CancelTimer | undefined;

  constructor(log: AdapterLog, clock: Clock, signal: AbortSignal) {
    this.#log = log;
    this.#clock = clock;
    signal.addEventListener('abort', () => this.#end(), { once: true });
  }

  /** Takes what a frame lost or complained of; of several remarks between two lines the first one is kept. */
  note({ unreadable, remark }: Pick<FrameReading, 'unreadable' | 'remark'>): void {
    this.#unreadable += unreadable;
    this.#remark ??= remark;
    if (this.#cancelLine === undefined) this.#write();
  }

  /** What was counted is told even when nothing follows; then the next fault is told at once again. */
  #write(): void {
    this.#cancelLine = undefined;
    if (this.#unreadable === 0 && this.#remark === undefined) return;
    this.#log.warn(
      { unreadable: this.#unreadable, remark: this.#remark },
      'the feed sent what could not be read',
    );
    this.#unreadable = 0;
    this.#remark = undefined;
    this.#cancelLine = this.#clock.after(BETWEEN_LINES_MS, () => this.#write());
  }

  #end(): void {
    this.#cancelLine?.();
    this.#cancelLine = undefined;
    if (this.#unreadable === 0 && this.#remark === undefined) return;
    this.#log.warn(
      { unreadable: this.#unreadable, remark: this.#remark },
      'the feed ended with faults untold',
    );
  }
}
