/** The faults that a test has set, and which of them strikes next. */
import type { Store } from '../storage/store.ts';
import type { FaultSeed, FaultTarget } from '../venue/gate.ts';
import type { ClientRef } from '../venue/venue-client.ts';

/** Faults that act on messages instead of requests. `delay` on `stream` and `feed` delays messages, not the handshake. */
const MESSAGE_FAULTS: Readonly<Record<'stream' | 'feed', ReadonlySet<string>>> = {
  stream: new Set(['delay', 'duplicate', 'reorder', 'drop']),
  feed: new Set(['delay', 'duplicate', 'reorder', 'drop', 'silence']),
};
/** How late a fault without `ms` is. */
const DEFAULT_MS = 1_000;

interface SetFault {
  readonly seed: FaultSeed;
  left: number;
}

/** A fault that strikes now. */
export interface Strike {
  readonly fault: FaultSeed['fault'];
  readonly ms: number;
  readonly effect: boolean;
}

/** Faults in the order in which they were set; the first that fits strikes. */
export class FaultPlan {
  readonly #store: Store;
  #set: SetFault[] = [];

  constructor(store: Store) {
    this.#store = store;
    for (const [, document] of store.load('fault')) this.#set.push(...(document as SetFault[]));
    for (const fault of this.#set) fault.left ??= Number.POSITIVE_INFINITY;
  }

  add(seed: FaultSeed): void {
    this.#set.push({ seed, left: seed.times ?? Number.POSITIVE_INFINITY });
    this.#keep();
  }

  clear(): void {
    this.#set = [];
    this.#keep();
  }

  list(): readonly FaultSeed[] {
    return this.#set.map((fault) =>
      Number.isFinite(fault.left) ? { ...fault.seed, times: fault.left } : fault.seed,
    );
  }

  /** The fault that strikes a request; used up by it. */
  strike(on: FaultTarget, ref: Partial<ClientRef>): Strike | undefined {
    const notOfRequests = on === 'stream' || on === 'feed' ? MESSAGE_FAULTS[on] : MESSAGES_ONLY;
    return this.#take((seed) => fits(seed, on, ref) && !notOfRequests.has(seed.fault));
  }

  /** The fault that strikes a message of a client's order stream or price feed. */
  strikeMessage(on: 'stream' | 'feed', ref: ClientRef): Strike | undefined {
    if (this.#set.length === 0) return undefined;
    return this.#take((seed) => fits(seed, on, ref) && MESSAGE_FAULTS[on].has(seed.fault));
  }

  #take(test: (seed: FaultSeed) => boolean): Strike | undefined {
    const struck = this.#set.find((fault) => test(fault.seed));
    if (struck === undefined) return undefined;
    struck.left -= 1;
    if (struck.left <= 0) this.#set = this.#set.filter((fault) => fault !== struck);
    if (Number.isFinite(struck.left)) this.#keep();
    const { fault, ms, effect } = struck.seed;
    return { fault, ms: ms ?? DEFAULT_MS, effect: effect ?? false };
  }

  #keep(): void {
    this.#store.put('fault', 'plan', () =>
      this.#set.map(({ seed, left }) => (Number.isFinite(left) ? { seed, left } : { seed })),
    );
  }
}

const MESSAGES_ONLY: ReadonlySet<string> = new Set(['duplicate', 'reorder', 'drop', 'silence']);

function fits(seed: FaultSeed, on: FaultTarget, ref: Partial<ClientRef>): boolean {
  return (
    seed.on === on &&
    (seed.broker === undefined || seed.broker === ref.broker) &&
    (seed.client === undefined || seed.client === ref.client)
  );
}
