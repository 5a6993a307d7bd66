/** What the venue's faces were asked, kept across restarts. */
import type { Store } from '../storage/store.ts';
import type { FaultName, LoggedRequest } from '../venue/gate.ts';
import type { ClientRef } from '../venue/venue-client.ts';

/** How many requests are kept. */
const KEPT = 20_000;

/** A line of the log while it may still change. */
export type OpenRequest = { -readonly [Field in keyof LoggedRequest]: LoggedRequest[Field] };

/** The latest requests, oldest first. */
export class RequestLog {
  readonly #store: Store;
  readonly #lines: (OpenRequest & { readonly number: number })[] = [];
  #next = 1;

  constructor(store: Store) {
    this.#store = store;
    for (const [, document] of store.load('request')) {
      const line = document as OpenRequest & { readonly number: number };
      this.#lines.push(line);
      this.#next = line.number + 1;
    }
  }

  open(line: OpenRequest): OpenRequest {
    const kept = { ...line, number: this.#next };
    this.#next += 1;
    this.#lines.push(kept);
    // Trimmed in blocks: shifting the array for each request would cost more than the request.
    if (this.#lines.length > KEPT + 1_000) {
      for (const gone of this.#lines.splice(0, this.#lines.length - KEPT)) {
        this.#store.remove('request', String(gone.number));
      }
    }
    this.#store.put('request', String(kept.number), () => kept);
    return kept;
  }

  close(line: OpenRequest, status: number | undefined, fault: FaultName | undefined, atMs: number): void {
    line.status = status ?? 0;
    line.fault = fault;
    line.answeredMonotonicMs = atMs;
    const { number } = line as OpenRequest & { readonly number: number };
    this.#store.put('request', String(number), () => line);
  }

  list(filter: Partial<ClientRef> = {}): readonly LoggedRequest[] {
    return this.#lines
      .filter(
        (line) =>
          (filter.broker === undefined || filter.broker === line.broker) &&
          (filter.client === undefined || filter.client === line.client),
      )
      .map(({ number: _number, ...line }) => line);
  }
}
