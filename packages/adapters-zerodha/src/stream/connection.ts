/**
 * Keeps an account's order stream open.
 *
 * Decides: when to come back after a loss (full jitter, 1 to 30 s; a minute after 429), and what a refused handshake
 * means. What was sent while the link was down is lost for good, so each `stream-up` asks for the books to be read.
 */
import { FactQueue, reconnectWait } from '@copydesk/adapter-transport/stream';
import { type AccountFact, type BrokerSession, type Clock, sleep } from '@copydesk/core';
import { callerOf } from '../http/client.ts';
import { factFrom } from './facts.ts';
import { tickerAddress } from './ticker-address.ts';
import { runTickerSocket, type SocketEnd } from './ticker-socket.ts';

/** What a stream needs. */
export interface StreamSettings {
  readonly endpoint: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly ipFamily: 4 | 6;
  /** Asks the broker whether the session lives; undefined when that cannot be found out now. */
  readonly sessionLives: (session: BrokerSession, signal: AbortSignal) => Promise<boolean | undefined>;
}

/** The SDKs call the link dead after 5 s without a frame; heartbeats come every couple of seconds, also at night. */
const SILENCE_MS = 5_000;
/** More than three sockets for a key are refused with 429 (docs "WebSocket streaming"); hammering does not free one. */
const WAIT_AFTER_429_MS = 60_000;

/** The facts of an account's stream, until the signal aborts. */
export async function* streamKiteFacts(
  settings: StreamSettings,
  session: BrokerSession,
  signal: AbortSignal,
): AsyncGenerator<AccountFact> {
  const queue = new FactQueue();
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  const running = keepOpen({ settings, session, queue, signal: stop }).finally(() => queue.end());
  try {
    yield* queue;
  } finally {
    ended.abort();
    await running;
  }
}

/** A stream that is kept open. */
interface KeptStream {
  readonly settings: StreamSettings;
  readonly session: BrokerSession;
  readonly queue: FactQueue;
  readonly signal: AbortSignal;
}

async function keepOpen(stream: KeptStream): Promise<void> {
  const { settings, session, queue, signal } = stream;
  const { clock, random } = settings;
  const owner = { clientId: session.clientId, secrets: callerOf(session).secrets };
  let failures = 0;
  while (!signal.aborted) {
    const end = await runTickerSocket(
      {
        ...tickerAddress(settings, session),
        clock,
        onOpen: () => {
          failures = 0;
          queue.push({ type: 'stream-up' });
        },
        onText: (text) => {
          const fact = factFrom(text, owner);
          if (fact !== undefined) queue.push(fact);
        },
        silenceMs: SILENCE_MS,
      },
      signal,
    );
    if (signal.aborted) return;
    if (await isFinal(stream, end)) {
      // Nothing more will come in this session. Facts end when the caller says so, not before.
      await aborted(signal);
      return;
    }
    queue.push({ type: 'stream-down', reason: reasonOf(end), final: false });
    failures += 1;
    await sleep(clock, waitBefore(end, failures, random), signal);
  }
}

/** Whether a refused handshake ends the stream for this session: the token is dead, or the plan has no stream. */
async function isFinal({ settings, session, queue, signal }: KeptStream, end: SocketEnd): Promise<boolean> {
  if (end.kind !== 'refused' || end.status !== 403) return false;
  // Kite says 403 to both, so the profile decides which it is.
  const lives = await settings.sessionLives(session, signal);
  if (lives === undefined || signal.aborted) return false;
  if (lives) {
    queue.push({ type: 'stream-not-in-plan' });
  } else {
    queue.push({ type: 'stream-down', reason: 'session lost', final: true });
    queue.push({ type: 'session-lost', reason: 'The ticker and the profile refuse the token.' });
  }
  return true;
}

/** Milliseconds until the next try; a minute more where there are too many connections. */
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
