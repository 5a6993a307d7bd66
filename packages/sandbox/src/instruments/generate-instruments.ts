/**
 * The venue's list of a day, from a seed.
 *
 * Decides: which instruments there are (real shares and indices, contracts by the rules of 2026, always BANKNIFTY 43000)
 * and how many. The same seed, day and size give the same list on every machine. Leaves to others: the brokers' files (the
 * faces of the adapters) and prices (`market/`).
 */
import {
  floorToTick,
  futureId,
  type InstrumentId,
  indexId,
  optionId,
  type Price,
  parsePrice,
  priceFromNumber,
  type Segment,
  shareId,
} from '@copydesk/core';
import { hashText, signedUnit } from '../market/seeded.ts';
import type { UnderlyingClass, VenueInstrument } from '../venue/venue-instrument.ts';
import { contractListings, KITE_INDEX_CODE, kiteListing, shareListings } from './broker-names.ts';
import { type ChainExpiry, indexChain, lotsChain, shareChain } from './chains.ts';
import { readShares, type ShareData } from './share-data.ts';
import { TokenSource } from './token-source.ts';
import { COMMODITIES, CURRENCIES, INDICES, type IndexData, type LotsData } from './underlying-data.ts';

/** What list is wanted. */
export interface GenerateOptions {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly seed: number;
  /** At least so many rows, up to 200 000; as many as a quick start needs when not given. */
  readonly rows?: number | undefined;
}

const MOST_ROWS = 200_000;
/** Price steps of a share's close around its price in the table, each way. */
const CLOSE_SPREAD = 0.02;

/** Makes the list. Throws a RangeError for a date that is none or a size beyond 200 000. */
export function generateInstruments({ date, seed, rows }: GenerateOptions): readonly VenueInstrument[] {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(date)))
    throw new RangeError(`No date: ${date}`);
  if (rows !== undefined && !(rows >= 0 && rows <= MOST_ROWS))
    throw new RangeError(`Not 0 to 200 000 rows: ${rows}`);
  const shares = readShares();
  const depth = depthFor(shares, date, rows ?? 0);
  return new Listing(date, seed).build(shares, depth);
}

/** The smallest widening of the chains that gives so many rows. */
function depthFor(shares: readonly ShareData[], date: string, rows: number): number {
  let depth = 1;
  while (countRows(shares, date, depth) < rows) depth += Math.max(1, Math.floor(depth / 8));
  return depth;
}

function countRows(shares: readonly ShareData[], date: string, depth: number): number {
  const ofChain = (chain: readonly ChainExpiry[]): number =>
    chain.reduce((sum, { hasFuture, strikes }) => sum + (hasFuture ? 1 : 0) + strikes.length * 2, 0);
  let count = INDICES.length;
  for (const index of INDICES) {
    if (index.contracts !== undefined) count += ofChain(indexChain(index, index.contracts, date, depth));
  }
  for (const share of shares) {
    count += share.bse === undefined ? 1 : 2;
    if (share.contracts !== undefined) {
      count += ofChain(shareChain({ price: share.price, step: share.contracts.step }, date, depth));
    }
  }
  for (const data of [...COMMODITIES, ...CURRENCIES]) {
    for (const { options } of lotsChain(data, date, depth))
      count += 1 + (options === undefined ? 0 : options.strikes.length * 2);
  }
  return count;
}

/** What all contracts of an underlying share. */
interface ContractTerms {
  readonly segment: Segment;
  readonly underlying: string;
  readonly underlyingClass: UnderlyingClass;
  readonly name: string;
  readonly lot: number;
  readonly multiplier: number;
  readonly optionTick: Price;
  readonly futureTick: Price;
  readonly optionFreeze: number;
  readonly futureFreeze: number;
}

/** Collects the rows of one list. */
class Listing {
  readonly #date: string;
  readonly #seed: number;
  readonly #tokens: TokenSource;
  readonly #rows: VenueInstrument[] = [];

  constructor(date: string, seed: number) {
    this.#date = date;
    this.#seed = seed;
    this.#tokens = new TokenSource(seed);
  }

