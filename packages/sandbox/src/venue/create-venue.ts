/** Makes a venue in this process. */
import type { Clock } from '@copydesk/core';
import type { FaceLog } from '../face/sandbox-face.ts';
import type { BrokerRules } from './broker-rules.ts';
import type { VenueInstrument } from './venue-instrument.ts';
import type { MarketSettings } from './venue-market.ts';
import type { Venue } from './venue.ts';

/** How a venue is made. Defaults as in `SandboxOptions`. */
export interface VenueOptions {
  /** The brokers it carries, by id. */
  readonly brokers: Readonly<Record<string, BrokerRules>>;
  /** The list of a day (YYYY-MM-DD); asked again when the day changes. */
  readonly instruments: (date: string) => readonly VenueInstrument[];
  readonly seed?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly dataDir?: string | undefined;
  readonly unlimitedRates?: boolean | undefined;
  readonly processingDelayMs?: number | undefined;
  readonly stepMs?: number | undefined;
  readonly market?: Partial<MarketSettings> | undefined;
  readonly holidays?: readonly string[] | undefined;
  readonly publicUrl?: string | undefined;
  readonly log?: FaceLog | undefined;
}

/** Makes a venue, with the state of `dataDir` when there is one. Throws when another process holds the directory. */
export function createVenue(options: VenueOptions): Venue {
  throw new Error(`The venue of ${Object.keys(options.brokers).join(', ')} is not built yet.`);
}
