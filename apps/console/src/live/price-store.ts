/**
 * Last prices, outside React: one map by instrument and where it trades, painted on animation frames, a part of those that moved in each.
 *
 * Decides: the last tick of an instrument wins and none is replayed; who has waited longest is painted first; what is listened to is counted, and let go five seconds
 * after nobody looks at it any more, so that scrolling asks for nothing twice. A hidden page paints nothing and keeps the
 * last tick of each instrument only, for the server does not tell it again; when the page is back, nothing has "moved".
 */
import { type Account, type MarketDataMessage, SOCKET_MESSAGES } from '@copydesk/api-contract';
import { type Money, money } from '../lib/numbers.ts';

const RELEASE_AFTER_MS = 5_000;
/** Lists that are still being read, or a connection that listens to too much already. */
const ASK_AGAIN_MS = 5_000;

/** What moved is painted within about so many frames, and so many at least in each: all at once, a frame would take too long. */
const PAINTED_WITHIN = 10;
const PAINTED_LEAST = 12;

type Environment = Account['environment'];

/** An instrument where it trades: in the sandbox it has another price than for live money. */
export type PriceKey = `${Environment} ${string}`;

/** Null where either is not known: nobody asks for its price then. */
export function priceKey(
  environment: Environment | undefined,
  instrumentId: string | null | undefined,
): PriceKey | null {
  if (environment === undefined || instrumentId === null || instrumentId === undefined) return null;
  return `${environment} ${instrumentId}`;
}

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
  where: { readonly environment: Environment; readonly instruments: readonly string[] },
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

/** A message as it came, and when: by this page's own clock, and by the server's. */
interface Heard {
  readonly raw: unknown;
  readonly heardMs: number;
  readonly atMs: number;
}

interface Wanted {
  count: number;
  release: (() => void) | undefined;
}

export class PriceStore {
  readonly #time: PageTime;
  readonly #prices = new Map<PriceKey, LivePrice>();
  readonly #listeners = new Map<PriceKey, Set<() => void>>();
  readonly #wanted = new Map<PriceKey, Wanted>();
  /** Messages that were not painted yet: only those that are painted are read, and they are as old as when they came. */
  readonly #pending = new Map<PriceKey, Heard>();
  readonly #toSubscribe = new Set<PriceKey>();
  #say: SayPrices | null = null;
  #painting = false;
  #sending = false;
  #wasHidden = false;
  #paints = 0;
  #heardAtMs: number | null = null;

  constructor(time: PageTime) {
    this.#time = time;
  }

  get(key: PriceKey): LivePrice | undefined {
    return this.#prices.get(key);
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
  watch(key: PriceKey, changed: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(changed));
    this.#want(key);
    return () => {
      listeners.delete(changed);
      this.#unwant(key);
    };
  }

  /** A connection is there; what is wanted is asked for anew. */
  connected(say: SayPrices): void {
    this.#say = say;
    this.#toSubscribe.clear();
    for (const key of this.#wanted.keys()) this.#toSubscribe.add(key);
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
    const { environment, instrument_id: id } = (raw ?? {}) as Readonly<Record<string, unknown>>;
    const key = `${environment as Environment} ${id as string}` as const;
    if (!this.#wanted.has(key)) return;
    const atMs = this.#time.now();
    this.#pending.set(key, { raw, heardMs: this.#time.elapsed(), atMs });
    this.#heardAtMs = atMs;
    if (this.#time.isHidden()) this.#wasHidden = true;
    else this.#paintSoon();
  }

  /** The page is seen again. */
  shown(): void {
    if (this.#pending.size > 0) this.#paintSoon();
  }

  #want(key: PriceKey): void {
    const wanted = this.#wanted.get(key);
    if (wanted === undefined) {
      this.#wanted.set(key, { count: 1, release: undefined });
      this.#toSubscribe.add(key);
      this.#sendSoon();
      return;
    }
    wanted.count += 1;
    wanted.release?.();
    wanted.release = undefined;
  }

  #unwant(key: PriceKey): void {
    const wanted = this.#wanted.get(key);
    if (wanted === undefined) return;
    wanted.count -= 1;
    if (wanted.count > 0) return;
    wanted.release = this.#time.after(RELEASE_AFTER_MS, () => this.#release(key));
  }

  /** An old price must not stand there when the instrument is looked at again. */
  #release(key: PriceKey): void {
    this.#wanted.delete(key);
    this.#listeners.delete(key);
    this.#prices.delete(key);
    this.#pending.delete(key);
    if (!this.#toSubscribe.delete(key)) this.#say?.('unsubscribe', whereOf([key]));
  }

  /** A table that appears asks once for all of its rows. */
  #sendSoon(): void {
    if (this.#sending || this.#say === null) return;
    this.#sending = true;
    queueMicrotask(() => {
      this.#sending = false;
      if (this.#say === null || this.#toSubscribe.size === 0) return;
      const all = [...this.#toSubscribe];
      this.#toSubscribe.clear();
      const say = this.#say;
      for (const environment of ['live', 'sandbox'] as const) {
        const keys = all.filter((key) => key.startsWith(`${environment} `));
        if (keys.length > 0) say('subscribe', whereOf(keys), (ack) => this.#answered(say, keys, ack));
      }
    });
  }

  #answered(say: SayPrices, keys: readonly PriceKey[], raw: unknown): void {
    const errors = (raw as { readonly errors?: readonly { readonly path: string; readonly code: string }[] })
      .errors;
    const again = (errors ?? [])
      .filter(({ code }) => code === 'instruments-not-loaded' || code === 'too-many')
      .map(({ path }) => keys[Number(path.slice(path.lastIndexOf('/') + 1))]);
    if (again.length === 0) return;
    this.#time.after(ASK_AGAIN_MS, () => {
      if (this.#say !== say) return;
      for (const key of again) if (key !== undefined && this.#wanted.has(key)) this.#toSubscribe.add(key);
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
    const changed: PriceKey[] = [];
    // After it was hidden everything is painted at once, for what comes later counts as moved.
    let left = quiet
      ? this.#pending.size
      : Math.max(PAINTED_LEAST, Math.ceil(this.#pending.size / PAINTED_WITHIN));
    for (const [key, { raw, heardMs, atMs }] of this.#pending) {
      if (left === 0) break;
      left -= 1;
      this.#pending.delete(key);
      const read = SOCKET_MESSAGES.marketData.safeParse(raw);
      if (!read.success) continue;
      const before = this.#prices.get(key);
      this.#prices.set(key, { ...priceOf(read.data, before, atMs, quiet), heardMs });
      changed.push(key);
    }
    this.#paints += 1;
    for (const key of changed) for (const listener of this.#listeners.get(key) ?? []) listener();
    if (this.#pending.size > 0) this.#paintSoon();
  }
}

/** Of keys of one environment, as the server takes them. */
function whereOf(keys: readonly PriceKey[]): Parameters<SayPrices>[1] {
  const environment = keys[0]?.startsWith('sandbox ') === true ? 'sandbox' : 'live';
  return { environment, instruments: keys.map((key) => key.slice(environment.length + 1)) };
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
