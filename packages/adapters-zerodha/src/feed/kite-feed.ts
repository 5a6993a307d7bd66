/**
 * Kite's ticker as the shared feed pool drives it.
 *
 * Decides: what is sent, and which refusals are final. The ticker carries order updates too; they are read by the order
 * stream, which has a socket of its own, so that prices and orders do not wait for each other.
 */
import type {
  FeedConnectionEvents,
  FeedDriver,
  FeedEnd,
  FeedFrame,
  FeedRequest,
  FrameReading,
} from '@copydesk/adapter-transport/feed';
import type { BrokerSession, FedInstrument } from '@copydesk/core';
import { callerOf } from '../http/client.ts';
import { tickerAddress } from '../stream/ticker-address.ts';
import { runTickerSocket, type TickerSocketSettings } from '../stream/ticker-socket.ts';
import { readFeedText, readTickFrame } from './frames.ts';

/** What the feed of a session needs. */
export interface KiteFeedSettings extends Pick<TickerSocketSettings, 'clock'> {
  readonly endpoint: string;
  readonly ipFamily: 4 | 6;
  readonly session: BrokerSession;
  /** Asks the broker whether the session lives; undefined when that cannot be found out now. */
  readonly sessionLives: (signal: AbortSignal) => Promise<boolean | undefined>;
}

/** Ours: the documents name no limit of a message; so many tokens make one of about 10 kB. */
const TOKENS_PER_REQUEST = 1_000;
/** More than three sockets for a key are refused with 429 (docs "WebSocket streaming"); hammering does not free one. */
const WAIT_AFTER_429_MS = 60_000;
const HIGHEST_TOKEN = 0xffff_ffff;

export class KiteFeed implements FeedDriver<number> {
  readonly tokensPerRequest = TOKENS_PER_REQUEST;
  readonly #settings: KiteFeedSettings;
  readonly #secrets: readonly string[];

  constructor(settings: KiteFeedSettings) {
    this.#settings = settings;
    this.#secrets = callerOf(settings.session).secrets;
  }

  tokenOf(feedToken: string): number | undefined {
    const token = /^[1-9]\d{0,9}$/.test(feedToken) ? Number(feedToken) : Number.NaN;
    return token <= HIGHEST_TOKEN ? token : undefined;
  }

  async connect(events: FeedConnectionEvents, signal: AbortSignal): Promise<FeedEnd> {
    const { clock, session } = this.#settings;
    const end = await runTickerSocket(
      {
        ...tickerAddress(this.#settings, session),
        clock,
        onOpen: events.onOpen,
        onText: events.onFrame,
        onBinary: events.onFrame,
      },
      signal,
    );
    if (end.kind === 'lost') return end;
    if (signal.aborted) return { kind: 'lost', reason: 'closed' };
    if (end.status === 429) {
      return { kind: 'lost', reason: 'too many connections', notBeforeMs: WAIT_AFTER_429_MS };
    }
    const final = end.status === 403 ? await this.#refusal(signal) : undefined;
    return final ?? { kind: 'lost', reason: `refused with ${end.status}` };
  }

  /** A new subscription begins as a quote (SDKs, 2026-11), so its mode is always sent behind it. */
  messagesFor(request: FeedRequest<number>): readonly string[] {
    const { kind, tokens } = request;
    if (kind === 'unsubscribe') return [JSON.stringify({ a: 'unsubscribe', v: tokens })];
    const mode = JSON.stringify({ a: 'mode', v: [request.mode, tokens] });
    return kind === 'mode' ? [mode] : [JSON.stringify({ a: 'subscribe', v: tokens }), mode];
  }

  read(frame: FeedFrame, instruments: ReadonlyMap<number, FedInstrument>): FrameReading {
    return typeof frame === 'string' ? readFeedText(frame, this.#secrets) : readTickFrame(frame, instruments);
  }

  /** Kite says 403 to a dead token and to a plan without prices, so the profile decides which it is. */
  async #refusal(signal: AbortSignal): Promise<FeedEnd | undefined> {
    const lives = await this.#settings.sessionLives(signal);
    if (lives === undefined) return undefined;
    return { kind: 'refused', reason: lives ? 'the plan has no live prices' : 'the session is over' };
  }
}
