/** Prices of now as a test tells them, with what they are worth. */
import type {
  AccountId,
  InstrumentId,
  LivePrice,
  LivePriceListener,
  LivePrices,
  Price,
  PriceSource,
} from '../../src/index.ts';
import { type DeskBench, setPrice } from '../bench/desk-bench.ts';

export class ToldPrices implements LivePrices {
  readonly #prices = new Map<InstrumentId, LivePrice>();
  readonly #listeners = new Set<LivePriceListener>();
  /** What was wanted last. */
  wanted: readonly InstrumentId[] = [];

  priceOf(_accountId: AccountId, instrumentId: InstrumentId): LivePrice | undefined {
    return this.#prices.get(instrumentId);
  }

  want(_owner: string, environment: string, instrumentIds: readonly InstrumentId[]): void {
    if (environment === 'sandbox') this.wanted = instrumentIds;
  }

  listen(listener: LivePriceListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(instrumentId: InstrumentId, price: LivePrice): void {
    this.#prices.set(instrumentId, price);
    for (const listener of [...this.#listeners]) listener('sandbox', instrumentId);
  }
}

/** Rupees as the core counts them. */
export const rs = (rupees: number): Price => Math.round(rupees * 10_000) as Price;

/** The venue trades at this price, and the feed tells it. */
export function tick(bench: DeskBench, rupees: number, standing: LivePrice['standing'] = 'live'): void {
  setPrice(bench, rs(rupees));
  toldOnly(bench, rupees, standing);
}

/** The feed tells a price at which nothing trades. */
export function toldOnly(
  bench: DeskBench,
  rupees: number,
  standing: LivePrice['standing'] = 'live',
  source?: PriceSource,
): void {
  const told = bench.livePrices as ToldPrices;
  told.tell(bench.instrument.id, {
    price: rs(rupees),
    at: bench.clock.now(),
    standing,
    source,
    previousClose: undefined,
  });
}
