import { HttpError } from '../http/http-error.ts';
import type { Sandbox } from './sandbox.ts';

/** The sandbox of this process, once it listens. */
export class SandboxHolder {
  readonly #on: boolean;
  #sandbox: Sandbox | undefined;
  #failed = false;

  constructor(on: boolean) {
    this.#on = on;
  }

  set(sandbox: Sandbox): void {
    this.#sandbox = sandbox;
  }

  /** It could not be started. */
  fail(): void {
    this.#failed = true;
  }

  /** Throws `sandbox-off`, or `not-ready` while it starts. */
  get(): Sandbox {
    if (!this.#on) throw new HttpError('sandbox-off');
    if (this.#failed)
      throw new HttpError('not-ready', { detail: 'The sandbox could not be started; the log says why.' });
    if (this.#sandbox === undefined) {
      throw new HttpError('not-ready', { detail: 'The sandbox is starting.', retryAfterMs: 2_000 });
    }
    return this.#sandbox;
  }

  async close(): Promise<void> {
    await this.#sandbox?.close();
  }
}