  build(shares: readonly ShareData[], depth: number): readonly VenueInstrument[] {
    for (const index of INDICES) this.#addIndex(index, depth);
    for (const share of shares) this.#addShare(share, depth);
    for (const data of COMMODITIES) this.#addLots(data, 'commodity', depth);
    for (const data of CURRENCIES) this.#addLots(data, 'currency', depth);
    return this.#rows;
  }

  #addIndex(index: IndexData, depth: number): void {
    const { exchange, symbol, kite, upstox, contracts } = index;
    const id = indexId(exchange, symbol);
    const segment = exchange === 'BSE' ? 'BSE' : 'NSE';
    this.#rows.push({
      id,
      exchange,
      segment,
      kind: 'INDEX',
      // Brokers number indices apart; the venue's own number is Upstox', which is the exchange's.
      exchangeToken: String(upstox.token),
      underlying: symbol,
      underlyingClass: 'index',
      underlyingId: undefined,
      ...NOT_A_CONTRACT,
      isin: undefined,
      series: undefined,
      name: index.name,
      lotSize: 0,
      tickSize: 0 as Price,
      freezeQuantity: undefined,
      contractMultiplier: 1,
      previousClose: this.#closeOf(symbol, index.price, priceOf('0.05')),
      listings: {
        zerodha: kiteListing(segment, kite.symbol, kite.token, KITE_INDEX_CODE),
        upstox: { key: upstox.key, feedToken: upstox.key, symbol },
      },
    });
    if (contracts === undefined) return;
    const terms: ContractTerms = {
      segment: contracts.segment,
      underlying: symbol,
      underlyingClass: 'index',
      name: symbol,
      lot: contracts.lot,
      multiplier: 1,
      optionTick: priceOf(contracts.tick.option),
      futureTick: priceOf(contracts.tick.future),
      optionFreeze: contracts.freeze.option,
      futureFreeze: contracts.freeze.future,
    };
    this.#addChain(terms, id, indexChain(index, contracts, this.#date, depth));
  }

  #addShare(share: ShareData, depth: number): void {
    const { symbol, isin, name, series, token, bse, contracts } = share;
    const tickSize = priceOf(share.tick);
    const previousClose = this.#closeOf(symbol, share.price, tickSize);
    const common = {
      kind: 'EQ',
      underlyingClass: 'equity',
      underlyingId: undefined,
      ...NOT_A_CONTRACT,
      isin,
      name,
      lotSize: 1,
      tickSize,
      freezeQuantity: 100_000,
      contractMultiplier: 1,
      previousClose,
    } as const;
    const id = shareId('NSE', isin);
    this.#rows.push({
      ...common,
      id,
      exchange: 'NSE',
      segment: 'NSE',
      exchangeToken: String(token),
      underlying: symbol,
      series,
      listings: shareListings({ segment: 'NSE', symbol, series, isin, token }),
    });
    if (bse !== undefined) {
      this.#rows.push({
        ...common,
        id: shareId('BSE', isin),
        exchange: 'BSE',
        segment: 'BSE',
        exchangeToken: String(bse.code),
        underlying: bse.symbol,
        series: bse.group,
        listings: shareListings({
          segment: 'BSE',
          symbol: bse.symbol,
          series: bse.group,
          isin,
          token: bse.code,
        }),
      });
    }
    if (contracts === undefined) return;
    const terms: ContractTerms = {
      segment: 'NFO',
      underlying: symbol,
      underlyingClass: 'equity',
      name: symbol,
      lot: contracts.lot,
      multiplier: 1,
      optionTick: priceOf('0.05'),
      futureTick: priceOf(contracts.futureTick),
      optionFreeze: contracts.freeze,
      futureFreeze: contracts.freeze,
    };
    this.#addChain(terms, id, shareChain({ price: share.price, step: contracts.step }, this.#date, depth));
  }

  #addLots(data: LotsData, underlyingClass: UnderlyingClass, depth: number): void {
    const terms: ContractTerms = {
      segment: data.segment,
      underlying: data.symbol,
      underlyingClass,
      name: data.name,
      lot: 1,
      multiplier: data.multiplier,
      optionTick: priceOf(data.tick.option),
      futureTick: priceOf(data.tick.future),
      optionFreeze: data.freeze,
      futureFreeze: data.freeze,
    };
    for (const { future, options } of lotsChain(data, this.#date, depth)) {
      const close = this.#closeOf(`${data.symbol} ${future}`, data.price, terms.futureTick);
      const id = this.#addFuture(terms, future, undefined, close);
      if (options !== undefined) this.#addOptions(terms, id, options, false);
    }
  }

  #addChain(terms: ContractTerms, underlyingId: InstrumentId, chain: readonly ChainExpiry[]): void {
    for (const [at, each] of chain.entries()) {
      if (each.hasFuture) this.#addFuture(terms, each.expiry, underlyingId, undefined);
      const weekly = chain[at + 1]?.expiry.slice(0, 7) === each.expiry.slice(0, 7);
      this.#addOptions(terms, underlyingId, each, weekly);
    }
  }

  #addFuture(
    terms: ContractTerms,
    expiry: string,
    underlyingId: InstrumentId | undefined,
    previousClose: Price | undefined,
  ): InstrumentId {
    const { segment, underlying } = terms;
    const id = futureId(segment, underlying, expiry);
    const token = this.#tokens.tokenFor(segment, id);
    const contract = { segment, underlying, expiry, weekly: false, option: undefined };
    this.#rows.push({
      ...this.#contractOf(terms, token, underlyingId),
      id,
      kind: 'FUT',
      expiry,
      weekly: false,
      strike: undefined,
      optionType: undefined,
      tickSize: terms.futureTick,
      freezeQuantity: terms.futureFreeze,
      previousClose,
      listings: contractListings(contract, token),
    });
    return id;
  }

  #addOptions(terms: ContractTerms, underlyingId: InstrumentId, chain: ChainExpiry, weekly: boolean): void {
    const { segment, underlying } = terms;
    const { expiry } = chain;
    for (const rupees of chain.strikes) {
      const strike = priceFromNumber(rupees) as Price;
      for (const type of ['CE', 'PE'] as const) {
        const id = optionId(segment, underlying, expiry, { strike, type });
        const token = this.#tokens.tokenFor(segment, id);
        this.#rows.push({
          ...this.#contractOf(terms, token, underlyingId),
          id,
          kind: 'OPT',
          expiry,
          weekly,
          strike,
          optionType: type,
          tickSize: terms.optionTick,
          freezeQuantity: terms.optionFreeze,
          previousClose: undefined,
          listings: contractListings(
            { segment, underlying, expiry, weekly, option: { strike, type } },
            token,
          ),
        });
      }
    }
  }

  #contractOf(terms: ContractTerms, token: number, underlyingId: InstrumentId | undefined) {
    const { segment, underlying, underlyingClass, name, lot, multiplier } = terms;
    return {
      exchange: segment === 'BFO' ? 'BSE' : segment === 'MCX' ? 'MCX' : 'NSE',
      segment,
      exchangeToken: String(token),
      underlying,
      underlyingClass,
      underlyingId,
      isin: undefined,
      series: undefined,
      name,
      lotSize: lot,
      contractMultiplier: multiplier,
    } as const;
  }

  /** Yesterday's close: the table's price, moved a little by seed and day, on the tick. */
  #closeOf(symbol: string, rupees: number, tick: Price): Price {
    const move = 1 + signedUnit(hashText(`${this.#seed} ${this.#date} ${symbol}`)) * CLOSE_SPREAD;
    return floorToTick(priceFromNumber(rupees * move) as Price, tick);
  }
}

const NOT_A_CONTRACT = {
  expiry: undefined,
  weekly: false,
  strike: undefined,
  optionType: undefined,
} as const;

function priceOf(rupees: string): Price {
  const price = parsePrice(rupees);
  if (price === undefined) throw new RangeError(`Not a price: ${rupees}`);
  return price;
}
