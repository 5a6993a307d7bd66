import type { BrokerId, Environment, InstrumentCatalog, InstrumentResolver } from '@copydesk/core';
import type { FamiliarStore } from './familiar-store.ts';
import type { InstrumentLoader } from './instrument-loader.ts';

/** The instruments of one environment: the day's snapshot, how it is asked, and how it comes. */
export interface EnvironmentInstruments {
  readonly catalog: InstrumentCatalog;
  readonly resolver: InstrumentResolver;
  readonly loader: InstrumentLoader;
  readonly familiar: FamiliarStore;
}

/** Both environments; they never mix. */
export type Instruments = Readonly<Record<Environment, EnvironmentInstruments>>;

/** How far the list of a broker is, whichever environment it belongs to. */
export function loadOf(instruments: Instruments, environment: Environment, brokerId: BrokerId) {
  return instruments[environment].loader.loadOf(brokerId);
}
