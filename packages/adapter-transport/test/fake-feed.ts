/** A broker's feed in memory: what is sent to it stands in plain words, and what it says is said by the test. */
import { RecordingLog, VirtualClock } from '@copydesk/adapter-testkit';
import {
  type FedInstrument,
  type FeedCapability,
  type FeedListener,
  type FeedState,
  type InstrumentId,
  type MarketFeed,
  priceOfUnits,
  type Tick,
} from '@copydesk/core';
import {
  createFeedPool,
  type FeedConnectionEvents,
  type FeedDriver,
  type FeedEnd,
} from '../src/feed/index.ts';

/** One connection that the pool asked for. */
export interface FakeConnection {
  readonly sent: string[];
  readonly closed: boolean;
  open(): void;
  /** `token=price` pairs; `?` cannot be read, `!` breaks the reader, '' is a heartbeat. */
  say(frame: string): void;
  ping(): void;
  end(end: FeedEnd): void;
}

export class FakeDriver implements FeedDriver<number> {
  readonly connections: FakeConnection[] = [];
  readonly tokensPerRequest: number;
  /** Set: what the next handshake fails with. */
  throws: Error | undefined;

  constructor(tokensPerRequest = 100) {
    this.tokensPerRequest = tokensPerRequest;
  }

  tokenOf(feedToken: string): number | undefined {
    return /^\d+$/.test(feedToken) ? Number(feedToken) : undefined;
  }

  connect(events: FeedConnectionEvents, signal: AbortSignal): Promise<FeedEnd> {
    if (this.throws !== undefined) return Promise.reject(this.throws);
    return new Promise((resolve) => {
      const sent: string[] = [];
      signal.addEventListener('abort', () => resolve({ kind: 'lost', reason: 'closed' }), { once: true });
      this.connections.push({
        sent,
        get closed() {
          return signal.aborted;
        },
        open: () => events.onOpen((message) => void sent.push(String(message))),
        say: events.onFrame,
        ping: events.onAlive,
        end: resolve,
      });
    });
  }

  messagesFor(request: Parameters<FeedDriver<number>['messagesFor']>[0]): readonly string[] {
    const mode = request.kind === 'unsubscribe' ? '' : ` ${request.mode}`;
    return [`${request.kind}${mode} ${request.tokens.join(',')}`];
  }

  read(...[frame, instruments]: Parameters<FeedDriver<number>['read']>) {
    if (frame === '!') throw new TypeError('The reader met what it did not expect.');
    if (frame === '?') return { ticks: [], unreadable: 1, remark: 'a packet of 5 bytes' };
    const pairs = String(frame).split(' ').filter(Boolean);
    const ticks = pairs.flatMap((pair) => {
      const [token, price] = pair.split('=').map(Number);
      const instrument = instruments.get(token ?? 0);
      return instrument === undefined ? [] : [tickOf(instrument, price ?? 0)];
    });
    return { ticks, unreadable: 0, remark: undefined };
  }
}

function tickOf({ instrumentId, tradable }: FedInstrument, units: number): Tick {
  return { instrumentId, tradable, mode: 'ltp', lastPrice: priceOfUnits(units) } as Tick;
}

export const HEARTBEAT_MS = 5_000;

const CAPABILITY: FeedCapability = {
  connections: 2,
  instrumentsPerConnection: { ltp: 4, quote: 4, full: 2 },
  heartbeatMs: HEARTBEAT_MS,
  depthLevels: 5,
  greeks: false,
};

export interface FakeFeed {
  readonly feed: MarketFeed;
  readonly driver: FakeDriver;
  readonly clock: VirtualClock;
  readonly log: RecordingLog;
  readonly stop: AbortController;
  /** Ticks as `id=units`, states by their kind, in the order in which they were told. */
  readonly told: string[];
  readonly states: FeedState[];
  /** The connection of that number; throws when it was not asked for. */
  connection(index: number): FakeConnection;
}

export function aFeed(
  given: { driver?: FakeDriver; listener?: Partial<FeedListener>; capability?: Partial<FeedCapability> } = {},
): FakeFeed {
  const { driver = new FakeDriver() } = given;
  const [clock, log, stop] = [new VirtualClock(), new RecordingLog(), new AbortController()];
  const told: string[] = [];
  const states: FeedState[] = [];
  const listener: FeedListener = {
    ticks: (ticks) => void told.push(...ticks.map((tick) => `${tick.instrumentId}=${tick.lastPrice}`)),
    state: (state) => {
      states.push(state);
      told.push(state.kind);
    },
    ...given.listener,
  };
  const capability = { ...CAPABILITY, ...given.capability };
  const feed = createFeedPool({
    driver,
    capability,
    listener,
    clock,
    random: () => 0.5,
    log,
    signal: stop.signal,
  });
  const connection = (index: number): FakeConnection => {
    const found = driver.connections[index];
    if (found === undefined) throw new Error(`Connection ${index} was not asked for.`);
    return found;
  };
  return { feed, driver, clock, log, stop, told, states, connection };
}

/** An instrument whose id is its token with an `i` before it. */
export function fed(token: number): FedInstrument {
  return { instrumentId: `i${token}` as InstrumentId, feedToken: String(token), tradable: true };
}

export function idOf(token: number): InstrumentId {
  return `i${token}` as InstrumentId;
}
