/**
 * Listens to an account's stream for as long as its session lasts.
 *
 * Decides: when a stream that failed or ended is opened again: at a growing pace, not all accounts at once. Adapters reconnect by
 * themselves; this is for what they could not go on with. Leaves to others: what the facts mean.
 */
import type { AccountFact } from '../broker/broker-order.ts';
import { type Clock, sleep } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';

/** The first pause; doubled each time, up to a minute. A stream that lasted longer than that begins anew. */
const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

export interface StreamParts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly open: () => AsyncIterable<AccountFact>;
  readonly take: (fact: AccountFact) => void;
  /** The stream failed or ended. False when it is not to be opened again in this session. */
  readonly ended: (error: unknown) => boolean;
}

/** Takes every fact of the stream. Resolves when the signal aborts or the stream is not to be opened again. */
export async function listenToStream(parts: StreamParts, signal: AbortSignal): Promise<void> {
  const { clock, ids } = parts;
  let tries = 0;
  while (!signal.aborted) {
    const openedAtMs = clock.monotonicMs();
    const error = await readToEnd(parts, signal);
    if (signal.aborted || !parts.ended(error)) return;
    tries = clock.monotonicMs() - openedAtMs > LONGEST_MS ? 0 : tries + 1;
    const pauseMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, tries - 1));
    await sleep(clock, (pauseMs * (1 + randomShare(ids))) / 2, signal);
  }
}

/** What it failed with; undefined when it just ended. */
async function readToEnd({ open, take }: StreamParts, signal: AbortSignal): Promise<unknown> {
  try {
    for await (const fact of open()) {
      if (signal.aborted) return undefined;
      take(fact);
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Ids are the core's only source of randomness: the end of one, as a share of 1. */
function randomShare(ids: IdSource): number {
  return Number.parseInt(ids.next().slice(-2), 36) / 36 ** 2;
}
