/**
 * Quotes and candles for whoever asks, from any account of theirs that can.
 *
 * Decides: whom to ask, in which order, and for how long an answer serves everybody. A broker that refuses is not the end:
 * the next one that lists the instrument is asked. What a feed tells now goes before (`preferLive`). Leaves to others: the
 * wire (adapters), and how an answer is shown.
 */
import type { Account, UserId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { BrokerId, Environment } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { BrokerSession } from '../broker/broker-session.ts';
import type { Greeks, Tick } from '../broker/market-feed.ts';
import type { Candle, CandleInterval, MarketReadCapability, ReadInstrument } from '../broker/market-reads.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { Clock, Instant } from '../ports/clock.ts';
import type { PriceStanding } from './live-prices.ts';
import type { PriceReadKind, ReadBudget } from './read-budget.ts';
import { SharedAnswers } from './shared-answers.ts';

/** An answer serves whoever asks within this. */
const SHARED_MS = 1_000;

/** Greeks that stand beside the price of another broker change slowly enough for this. */
const GREEKS_SHARED_MS = 5_000;

/** So long prices wait for them; what comes later serves whoever asks next. */
const GREEKS_WITHIN_MS = 500;

/** What feeds tell now. */
export interface LiveTicks {
  /** The last tick of an instrument; undefined where no feed has told one. */
  tickIn(
    environment: Environment,
    instrumentId: InstrumentId,
  ): { readonly tick: Tick; readonly standing: PriceStanding } | undefined;
}

/** For whom it is read. */
export interface PriceAsker {
  readonly userId: UserId;
  readonly environment: Environment;
}

/** Which candles are wanted. */
export interface CandlesWanted {
  readonly instrumentId: InstrumentId;
  readonly interval: CandleInterval;
  readonly from: Instant;
  readonly to: Instant;
}

export interface PriceReadParts {
  readonly clock: Clock;
  readonly accounts: Pick<AccountStore, 'listFor' | 'sessionOf'>;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly instruments: Readonly<Record<Environment, InstrumentLookup>>;
  readonly budget: ReadBudget;
}

/** An account that can be asked now. */
interface Source {
  readonly account: Account;
  readonly session: BrokerSession;
  readonly broker: BrokerPort;
  readonly reads: MarketReadCapability;
}

/** Reads prices on request. */
export class PriceReads {
  readonly #parts: PriceReadParts;
  readonly #ticks: SharedAnswers<Tick | undefined>;
  readonly #greeks: SharedAnswers<Greeks | undefined>;
  readonly #candles: SharedAnswers<readonly Candle[]>;
  #live: LiveTicks | undefined;

  constructor(parts: PriceReadParts) {
    this.#parts = parts;
    this.#ticks = new SharedAnswers(parts.clock, SHARED_MS);
    this.#greeks = new SharedAnswers(parts.clock, GREEKS_SHARED_MS);
    this.#candles = new SharedAnswers(parts.clock, SHARED_MS);
  }

  /** From now on what a feed tells goes before what is asked for. */
  preferLive(live: LiveTicks): void {
    this.#live = live;
  }

  /**
   * The present prices, as many as anybody knows, by id; of an option with the greeks of a broker that has them, where the one that tells
   * its price has none. Rejects with `no-session` when no account of the user can ask, and
   * with the last broker's reason when none of them answered.
   */
  async quotes(
    asker: PriceAsker,
    instrumentIds: readonly InstrumentId[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<InstrumentId, Tick>> {
    const found = new Map<InstrumentId, Tick>();
    const waiting: Promise<void>[] = [];
    const missing: InstrumentId[] = [];
    for (const id of new Set(instrumentIds)) {
      const live = this.#liveTick(asker.environment, id);
      const shared = live === undefined ? this.#ticks.known(keyOf(asker, id)) : undefined;
      if (live !== undefined) found.set(id, live);
      else if (shared === undefined) missing.push(id);
      else waiting.push(this.#note(found, id, shared));
    }
    if (missing.length > 0) {
      const answer = this.#ask(asker, missing, signal);
      for (const id of missing) {
        const own = answer.then((ticks) => ticks.get(id));
        this.#ticks.put(keyOf(asker, id), own);
        waiting.push(this.#note(found, id, own));
      }
    }
    await Promise.all(waiting);
    await this.#addGreeks(asker, found, signal);
    return found;
  }

  /** Puts the greeks in that another broker tells. Where none does, the prices stay as they are. */
  async #addGreeks(asker: PriceAsker, found: Map<InstrumentId, Tick>, signal: AbortSignal): Promise<void> {
    const instruments = this.#parts.instruments[asker.environment];
    const bare = [...found.values()].filter(
      ({ instrumentId, greeks }) => greeks === undefined && instruments.byId(instrumentId)?.kind === 'OPT',
    );
    const unknown = bare
      .map(({ instrumentId }) => instrumentId)
      .filter((id) => this.#greeks.known(keyOf(asker, id)) === undefined);
    if (unknown.length > 0) {
      const answer = this.#ask(asker, unknown, signal, tellsGreeks).catch(
        () => new Map<InstrumentId, Tick>(),
      );
      for (const id of unknown)
        this.#greeks.put(
          keyOf(asker, id),
          answer.then((ticks) => ticks.get(id)?.greeks),
        );
    }
    const told = new Map<InstrumentId, Greeks>();
    const all = bare.map(async ({ instrumentId }) => {
      const greeks = await this.#greeks.known(keyOf(asker, instrumentId));
      if (greeks !== undefined) told.set(instrumentId, greeks);
    });
    await this.#within(GREEKS_WITHIN_MS, Promise.all(all));
    for (const tick of bare) {
      const greeks = told.get(tick.instrumentId);
      if (greeks !== undefined) found.set(tick.instrumentId, { ...tick, greeks });
    }
  }

  #within(ms: number, work: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.after(ms, resolve);
      void work.then(() => {
        cancel();
        resolve();
      });
    });
  }

  /**
   * Candles, oldest first. Rejects with `no-session` when no account of the user can ask, with `instrument-not-listed` when
   * none of their brokers lists it, with `not-supported` when none has the interval, and with the last broker's reason.
   */
  async candles(asker: PriceAsker, wanted: CandlesWanted, signal: AbortSignal): Promise<readonly Candle[]> {
    const { instrumentId, interval, from, to } = wanted;
    const key = `${asker.environment} ${instrumentId} ${interval} ${from} ${to}`;
    const known = this.#candles.known(key);
    if (known !== undefined) return known;
    const answer = this.#askCandles(asker, wanted, signal);
    this.#candles.put(key, answer);
    return answer;
  }

  #liveTick(environment: Environment, id: InstrumentId): Tick | undefined {
    const told = this.#live?.tickIn(environment, id);
    if (told?.standing !== 'live') return undefined;
    return told.tick.mode === 'full' || !told.tick.tradable ? told.tick : undefined;
  }

  async #note(
    found: Map<InstrumentId, Tick>,
    id: InstrumentId,
    answer: Promise<Tick | undefined>,
  ): Promise<void> {
    const tick = await answer;
    if (tick !== undefined) found.set(id, tick);
  }

  /** Asks one source after the other for what is still missing. */
  async #ask(
    asker: PriceAsker,
    ids: readonly InstrumentId[],
    signal: AbortSignal,
    which: (source: Source) => boolean = () => true,
  ): Promise<ReadonlyMap<InstrumentId, Tick>> {
    const found = new Map<InstrumentId, Tick>();
    let failure: TradingError | undefined;
    let answered = false;
    for (const source of this.#sources(asker, 'quoteRates').filter(which)) {
      const wanted = ids
        .filter((id) => !found.has(id))
        .flatMap((id) => this.#listed(asker, source, id) ?? []);
      if (wanted.length === 0) continue;
      try {
        await this.#quotesOf(source, wanted, { found, signal });
        answered = true;
      } catch (error) {
        if (!TradingError.is(error) || signal.aborted) throw error;
        failure = error;
      }
      if (found.size === ids.length) break;
    }
    if (!answered && failure !== undefined && found.size === 0) throw failure;
    return found;
  }

  /** Puts into `found` what came, also when a later part is refused. */
  async #quotesOf(
    source: Source,
    wanted: readonly ReadInstrument[],
    { found, signal }: { readonly found: Map<InstrumentId, Tick>; readonly signal: AbortSignal },
  ): Promise<void> {
    const most = source.reads.quotesPerRequest;
    for (let at = 0; at < wanted.length; at += most) {
      await this.#turn(source, 'quotes', signal);
      const part = wanted.slice(at, at + most);
      for (const tick of await source.broker.quotes(source.session, part, signal)) {
        found.set(tick.instrumentId, tick);
        // Who has greeks and told none is not asked again for them at once.
        if (tellsGreeks(source))
          this.#greeks.put(keyOf(source.account, tick.instrumentId), Promise.resolve(tick.greeks));
      }
    }
  }

  async #askCandles(
    asker: PriceAsker,
    { instrumentId, interval, from, to }: CandlesWanted,
    signal: AbortSignal,
  ): Promise<readonly Candle[]> {
    let failure = new TradingError('instrument-not-listed', { instrumentId });
    for (const source of this.#sources(asker, 'candleRates')) {
      const instrument = this.#listed(asker, source, instrumentId);
      if (instrument === undefined) continue;
      if (!source.reads.candleIntervals.includes(interval)) {
        failure = new TradingError(
          'not-supported',
          { what: `candles of ${interval}` },
          { path: '/interval' },
        );
        continue;
      }
      try {
        await this.#turn(source, 'candles', signal);
        return await source.broker.candles(source.session, { instrument, interval, from, to }, signal);
      } catch (error) {
        if (!TradingError.is(error) || signal.aborted) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  /** Accounts that can be asked, those of the broker that takes most at once first. Throws `no-session` when there is none. */
  #sources({ userId, environment }: PriceAsker, rates: 'quoteRates' | 'candleRates'): readonly Source[] {
    const sources = this.#parts.accounts.listFor(userId).flatMap((account): readonly Source[] => {
      const session = this.#parts.accounts.sessionOf(account.id);
      const broker = this.#parts.brokers.get(account.brokerId);
      const reads = broker?.capabilities.marketReads;
      if (account.environment !== environment || session === undefined) return [];
      return broker === undefined || reads === undefined ? [] : [{ account, session, broker, reads }];
    });
    if (sources.length === 0) throw new TradingError('no-session', { environment });
    return sources.sort((one, other) => aSecondOf(other.reads[rates]) - aSecondOf(one.reads[rates]));
  }

  #listed(asker: PriceAsker, { broker }: Source, instrumentId: InstrumentId): ReadInstrument | undefined {
    const listing = this.#parts.instruments[asker.environment].listingFor(instrumentId, broker.id);
    return listing === undefined ? undefined : { instrumentId, listing };
  }

  async #turn({ account }: Source, kind: PriceReadKind, signal: AbortSignal): Promise<void> {
    if (!(await this.#parts.budget.turn(account, kind, signal)))
      throw new TradingError('rate-limited', { call: kind });
  }
}

function tellsGreeks({ broker }: Source): boolean {
  return broker.capabilities.feed?.greeks === true;
}

function keyOf({ environment }: Pick<PriceAsker, 'environment'>, id: InstrumentId): string {
  return `${environment} ${id}`;
}

/** How many requests a second its shortest window allows. */
function aSecondOf(windows: MarketReadCapability['quoteRates']): number {
  const [shortest] = [...windows].sort((one, other) => one.windowMs - other.windowMs);
  return shortest === undefined ? Number.MAX_SAFE_INTEGER : (shortest.limit * 1_000) / shortest.windowMs;
}
