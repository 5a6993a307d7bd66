/**
 * Upstox's market data feed v3 as the shared feed pool drives it.
 *
 * Decides: what is asked before a connection, what is sent, and which refusals are final. A handshake that is refused is
 * not: 403 with a living token comes in bursts, around 05:30 above all (threads 16193 and 17641), and the next authorize
 * call tells whether the session lives.
 */
import type {
  FeedConnectionEvents,
  FeedDriver,
  FeedEnd,
  FeedFrame,
  FeedRequest,
  FrameReading,
} from '@copydesk/adapter-transport/feed';
import { type AdapterLog, type FedInstrument, type FeedMode, TradingError } from '@copydesk/core';
import type { SocketEnd, StreamSocketSettings } from '../stream/stream-socket.ts';
import { runStreamSocket } from '../stream/stream-socket.ts';
import { LONGEST_FRAME } from './frame-bytes.ts';
import { FrameDecoder } from './frame-decoder.ts';

/** What the feed of a session needs. */
export interface UpstoxFeedSettings extends Pick<StreamSocketSettings, 'clock'> {
  readonly log: AdapterLog;
  /** Asks the broker where the feed is, this once: the address has a code in it that opens one connection. Rejects as reads do. */
  readonly authorize: (signal: AbortSignal) => Promise<string>;
  /** By which way an address is reached. */
  readonly wayTo: (url: string) => StreamSocketSettings['connect'];
}

/** The feed's names of our modes. A day's figures come only with everything else (docs "v3/get-market-data-feed", 2026-02). */
const MODE_NAMES: Readonly<Record<FeedMode, string>> = { ltp: 'ltpc', quote: 'full', full: 'full' };

/** Instruments of one connection, by their kind alone and beside others (docs "v3/get-market-data-feed", 2026-02). */
const MOST = { ltpc: { alone: 5_000, mixed: 2_000 }, full: { alone: 2_000, mixed: 1_500 } } as const;

/** Ours: the documents name no limit of a message; so many keys make one of about 10 kB. */
const KEYS_PER_REQUEST = 500;
/** As for the order stream: the broker counts by the minute, and hammering does not help. */
const WAIT_AFTER_429_MS = 60_000;
/** `SEGMENT|name` (docs "field-pattern", 2026-02). Names of indices have blanks, and who knows what else. */
const KEY = /^[A-Z]{2,6}_[A-Z]{2,9}\|.{1,80}$/;

const UNREADABLE: FrameReading = { ticks: [], unreadable: 1, remark: 'a frame that is no FeedResponse' };

export class UpstoxFeed implements FeedDriver<string> {
  readonly tokensPerRequest = KEYS_PER_REQUEST;
  readonly #settings: UpstoxFeedSettings;
  readonly #decoder = new FrameDecoder();
  readonly #segments = new Map<string, string>();
  #requests = 0;

  constructor(settings: UpstoxFeedSettings) {
    this.#settings = settings;
  }

  tokenOf(feedToken: string): string | undefined {
    return KEY.test(feedToken) ? feedToken : undefined;
  }

  async connect(events: FeedConnectionEvents, signal: AbortSignal): Promise<FeedEnd> {
    const { clock, authorize, wayTo } = this.#settings;
    let url: string;
    try {
      url = await authorize(signal);
    } catch (error) {
      if (!TradingError.is(error)) throw error;
      return endWithout(error);
    }
    const end = await runStreamSocket(
      {
        url,
        connect: wayTo(url),
        clock,
        largestFrame: LONGEST_FRAME,
        onOpen: events.onOpen,
        onFrame: (bytes, binary) => events.onFrame(binary ? bytes : 'text'),
        onAlive: events.onAlive,
      },
      signal,
    );
    return endOf(end);
  }

  /** A change of mode is another subscription, as the official SDK has it. Text frames are ignored, so the JSON is sent as bytes. */
  messagesFor(request: FeedRequest<string>): readonly Uint8Array[] {
    this.#requests += 1;
    const { kind, tokens } = request;
    const data =
      kind === 'unsubscribe'
        ? { instrumentKeys: tokens }
        : { mode: MODE_NAMES[request.mode], instrumentKeys: tokens };
    const method = kind === 'unsubscribe' ? 'unsub' : 'sub';
    return [Buffer.from(JSON.stringify({ guid: `copydesk-${this.#requests}`, method, data }))];
  }

  read(frame: FeedFrame, instruments: ReadonlyMap<string, FedInstrument>): FrameReading {
    const decoded = typeof frame === 'string' ? undefined : this.#decoder.decode(frame, instruments);
    if (decoded === undefined) return UNREADABLE;
    if (decoded.segments !== undefined) this.#noteSegments(decoded.segments);
    const { ticks, unreadable } = decoded;
    return {
      ticks,
      unreadable,
      remark: unreadable > 0 ? 'a feed without a price that could be one' : undefined,
    };
  }

  fits({ ltp, quote, full }: Readonly<Record<FeedMode, number>>): boolean {
    const deep = quote + full;
    const share = ltp > 0 && deep > 0 ? 'mixed' : 'alone';
    return ltp <= MOST.ltpc[share] && deep <= MOST.full[share];
  }

  /** Later messages name only what changed, and every connection begins with all: the log hears of changes. */
  #noteSegments(segments: ReadonlyMap<string, string>): void {
    const changed = [...segments].filter(([segment, status]) => this.#segments.get(segment) !== status);
    for (const [segment, status] of changed) this.#segments.set(segment, status);
    if (changed.length > 0) {
      this.#settings.log.info({ segments: Object.fromEntries(changed) }, 'the feed tells how segments stand');
    }
  }
}

/** There was no address. */
function endWithout({ code }: TradingError): FeedEnd {
  if (code === 'session-expired') return { kind: 'refused', reason: 'the session is over' };
  const reason = `not authorised: ${code}`;
  return code === 'rate-limited'
    ? { kind: 'lost', reason, notBeforeMs: WAIT_AFTER_429_MS }
    : { kind: 'lost', reason };
}

function endOf(end: SocketEnd): FeedEnd {
  if (end.kind === 'lost') return end;
  const reason = `refused with ${end.status}`;
  return end.status === 429
    ? { kind: 'lost', reason, notBeforeMs: WAIT_AFTER_429_MS }
    : { kind: 'lost', reason };
}
