/** How a listener names instruments: by canonical id, or by what a broker's feed calls them today. */
import type { Environment, InstrumentId } from '@copydesk/core';
import type { BrokerRegistry } from '../brokers/broker-registry.ts';
import type { Instruments } from '../instruments/instruments.ts';

export class NamedInstruments {
  readonly #instruments: Instruments;
  readonly #brokers: Pick<BrokerRegistry, 'all'>;

  constructor(instruments: Instruments, brokers: Pick<BrokerRegistry, 'all'>) {
    this.#instruments = instruments;
    this.#brokers = brokers;
  }

  /** All digits: Kite's instrument token; with `|`: an Upstox key. Undefined for what today's lists do not have. */
  find(environment: Environment, name: string): InstrumentId | undefined {
    const { catalog } = this.#instruments[environment];
    if (!/^\d+$/.test(name) && !name.includes('|')) return catalog.byId(name as InstrumentId)?.id;
    const { current } = catalog;
    for (const brokerId of current?.brokers ?? []) {
      const found = current?.byFeedToken(brokerId, name);
      if (found !== undefined) return found.id;
    }
    return undefined;
  }

  /** Whether the day's lists are there: before, only what was traded today is known. */
  isLoaded(environment: Environment): boolean {
    return this.#instruments[environment].catalog.current !== undefined;
  }

  /** Kite's number where it lists the instrument, else the other broker's key. */
  tokenOf(environment: Environment, id: InstrumentId): number | string | null {
    const { catalog } = this.#instruments[environment];
    let key: string | null = null;
    for (const broker of this.#brokers.all()) {
      const token =
        broker.environment === environment ? catalog.listingFor(id, broker.id)?.feedToken : undefined;
      if (token !== undefined && /^\d+$/.test(token)) return Number(token);
      key ??= token ?? null;
    }
    return key;
  }
}
