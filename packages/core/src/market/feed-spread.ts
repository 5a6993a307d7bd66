/**
 * Which account's feed carries which instrument, in one environment.
 *
 * Decides: an instrument goes to the feed that can be relied on and has the most room; from one that fell it goes to a better one at
 * once, and back when its own has held for a while. As long as any feed could carry it, it is asked of one. The new
 * one is asked before the old one is let go of.
 */
import type { AccountId } from '../account/account.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { FedInstrument, FeedMode } from '../broker/market-feed.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { AccountFeed } from './account-feed.ts';
import type { Watched } from './watched.ts';

export interface FeedSpreadParts {
  readonly nowMs: () => number;
  readonly items: ReadonlyMap<InstrumentId, Watched>;
  /** What a broker's feed calls an instrument today; undefined when it does not list it. */
  readonly fedAt: (id: InstrumentId, brokerId: BrokerId) => FedInstrument | undefined;
}

/** While feeds tell of themselves during a round, another one follows; more than a few would be a fault. */
const ROUNDS_MOST = 16;

/** A feed of this rank carries what no better one can. */
export const DOWN = 3;

interface Asked {
  readonly item: Watched;
  readonly fed: FedInstrument;
}

export class FeedSpread {
  readonly #parts: FeedSpreadParts;
  readonly #feeds = new Map<AccountId, AccountFeed>();
  #isPlacing = false;
  #isAskedAgain = false;

  constructor(parts: FeedSpreadParts) {
    this.#parts = parts;
  }

