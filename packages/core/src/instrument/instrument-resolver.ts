/**
 * From what people and brokers call an instrument to the instrument, and back.
 *
 * Decides: which error a name that leads nowhere gets, and which neighbours it names. Never guesses: a name is
 * resolved exactly or refused. Leaves to others: the day's lists (`instrument-catalog.ts`).
 */
import type { BrokerId } from '../broker/broker-id.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { Price } from '../money/price.ts';
import { printPrice } from '../money/price.ts';
import { type Clock, istDate } from '../ports/clock.ts';
import type { ListingStatus } from './catalog-report.ts';
import type { Exchange, Instrument, InstrumentId } from './instrument.ts';
import type { InstrumentCatalog } from './instrument-catalog.ts';
import type { InstrumentDescription } from './instrument-description.ts';
import { readInstrumentId } from './instrument-id.ts';
import type { InstrumentSearch } from './instrument-search.ts';
import type { BrokerListing, ListingKey } from './listing.ts';
import { nearest } from './nearest.ts';

/**
 * Resolves names against the snapshot in force. One per catalog; `clock` tells the exchange's date, so for sandbox
 * accounts it is the venue's.
 *
 * Throws `instruments-not-loaded` from every method while nothing is loaded.
 */
export class InstrumentResolver {
  readonly #catalog: InstrumentCatalog;
  readonly #clock: Clock;

  constructor(catalog: InstrumentCatalog, clock: Clock) {
    this.#catalog = catalog;
    this.#clock = clock;
  }

  /**
   * The one instrument that a description names. Throws `instrument-expired` (with `nearestExpiries`) or
   * `instrument-not-found` with the path of the field at fault and, as facts, `nearestStrikes`, `nearestExpiries` or
   * `similar` that do exist.
   */
  resolve(description: InstrumentDescription): Instrument {
    const underlying = description.baseInstrument.trim().toUpperCase();
    if (description.instrumentType === 'EQ') return this.#resolveCash(description.exchange, underlying);
    return this.#resolveContract(description, underlying);
  }

  /** By id: canonical, readable (`NSE:RELIANCE`) or provisional (`NSE:RELIANCE~`). Throws like `resolve`, with path `/instrumentId`. */
  byId(id: string): Instrument {
    const found = this.find(id);
    if (found !== undefined) return found;
    throw this.#unknownId(id);
  }

  /** As `byId`, but undefined when there is none: for ids that come from an earlier day. What is familiar is found before the lists are there. */
  find(id: string): Instrument | undefined {
    return this.#catalog.byId(id as InstrumentId) ?? this.#catalog.snapshot.find(id);
  }

  /** The instrument that a broker's book or stream names by its key; undefined when today's list has it not. */
  byListingKey(brokerId: BrokerId, key: ListingKey | string): Instrument | undefined {
    return this.#catalog.snapshot.byListingKey(brokerId, key);
  }

  /** The instrument that a broker's price feed names (Kite's instrument_token, Upstox's key). */
  byFeedToken(brokerId: BrokerId, feedToken: string): Instrument | undefined {
    return this.#catalog.snapshot.byFeedToken(brokerId, feedToken);
  }

  /** How a broker names the instrument. Throws `instrument-not-listed` with the reason when it does not. */
  listingFor(instrument: Pick<Instrument, 'id' | 'symbol'>, brokerId: BrokerId): BrokerListing {
    const listing = this.#catalog.snapshot.listing(instrument.id, brokerId);
    if (listing !== undefined) return listing;
    const status = this.listingStatus(instrument, brokerId);
    throw new TradingError('instrument-not-listed', {
      instrumentId: instrument.id,
      symbol: instrument.symbol,
      broker: brokerId,
      reason: status.listed ? 'not-in-list' : status.reason,
    });
  }

  /** Whether a broker lists the instrument, and why not. */
  listingStatus(instrument: Pick<Instrument, 'id'>, brokerId: BrokerId): ListingStatus {
    return this.#catalog.snapshot.listingStatus(instrument.id, brokerId);
  }

  /** The status at every loaded broker. */
  listingStatuses(instrument: Pick<Instrument, 'id'>): readonly ListingStatus[] {
    const { snapshot } = this.#catalog;
    return snapshot.brokers.map((brokerId) => snapshot.listingStatus(instrument.id, brokerId));
  }

  /** The instrument that replaced an earlier one by a corporate action; positions, ledgers and protections move to it. */
  successorOf(id: InstrumentId): Instrument | undefined {
    return this.#catalog.snapshot.successorOf(id);
  }

  /** The description of an instrument, as positions and orders carry it. An index is described as EQ. */
  describe(instrument: Instrument): InstrumentDescription {
    const { kind, exchange, expiry, strike, optionType } = instrument;
    const instrumentType = kind === 'INDEX' ? 'EQ' : kind;
    const baseInstrument = instrumentType === 'EQ' ? instrument.symbol : instrument.underlying;
    return { baseInstrument, instrumentType, exchange, expiry, strike, optionType };
  }

