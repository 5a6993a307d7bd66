import { HttpError } from '../http/http-error.ts';
import type { Sandbox } from './sandbox.ts';

/** The sandbox of this process, once it listens. */
export class SandboxHolder {
  readonly #on: boolean;
  #sandbox: Sandbox | undefined;

  constructor(on: boolean) {
    this.#on = on;
  }

  set(sandbox: Sandbox): void {
    this.#sandbox = sandbox;
  }

  /** Throws `sandbox-off`, or `not-ready` while it starts. */
  get(): Sandbox {
    if (!this.#on) throw new HttpError('sandbox-off');
    if (this.#sandbox === undefined)
      throw new HttpError('not-ready', { detail: 'The sandbox is starting.', retryAfterMs: 2_000 });
    return this.#sandbox;
  }

  async close(): Promise<void> {
    await this.#sandbox?.close();
  }
}
