import {
  type BrokerSession,
  type FedInstrument,
  type FeedState,
  type InstrumentId,
  type MarketFeed,
  type Tick,
} from '@copydesk/core';
import type { BrokerBench } from './broker-bench.ts';
import type { Shelved } from './shelf.ts';

/** A feed with all that it has told. */
export class FeedReader {
  readonly ticks: Tick[] = [];
  readonly states: FeedState[] = [];
  readonly feed: MarketFeed;
  /** What is thrown at the feed by its listener from now on. */
  failure: Error | undefined;
  readonly #bench: BrokerBench;

  constructor(bench: BrokerBench, session: BrokerSession, signal: AbortSignal) {
    this.#bench = bench;
    const listener = {
      ticks: (ticks: readonly Tick[]) => {
        this.ticks.push(...ticks);
        this.#fail();
      },
      state: (state: FeedState) => {
        this.states.push(state);
        this.#fail();
      },
    };
    this.feed = bench.adapter.marketFeed(session, listener, signal);
  }

  /** The kinds of states, in the order in which they were told. */
  get kinds(): readonly FeedState['kind'][] {
    return this.states.map(({ kind }) => kind);
  }

  /** Ticks of one instrument. */
  of(shelved: Shelved): readonly Tick[] {
    const id = fedOf(shelved).instrumentId;
    return this.ticks.filter((tick) => tick.instrumentId === id);
  }

  /** Waits, moving virtual time, until a tick like this was told after the first `after` of them. */
  async seen(is: (tick: Tick) => boolean, what: string, after = 0): Promise<Tick> {
    await this.#bench.eventually(() => this.ticks.slice(after).some(is), what);
    const found = this.ticks.slice(after).find(is);
    if (found === undefined) throw new Error(`Not told: ${what}`);
    return found;
  }

  /** Waits until a state of this kind was told after the first `after` of them. */
  async became(kind: FeedState['kind'], after = 0): Promise<void> {
    await this.#bench.eventually(() => this.kinds.slice(after).includes(kind), `the feed is ${kind}`);
  }

  #fail(): void {
    if (this.failure !== undefined) throw this.failure;
  }
}

/** What a feed is asked for an instrument. */
export function fedOf({ instrument, listing }: Shelved): FedInstrument {
  return {
    instrumentId: instrument.id as InstrumentId,
    feedToken: listing.feedToken,
    tradable: instrument.kind !== 'INDEX',
  };
}