  get feeds(): readonly AccountFeed[] {
    return [...this.#feeds.values()];
  }

  /** How many instruments no feed carries that could be relied on. */
  get untold(): number {
    let count = 0;
    for (const { carrier } of this.#parts.items.values()) if ((carrier?.rank ?? DOWN) >= DOWN) count += 1;
    return count;
  }

  feedOf(accountId: AccountId): AccountFeed | undefined {
    return this.#feeds.get(accountId);
  }

  /** Another feed may carry. */
  add(feed: AccountFeed): void {
    this.#feeds.set(feed.id, feed);
    this.place();
  }

  /** The account's session is over: what its feed carried goes elsewhere. */
  remove(accountId: AccountId): void {
    const feed = this.#feeds.get(accountId);
    if (feed === undefined) return;
    this.#feeds.delete(accountId);
    const nowMs = this.#parts.nowMs();
    for (const item of this.#parts.items.values()) {
      if (item.home === feed) item.home = undefined;
      if (item.next === feed) item.next = undefined;
      if (item.carrier === feed) item.carriedBy(undefined, nowMs);
    }
    feed.close();
    this.place();
  }

  /** Gives every instrument the best feed that it can have. */
  place(): void {
    this.#isAskedAgain = true;
    if (this.#isPlacing) return;
    this.#isPlacing = true;
    try {
      for (let round = 0; this.#isAskedAgain && round < ROUNDS_MOST; round += 1) {
        this.#isAskedAgain = false;
        this.#placeAll();
      }
    } finally {
      this.#isPlacing = false;
    }
  }

  /** The mode in which it is wanted changed. */
  changeMode(item: Watched): void {
    const { carrier, next } = item;
    for (const feed of [carrier, next]) {
      const fed = feed === undefined ? undefined : this.#parts.fedAt(item.id, feed.account.brokerId);
      if (feed === undefined || fed === undefined || feed.ask([fed], item.mode).length === 0) continue;
      if (feed === next) item.next = undefined;
      else item.carriedBy(undefined, this.#parts.nowMs());
    }
  }

  /** Nobody wants it any more. */
  release(items: readonly Watched[]): void {
    const byFeed = new Map<AccountFeed, InstrumentId[]>();
    for (const { id, carrier, next } of items)
      for (const feed of [carrier, next]) if (feed !== undefined) pushTo(byFeed, feed, id);
    let hasRoom = false;
    for (const [feed, ids] of byFeed) hasRoom = feed.drop(ids) || hasRoom;
    const ids = items.map(({ id }) => id);
    for (const feed of this.#feeds.values()) feed.forget(ids);
    if (hasRoom) this.place();
  }

  /** The feed that was asked beside the carrier has told it: it takes over. */
  takeOver(item: Watched): void {
    const { next, carrier } = item;
    if (next === undefined) return;
    item.next = undefined;
    item.home = undefined;
    item.carriedBy(next, this.#parts.nowMs());
    carrier?.drop([item.id]);
  }

  /** A feed fell: what it was to take over stays where it is. */
  fell(feed: AccountFeed): void {
    const waiting = [...this.#parts.items.values()].filter((item) => item.next === feed);
    for (const item of waiting) item.next = undefined;
    feed.drop(waiting.map(({ id }) => id));
    this.place();
  }

  /** A feed has held for a while after a fall: it is asked for what it had carried, and takes over as it tells it. */
  steady(feed: AccountFeed): void {
    const back = [...this.#parts.items.values()].filter(
      (item) => item.home === feed && item.carrier !== feed && item.next === undefined,
    );
    for (const [mode, asked] of byMode(back.flatMap((item) => this.#askedAt(item, feed)))) {
      for (const { item } of asked) item.next = feed;
      const left = new Set(
        feed.ask(
          asked.map(({ fed }) => fed),
          mode,
        ),
      );
      for (const { item } of asked) if (left.has(item.id)) item.next = undefined;
    }
    this.place();
  }

  /** New lists are in force: what a broker calls otherwise today is asked for by its new name. */
  listsChanged(): void {
    const nowMs = this.#parts.nowMs();
    for (const feed of this.#feeds.values()) feed.forgetUnfit();
    for (const item of this.#parts.items.values()) {
      const { carrier } = item;
      if (carrier === undefined) continue;
      const fed = this.#parts.fedAt(item.id, carrier.account.brokerId);
      if (fed?.feedToken === item.feedToken) continue;
      carrier.drop([item.id]);
      item.next?.drop([item.id]);
      item.next = undefined;
      item.carriedBy(undefined, nowMs);
    }
    this.place();
  }

  #placeAll(): void {
    let waiting = [...this.#parts.items.values()].filter(
      ({ carrier }) => carrier === undefined || (carrier.rank ?? DOWN) >= DOWN,
    );
    // Each pass fills a feed or ends.
    for (let pass = 0; waiting.length > 0 && pass <= this.#feeds.size; pass += 1)
      waiting = this.#placePass(waiting);
    for (const item of waiting)
      if (item.carrier !== undefined && item.carrier.rank === undefined) this.#letGo(item);
  }

  /** Returns those that did not fit where they were asked. */
  #placePass(waiting: readonly Watched[]): Watched[] {
    const batches = new Map<AccountFeed, Asked[]>();
    const stay: Watched[] = [];
    for (const item of waiting) {
      const feed = this.#bestFor(item, batches);
      if (feed === undefined) {
        if (item.carrier !== undefined && item.carrier.rank === undefined) stay.push(item);
      } else for (const asked of this.#askedAt(item, feed)) pushTo(batches, feed, asked);
    }
    if (batches.size === 0) return stay;
    const left: Watched[] = [...stay];
    for (const [feed, asked] of batches)
      for (const [mode, part] of byMode(asked)) left.push(...this.#move(feed, part, mode));
    return left;
  }

  /** Asks the new feed, then lets go of the old one. Returns those that do not fit there. */
  #move(feed: AccountFeed, asked: readonly Asked[], mode: FeedMode): readonly Watched[] {
    const nowMs = this.#parts.nowMs();
    const before = new Map(asked.map(({ item }) => [item, item.carrier]));
    for (const { item, fed } of asked) {
      if (item.carrier !== undefined) item.home ??= item.carrier;
      if (item.home === feed) item.home = undefined;
      if (item.next === feed) item.next = undefined;
      item.carriedBy(feed, nowMs);
      item.feedToken = fed.feedToken;
    }
    const left = new Set(
      feed.ask(
        asked.map(({ fed }) => fed),
        mode,
      ),
    );
    const dropped = new Map<AccountFeed, InstrumentId[]>();
    const unfit: Watched[] = [];
    for (const { item } of asked) {
      const old = before.get(item);
      if (left.has(item.id)) {
        if (item.carrier === feed) item.carriedBy(old, nowMs);
        unfit.push(item);
      } else if (old !== undefined && old !== feed) pushTo(dropped, old, item.id);
    }
    for (const [old, ids] of dropped) old.drop(ids);
    return unfit;
  }

  /** The most reliable feed that lists it and has room, the emptiest of equals; only a better one than its own. */
  #bestFor(item: Watched, batches: ReadonlyMap<AccountFeed, readonly Asked[]>): AccountFeed | undefined {
    const own = item.carrier?.rank;
    let best: { readonly feed: AccountFeed; readonly rank: number; readonly load: number } | undefined;
    for (const feed of this.#feeds.values()) {
      const { rank } = feed;
      if (rank === undefined || feed === item.carrier || !feed.canTake(item.id)) continue;
      if (own !== undefined && rank >= DOWN) continue;
      if (this.#parts.fedAt(item.id, feed.account.brokerId) === undefined) continue;
      const load = feed.loadWith(batches.get(feed)?.length ?? 0);
      if (best === undefined || rank < best.rank || (rank === best.rank && load < best.load))
        best = { feed, rank, load };
    }
    return best?.feed;
  }

  #askedAt(item: Watched, feed: AccountFeed): readonly Asked[] {
    const fed = this.#parts.fedAt(item.id, feed.account.brokerId);
    return fed === undefined ? [] : [{ item, fed }];
  }

  #letGo(item: Watched): void {
    const { carrier } = item;
    item.home ??= carrier;
    item.carriedBy(undefined, this.#parts.nowMs());
    carrier?.drop([item.id]);
  }
}

function byMode(asked: readonly Asked[]): ReadonlyMap<FeedMode, readonly Asked[]> {
  const batches = new Map<FeedMode, Asked[]>();
  for (const one of asked) pushTo(batches, one.item.mode, one);
  return batches;
}

function pushTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
