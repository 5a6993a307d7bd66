/**
 * Keeps an account's order stream open.
 *
 * Decides: when to come back after a loss (full jitter, 1 to 30 s; a minute after 429), and what a refusal means. The
 * address of the stream has a one-time code in it, so each connection is authorised anew. What was sent while the link
 * was down is lost for good, so each `stream-up` asks for the books to be read.
 */
import { FactQueue, reconnectWait } from '@copydesk/adapter-transport/stream';
import { type AccountFact, type BrokerSession, type Clock, sleep, TradingError } from '@copydesk/core';
import { factFrom } from './facts.ts';
import { readFrame } from './frames.ts';
import { runStreamSocket, type SocketEnd, type StreamSocketSettings } from './stream-socket.ts';
import { wayTo } from './stream-way.ts';

/** What a stream needs. */
export interface StreamSettings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly ipFamily: 4 | 6;
  /** Asks the broker where the stream is, this once. Rejects as reads do. */
  readonly authorize: (session: BrokerSession, signal: AbortSignal) => Promise<string>;
}

/** How a try ended: the socket did, or no address was to be had. */
type TryEnd = SocketEnd | { readonly kind: 'session-lost' };

const WAIT_AFTER_429_MS = 60_000;
/** An order message is about one kilobyte. */
const LARGEST_FRAME = 1024 * 1024;

/** The facts of an account's stream, until the signal aborts. */
export async function* streamUpstoxFacts(
  settings: StreamSettings,
  session: BrokerSession,
  signal: AbortSignal,
): AsyncGenerator<AccountFact> {
  const queue = new FactQueue();
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  const running = keepOpen(settings, session, queue, stop).finally(() => queue.end());
  try {
    yield* queue;
  } finally {
    ended.abort();
    await running;
  }
}

async function keepOpen(
  settings: StreamSettings,
  session: BrokerSession,
  queue: FactQueue,
  signal: AbortSignal,
): Promise<void> {
  const { clock, random } = settings;
  let failures = 0;
  while (!signal.aborted) {
    const onOpen = (): void => {
      failures = 0;
      queue.push({ type: 'stream-up' });
    };
    const onFrame = (bytes: Uint8Array): void => queue.push(factFrom(readFrame(bytes), session.clientId));
    const end = await tryOnce(settings, session, { onOpen, onFrame }, signal);
    if (signal.aborted) return;
    if (end.kind === 'session-lost') {
      queue.push({ type: 'stream-down', reason: 'session lost', final: true });
      queue.push({ type: 'session-lost', reason: 'The stream is no longer authorised for this token.' });
      // Nothing more will come in this session. Facts end when the caller says so, not before.
      await aborted(signal);
      return;
    }
    queue.push({ type: 'stream-down', reason: reasonOf(end), final: false });
    failures += 1;
    await sleep(clock, waitBefore(end, failures, random), signal);
  }
}

async function tryOnce(
  settings: StreamSettings,
  session: BrokerSession,
  listeners: Pick<StreamSocketSettings, 'onOpen' | 'onFrame'>,
  signal: AbortSignal,
): Promise<TryEnd> {
  let url: string;
  try {
    url = await settings.authorize(session, signal);
  } catch (error) {
    if (!TradingError.is(error)) throw error;
    if (error.code === 'session-expired') return { kind: 'session-lost' };
    if (error.code === 'rate-limited') return { kind: 'refused', status: 429 };
    return { kind: 'lost', reason: `not authorised: ${error.code}` };
  }
  // A refused handshake says only that this code was not taken: the next authorize call tells whether the session lives.
  return runStreamSocket(
    {
      url,
      connect: wayTo(url, session.egress, settings),
      clock: settings.clock,
      largestFrame: LARGEST_FRAME,
      ...listeners,
    },
    signal,
  );
}

/** Milliseconds until the next try; a minute more where requests are refused as too many. */
export function waitBefore(end: SocketEnd, failures: number, random: () => number): number {
  const wait = reconnectWait(failures, random);
  return end.kind === 'refused' && end.status === 429 ? WAIT_AFTER_429_MS + wait : wait;
}

function reasonOf(end: SocketEnd): string {
  return end.kind === 'refused' ? `refused with ${end.status}` : end.reason;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
