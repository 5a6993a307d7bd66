/**
 * Last prices, outside React: one map by instrument, painted on animation frames, a part of those that moved in each.
 *
 * Decides: the last tick of an instrument wins and none is replayed; who has waited longest is painted first; what is listened to is counted, and let go five seconds
 * after nobody looks at it any more, so that scrolling asks for nothing twice. A hidden page paints nothing and keeps the
 * last tick of each instrument only, for the server does not tell it again; when the page is back, nothing has "moved".
 */
import { type MarketDataMessage, SOCKET_MESSAGES } from '@copydesk/api-contract';
import { type Money, money } from '../lib/numbers.ts';

const RELEASE_AFTER_MS = 5_000;
/** Lists that are still being read, or a connection that listens to too much already. */
const ASK_AGAIN_MS = 5_000;

/** What moved is painted within about so many frames, and so many at least in each: all at once, a frame would take too long. */
const PAINTED_WITHIN = 10;
const PAINTED_LEAST = 12;

/** What is known of an instrument's price. Money is in 1/10000 rupee. */
export interface LivePrice {
  readonly last: Money;
  readonly previousClose: Money | null;
  readonly bid: Money | null;
  readonly ask: Money | null;
  readonly openInterest: number | null;
  /** Of the day. */
  readonly volume: number | null;
  /** No longer a price of now. */
  readonly stale: boolean;
  /** When it was last a price of now, by the server's clock. */
  readonly atMs: number;
  /** When it was traded, or told by the exchange where nothing says that; null where neither is known. */
  readonly tradedMs: number | null;
  /** By this page's own clock: what the server says of a position after it is newer. */
  readonly heardMs: number;
  /** Against the one painted before; 0 where there was none, and after the page was hidden. */
  readonly moved: -1 | 0 | 1;
}

/** Says something to the server, with the answer where it is wanted. */
export type SayPrices = (
  what: 'subscribe' | 'unsubscribe',
  ids: readonly string[],
  answered?: (ack: unknown) => void,
) => void;

/** What the store needs of the page. */
export interface PageTime {
  readonly onFrame: (run: () => void) => void;
  readonly after: (ms: number, run: () => void) => () => void;
  /** The server's time. */
  readonly now: () => number;
  /** Monotonic. */
  readonly elapsed: () => number;
  readonly isHidden: () => boolean;
}

interface Wanted {
  count: number;
  release: (() => void) | undefined;
}

export class PriceStore {
  readonly #time: PageTime;
  readonly #prices = new Map<string, LivePrice>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #wanted = new Map<string, Wanted>();
  /** Raw messages that were not painted yet: only those that are painted are read. */
  readonly #pending = new Map<string, unknown>();
  readonly #toSubscribe = new Set<string>();
  #say: SayPrices | null = null;
  #painting = false;
  #sending = false;
  #wasHidden = false;
  #paints = 0;
  #heardAtMs: number | null = null;

  constructor(time: PageTime) {
    this.#time = time;
  }

  get(id: string): LivePrice | undefined {
    return this.#prices.get(id);
  }

  /** When anything that is wanted was told last, by the server's clock; null: nothing yet. */
  get heardAtMs(): number | null {
    return this.#heardAtMs;
  }

  /** Larger after each frame that painted something. */
  get paints(): number {
    return this.#paints;
  }

