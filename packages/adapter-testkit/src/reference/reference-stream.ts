/**
 * The order stream of the reference broker: the venue's events as facts, with reconnects.
 *
 * Decides: when a lost stream is tried again (1 s, doubling to 30 s) and when it is not (the session is over, the plan has none).
 */
import { type AccountFact, type BrokerSession, type Clock, sleep } from '@copydesk/core';
import type { Venue, VenueEvent, VenueSession } from '@copydesk/sandbox';
import { answered, type InProcessWire, type WireAnswer } from './in-process-wire.ts';
import { orderRow } from './reference-rows.ts';
import { PLAN_WITHOUT_STREAM } from './reference-rules.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A connection that is not open by then is tried again. */
const OPEN_TIMEOUT_MS = 10_000;

/** What a stream needs. */
export interface StreamOptions {
  readonly venue: Venue;
  readonly wire: InProcessWire;
  readonly clock: Clock;
  readonly session: BrokerSession;
  readonly remoteAddress: string;
  readonly signal: AbortSignal;
}

/** Streams that are open, so that a test can cut them and the adapter can close them. */
export class OpenStreams {
  readonly #cuts = new Set<() => void>();

  /** Breaks every connection, as a network does: each stream reconnects. */
  cutAll(): void {
    for (const cut of [...this.#cuts]) cut();
  }

  /** Takes what breaks a connection that is not a stream of facts; the answer forgets it. */
  onCut(cut: () => void): () => void {
    this.#cuts.add(cut);
    return () => void this.#cuts.delete(cut);
  }

  /** How many are connected. */
  get size(): number {
    return this.#cuts.size;
  }

  /** Facts of one account until the signal aborts or the session is over. */
  async *facts(options: StreamOptions): AsyncGenerator<AccountFact, void, void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!options.signal.aborted) {
      const opened = await open(options);
      if (options.signal.aborted) return;
      if (opened.kind === 'no-session') {
        yield { type: 'session-lost', reason: 'The session is no longer accepted.' };
        return;
      }
      if (opened.kind === 'answered' && opened.value === 'not-in-plan') {
        yield { type: 'stream-not-in-plan' };
        return;
      }
      if (opened.kind === 'answered' && opened.value !== 'not-in-plan') {
        pauseMs = FIRST_PAUSE_MS;
        const ended = yield* this.#connected(options, opened.value);
        if (ended !== 'cut') return;
        yield { type: 'stream-down', reason: 'The connection was lost.', final: false };
      } else {
        yield { type: 'stream-down', reason: 'The stream could not be opened.', final: false };
      }
      await sleep(options.clock, pauseMs, options.signal);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  async *#connected(
    { venue, signal }: StreamOptions,
    session: VenueSession,
  ): AsyncGenerator<AccountFact, 'cut' | 'over', void> {
    const queue: AccountFact[] = [{ type: 'stream-up' }];
    let ended: 'cut' | 'over' | undefined;
    let wake = (): void => {};
    const push = (fact: AccountFact): void => {
      queue.push(fact);
      wake();
    };
    const end = (how: 'cut' | 'over'): void => {
      ended ??= how;
      wake();
    };
    const cut = (): void => end('cut');
    const stop = (): void => end('over');
    const closers = [
      venue.events.stream(session, (event) => {
        const fact = factOf(session.broker, event);
        if (fact !== undefined) push(fact);
      }),
      venue.sessions.onEnd(session, () => {
        push({ type: 'session-lost', reason: 'The broker ended the session.' });
        end('over');
      }),
      () => this.#cuts.delete(cut),
      () => signal.removeEventListener('abort', stop),
    ];
    this.#cuts.add(cut);
    signal.addEventListener('abort', stop, { once: true });
    try {
      for (;;) {
        const fact = queue.shift();
        if (signal.aborted) return 'over';
        if (fact !== undefined) yield fact;
        else if (ended !== undefined) return ended;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      for (const close of closers) close();
    }
  }
}

function open({
  venue,
  wire,
  session,
  remoteAddress,
  signal,
}: StreamOptions): Promise<WireAnswer<VenueSession | 'not-in-plan'>> {
  return wire.send<VenueSession | 'not-in-plan'>(
    {
      method: 'GET',
      path: '/stream',
      kind: 'stream',
      accessToken: session.accessToken,
      remoteAddress,
      timeoutMs: OPEN_TIMEOUT_MS,
      signal,
    },
    (living) => {
      const client = venue.clients.find(living.broker, living.client);
      return answered(client?.plan === PLAN_WITHOUT_STREAM ? 'not-in-plan' : living);
    },
  );
}

/** A fill is told by its order's row, so the trade itself is no fact of its own. */
function factOf(broker: string, event: VenueEvent): AccountFact | undefined {
  switch (event.type) {
    case 'order':
      return { type: 'order', order: orderRow(broker, event.order) };
    case 'position':
      return { type: 'hint', what: 'positions' };
    case 'holding':
      return { type: 'hint', what: 'holdings' };
    case 'trade':
      return undefined;
  }
}