  /** Ranked search as a person types, best first. Expired contracts are left out. */
  search(search: InstrumentSearch): readonly Instrument[] {
    return this.#catalog.snapshot.search(search);
  }

  /** Expiries of an underlying that are not over, soonest first. */
  expiries(exchange: Exchange, underlying: string, kind: 'FUT' | 'OPT'): readonly string[] {
    const today = this.#today();
    return this.#catalog.snapshot
      .expiries(exchange, underlying.toUpperCase(), kind)
      .filter((expiry) => expiry >= today);
  }

  /** Strikes of one expiry, ascending. */
  strikes(exchange: Exchange, underlying: string, expiry: string): readonly Price[] {
    return this.#catalog.snapshot.strikes(exchange, underlying.toUpperCase(), expiry);
  }

  #today(): string {
    return istDate(this.#clock.now());
  }

  #resolveCash(exchange: Exchange, symbol: string): Instrument {
    const { snapshot } = this.#catalog;
    const found = snapshot.findCash(exchange, symbol);
    if (found !== undefined) return found;
    throw notFound('/baseInstrument', {
      exchange,
      baseInstrument: symbol,
      similar: snapshot.symbolsLike(exchange, symbol, 5),
    });
  }

  #resolveContract(description: InstrumentDescription, underlying: string): Instrument {
    const { snapshot } = this.#catalog;
    const { exchange, instrumentType, expiry, strike, optionType } = description;
    const kind = instrumentType === 'FUT' ? 'FUT' : 'OPT';
    if (!snapshot.hasContracts(exchange, underlying)) {
      const similar = snapshot.symbolsLike(exchange, underlying, 5);
      throw notFound('/baseInstrument', { exchange, baseInstrument: underlying, similar });
    }
    const facts = { exchange, baseInstrument: underlying, instrumentType };
    const live = this.expiries(exchange, underlying, kind);
    if (expiry === undefined || !live.includes(expiry)) {
      const nearestExpiries = nearestTexts(live, expiry ?? this.#today());
      const over = expiry !== undefined && expiry < this.#today();
      const code = over ? 'instrument-expired' : 'instrument-not-found';
      throw new TradingError(code, { ...facts, expiry: expiry ?? '', nearestExpiries }, { path: '/expiry' });
    }
    if (kind === 'FUT') {
      const future = snapshot.findContract({ exchange, underlying, expiry, option: undefined });
      if (future !== undefined) return future;
      throw notFound('/expiry', { ...facts, expiry, nearestExpiries: nearestTexts(live, expiry) });
    }
    if (optionType === undefined) throw notFound('/optionType', { ...facts, optionTypes: ['CE', 'PE'] });
    const strikes = snapshot.strikes(exchange, underlying, expiry);
    const option =
      strike === undefined
        ? undefined
        : snapshot.findContract({ exchange, underlying, expiry, option: { strike, type: optionType } });
    if (option !== undefined) return option;
    const nearestStrikes = nearest(strikes, strike ?? strikes[strikes.length >> 1] ?? 0, 4).map((each) =>
      printPrice(each as Price, 0),
    );
    const asked = strike === undefined ? '' : printPrice(strike, 0);
    throw notFound('/strike', { ...facts, expiry, optionType, strike: asked, nearestStrikes });
  }

  #unknownId(id: string): TradingError {
    const parts = readInstrumentId(id);
    if (parts === undefined) return notFound('/instrumentId', { instrumentId: id });
    if (parts.kind === 'cash') {
      const similar = this.#catalog.snapshot.symbolsLike(parts.exchange, parts.symbol, 5);
      return notFound('/instrumentId', { instrumentId: id, similar });
    }
    try {
      return notFound('/instrumentId', { instrumentId: this.resolve(parts.description).id });
    } catch (error) {
      if (!(error instanceof TradingError)) throw error;
      return new TradingError(error.code, { ...error.facts, instrumentId: id }, { path: '/instrumentId' });
    }
  }
}

function notFound(path: string, facts: ConstructorParameters<typeof TradingError>[1]): TradingError {
  return new TradingError('instrument-not-found', facts ?? {}, { path });
}

/** The four dates nearest to the one asked for, in order. */
function nearestTexts(sorted: readonly string[], asked: string): readonly string[] {
  const wanted = Date.parse(asked);
  const days = sorted.map((date) => Date.parse(date));
  const target = Number.isNaN(wanted) ? (days[0] ?? 0) : wanted;
  const chosen = new Set(nearest(days, target, 4));
  return sorted.filter((date) => chosen.has(Date.parse(date)));
}
