/** How the market is set, kept across restarts. */
import type { Segment } from '@copydesk/core';
import type { Store } from '../storage/store.ts';
import type { MarketSettings, VenueClock } from '../venue/venue-market.ts';
import { momentOf, type SessionMoment } from './market-hours.ts';

const DEFAULTS: MarketSettings = { open: true, walking: true, matching: 'auto', lotsPerMatch: undefined };

/** The settings and what follows from them now. */
export class MarketState {
  readonly #clock: VenueClock;
  readonly #store: Store;
  readonly #holidays: ReadonlySet<string>;
  #settings: MarketSettings;

  /** Stored settings win over those given: they were made later. */
  constructor(parts: {
    clock: VenueClock;
    store: Store;
    holidays: readonly string[];
    given: Partial<MarketSettings>;
  }) {
    this.#clock = parts.clock;
    this.#store = parts.store;
    this.#holidays = new Set(parts.holidays);
    const stored = parts.store.load('market')[0]?.[1] as Partial<MarketSettings> | undefined;
    this.#settings = { ...DEFAULTS, ...parts.given, ...stored };
  }

  get settings(): MarketSettings {
    return this.#settings;
  }

  change(settings: Partial<MarketSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
    this.#store.put('market', 'settings', () => this.#settings);
  }

  get holidays(): readonly string[] {
    return [...this.#holidays];
  }

  get holidaySet(): ReadonlySet<string> {
    return this.#holidays;
  }

  moment(segment: Segment): SessionMoment {
    return momentOf(this.#settings.open, segment, this.#clock.now(), this.#holidays);
  }
}