  /** Listens to an instrument until the answer is called. */
  watch(id: string, changed: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(changed));
    this.#want(id);
    return () => {
      listeners.delete(changed);
      this.#unwant(id);
    };
  }

  /** A connection is there; what is wanted is asked for anew. */
  connected(say: SayPrices): void {
    this.#say = say;
    this.#toSubscribe.clear();
    for (const id of this.#wanted.keys()) this.#toSubscribe.add(id);
    this.#sendSoon();
  }

  disconnected(): void {
    this.#say = null;
  }

  /** Another person has the page now. */
  forget(): void {
    this.#say = null;
    this.#prices.clear();
    this.#heardAtMs = null;
    this.#pending.clear();
    for (const listeners of this.#listeners.values()) for (const changed of listeners) changed();
  }

  /** A message of the socket. */
  take(raw: unknown): void {
    const id = (raw as { readonly instrument_id?: unknown } | null)?.instrument_id;
    if (typeof id !== 'string' || !this.#wanted.has(id)) return;
    this.#pending.set(id, raw);
    this.#heardAtMs = this.#time.now();
    if (this.#time.isHidden()) this.#wasHidden = true;
    else this.#paintSoon();
  }

  /** The page is seen again. */
  shown(): void {
    if (this.#pending.size > 0) this.#paintSoon();
  }

  #want(id: string): void {
    const wanted = this.#wanted.get(id);
    if (wanted === undefined) {
      this.#wanted.set(id, { count: 1, release: undefined });
      this.#toSubscribe.add(id);
      this.#sendSoon();
      return;
    }
    wanted.count += 1;
    wanted.release?.();
    wanted.release = undefined;
  }

  #unwant(id: string): void {
    const wanted = this.#wanted.get(id);
    if (wanted === undefined) return;
    wanted.count -= 1;
    if (wanted.count > 0) return;
    wanted.release = this.#time.after(RELEASE_AFTER_MS, () => this.#release(id));
  }

  /** An old price must not stand there when the instrument is looked at again. */
  #release(id: string): void {
    this.#wanted.delete(id);
    this.#listeners.delete(id);
    this.#prices.delete(id);
    this.#pending.delete(id);
    if (!this.#toSubscribe.delete(id)) this.#say?.('unsubscribe', [id]);
  }

  /** A table that appears asks once for all of its rows. */
  #sendSoon(): void {
    if (this.#sending || this.#say === null) return;
    this.#sending = true;
    queueMicrotask(() => {
      this.#sending = false;
      if (this.#say === null || this.#toSubscribe.size === 0) return;
      const ids = [...this.#toSubscribe];
      this.#toSubscribe.clear();
      const say = this.#say;
      say('subscribe', ids, (ack) => this.#answered(say, ids, ack));
    });
  }

  #answered(say: SayPrices, ids: readonly string[], raw: unknown): void {
    const errors = (raw as { readonly errors?: readonly { readonly path: string; readonly code: string }[] })
      .errors;
    const again = (errors ?? [])
      .filter(({ code }) => code === 'instruments-not-loaded' || code === 'too-many')
      .map(({ path }) => ids[Number(path.slice(1))]);
    if (again.length === 0) return;
    this.#time.after(ASK_AGAIN_MS, () => {
      if (this.#say !== say) return;
      for (const id of again) if (id !== undefined && this.#wanted.has(id)) this.#toSubscribe.add(id);
      this.#sendSoon();
    });
  }

  #paintSoon(): void {
    if (this.#painting) return;
    this.#painting = true;
    this.#time.onFrame(() => {
      this.#painting = false;
      if (!this.#time.isHidden()) this.#paint();
    });
  }

  #paint(): void {
    const quiet = this.#wasHidden;
    this.#wasHidden = false;
    const heardMs = this.#time.elapsed();
    const changed: string[] = [];
    // After it was hidden everything is painted at once, for what comes later counts as moved.
    let left = quiet
      ? this.#pending.size
      : Math.max(PAINTED_LEAST, Math.ceil(this.#pending.size / PAINTED_WITHIN));
    for (const [id, raw] of this.#pending) {
      if (left === 0) break;
      left -= 1;
      this.#pending.delete(id);
      const read = SOCKET_MESSAGES.marketData.safeParse(raw);
      if (!read.success) continue;
      const before = this.#prices.get(id);
      this.#prices.set(id, { ...priceOf(read.data, before, this.#time.now(), quiet), heardMs });
      changed.push(id);
    }
    this.#paints += 1;
    for (const id of changed) for (const listener of this.#listeners.get(id) ?? []) listener();
    if (this.#pending.size > 0) this.#paintSoon();
  }
}

function priceOf(
  tick: MarketDataMessage,
  before: LivePrice | undefined,
  nowMs: number,
  quiet: boolean,
): Omit<LivePrice, 'heardMs'> {
  const last = money(tick.last_price);
  const close = tick.ohlc?.close ?? null;
  const told = Date.parse(tick.exchange_timestamp ?? '');
  const whenStale = before?.atMs ?? (Number.isNaN(told) ? nowMs : told);
  return {
    last,
    previousClose: close === null ? (before?.previousClose ?? null) : money(close),
    bid: best(tick.depth?.buy),
    ask: best(tick.depth?.sell),
    openInterest: tick.oi,
    volume: tick.volume_traded,
    stale: tick.stale,
    atMs: tick.stale ? whenStale : nowMs,
    tradedMs:
      tick.last_trade_time === null ? (Number.isNaN(told) ? null : told) : Date.parse(tick.last_trade_time),
    moved: quiet || before === undefined ? 0 : (Math.sign(last - before.last) as -1 | 0 | 1),
  };
}

function best(levels: readonly { readonly price: number }[] | undefined): Money | null {
  const level = levels?.[0];
  return level === undefined ? null : money(level.price);
}
