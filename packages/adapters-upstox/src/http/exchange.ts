/**
 * One request over one kept-alive connection, sent at most once.
 *
 * Decides: whether a byte of the request can have left. undici calls `onRequestStart` immediately before it writes the
 * first byte, so a failure without that call is proven to have sent nothing, whatever its error code says; any failure
 * after it leaves the outcome open. Keeps I1. Leaves to others what an answer means (`outcome.ts`, `answer.ts`).
 */
import type { CancelTimer, Clock } from '@copydesk/core';
import type { Dispatcher } from 'undici';

/** What came of a request on the wire. */
export type WireResult =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly encoding: string;
      /** The header `date`; empty where there is none. */
      readonly date: string;
      readonly body: Buffer;
    }
  | {
      readonly kind: 'failed';
      /** False only when it is proven that nothing was written. */
      readonly bytesMayHaveLeft: boolean;
      readonly cause: 'timeout' | 'aborted' | 'connection' | 'too-large';
      /** A code such as ECONNREFUSED; never a message, which could hold an address with a token. */
      readonly code: string;
    };

/** What to send, and how long to wait for all of it. */
export interface WireRequest {
  readonly origin: string;
  readonly method: Dispatcher.HttpMethod;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  readonly timeoutMs: number;
}

/** The longest answer that is read: a day of 5 000 orders is about 5 MB. */
const LARGEST_ANSWER = 32 * 1024 * 1024;

/** Sends the request once and resolves always. */
export function exchange(
  dispatcher: Dispatcher,
  request: WireRequest,
  clock: Clock,
  signal: AbortSignal,
): Promise<WireResult> {
  if (signal.aborted) {
    return Promise.resolve({ kind: 'failed', bytesMayHaveLeft: false, cause: 'aborted', code: 'ABORTED' });
  }
  return new Promise((resolve) => {
    const running = new RunningExchange(resolve, signal);
    running.startTimer(clock, request.timeoutMs);
    try {
      dispatcher.dispatch(
        {
          origin: request.origin,
          method: request.method,
          path: request.path,
          headers: request.headers,
          body: request.body ?? null,
          // The total time is limited by the clock that was given; undici's own timers would be a second opinion.
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        running,
      );
    } catch (error) {
      running.fail('connection', codeOf(error));
    }
  });
}

class RunningExchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (result: WireResult) => void;
  readonly #signal: AbortSignal;
  readonly #onAbort: () => void;
  #cancelTimer: CancelTimer | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #status = 0;
  #encoding = '';
  #date = '';
  #received = 0;
  readonly #chunks: Buffer[] = [];

  constructor(resolve: (result: WireResult) => void, signal: AbortSignal) {
    this.#resolve = resolve;
    this.#signal = signal;
    this.#onAbort = (): void => this.fail('aborted', 'ABORTED');
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  startTimer(clock: Clock, timeoutMs: number): void {
    this.#cancelTimer = clock.after(timeoutMs, () => this.fail('timeout', 'TIMEOUT'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A second start would be a second request; a start after we gave up would be one that nobody waits for.
    if (this.#settled || this.#controller !== undefined) {
      controller.abort(new Error('not to be sent'));
      return;
    }
    this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#encoding = String(headers['content-encoding'] ?? '').toLowerCase();
    this.#date = String(headers['date'] ?? '');
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    this.#received += chunk.length;
    if (this.#received > LARGEST_ANSWER) this.fail('too-large', 'TOO_LARGE');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#settled) return;
    const [first] = this.#chunks;
    const body = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    this.#settle({
      kind: 'answer',
      status: this.#status,
      encoding: this.#encoding,
      date: this.#date,
      body,
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail('connection', codeOf(error));
  }

  /** Ends the exchange without an answer. */
  fail(cause: 'timeout' | 'aborted' | 'connection' | 'too-large', code: string): void {
    if (this.#settled) return;
    const controller = this.#controller;
    this.#settle({ kind: 'failed', bytesMayHaveLeft: controller !== undefined, cause, code });
    if (cause !== 'connection') controller?.abort(new Error('given up'));
  }

  #settle(result: WireResult): void {
    this.#settled = true;
    this.#cancelTimer?.();
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#resolve(result);
  }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}
