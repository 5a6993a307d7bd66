/** Makes a venue in this process: here its parts are put together. */
import { type Clock, istDate, type Price } from '@copydesk/core';
import { AccountShelf } from '../books/account-shelf.ts';
import { BookDesk } from '../books/book-desk.ts';
import { ClientBook } from '../clients/client-book.ts';
import { SessionBook } from '../clients/session-book.ts';
import { ShiftedClock } from '../clock/shifted-clock.ts';
import { systemClock } from '../clock/system-clock.ts';
import { Heartbeat } from '../day/heartbeat.ts';
import { EventHub } from '../events/event-hub.ts';
import type { FaceLog } from '../face/sandbox-face.ts';
import { FaultPlan } from '../gate/fault-plan.ts';
import { RequestLog } from '../gate/request-log.ts';
import { VenueGate } from '../gate/venue-gate.ts';
import { FiguresBoard } from '../market/figures-board.ts';
import { History } from '../market/history.ts';
import { InstrumentList } from '../market/instrument-list.ts';
import { VENUE_HOURS } from '../market/market-hours.ts';
import { MarketState } from '../market/market-state.ts';
import { Moves } from '../market/moves.ts';
import { PriceBoard } from '../market/price-board.ts';
import { TradedToday } from '../market/traded-today.ts';
import { VenueTimeBoard } from '../market/venue-time-board.ts';
import { WalkClock } from '../market/walk-clock.ts';
import { Floor } from '../orders/floor.ts';
import { Matching } from '../orders/matching.ts';
import { OrderDesk } from '../orders/order-desk.ts';
import { OrderIndex } from '../orders/order-index.ts';
import { isLiving, recordOf } from '../orders/order-record.ts';
import { Sequences } from '../orders/sequences.ts';
import { StateWalk } from '../orders/state-walk.ts';
import { OperationLog } from '../storage/operation-log.ts';
import { MemoryStore, type Store } from '../storage/store.ts';
import type { BrokerRules } from './broker-rules.ts';
import type { Venue } from './venue.ts';
import type { ClientSeed, VenueClient, VenueClients, VenueSession, VenueSessions } from './venue-client.ts';
import type { VenueInstrument } from './venue-instrument.ts';
import type { MarketSettings, VenueMarket } from './venue-market.ts';

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

interface Meta {
  readonly seed: number;
  readonly date: string;
  readonly offsetMs: number;
}

/** Makes a venue, with the state of `dataDir` when there is one. Throws when another process holds the directory, or it was made with another seed. */
export function createVenue(options: VenueOptions): Venue {
  const store: Store = options.dataDir === undefined ? new MemoryStore() : new OperationLog(options.dataDir);
  try {
    return assemble(options, store);
  } catch (error) {
    store.close();
    throw error;
  }
}

function assemble(options: VenueOptions, store: Store): Venue {
  const seed = options.seed ?? 1;
  const stepMs = options.stepMs ?? 500;
  const meta = store.load('meta')[0]?.[1] as Meta | undefined;
  if (meta !== undefined && meta.seed !== seed) {
    throw new Error(`The sandbox's data directory was made with seed ${meta.seed}, not ${seed}.`);
  }
  const brokers: ReadonlyMap<string, BrokerRules> = new Map(Object.entries(options.brokers));
  let offsetMs = meta?.offsetMs ?? 0;
  const clock = new ShiftedClock(options.clock ?? systemClock, offsetMs, (shifted) => {
    offsetMs = shifted;
    keepMeta();
    heartbeat.beat();
    matching.meetAll();
    commit();
    times.ring();
  });
  const commit = (): void => {
    store.commit();
    hub.deliver();
    moves.deliver();
  };
  const keepMeta = (): void => store.put('meta', 'venue', (): Meta => ({ seed, date: list.date, offsetMs }));

  const faults = new FaultPlan(store);
  const hub = new EventHub(clock, faults);
  const list = new InstrumentList(options.instruments, store);
  // Books of an earlier day are read with that day's list; the first beat rolls them over.
  list.load(meta?.date ?? istDate(clock.now()));
  const market = new MarketState({
    clock,
    store,
    holidays: options.holidays ?? [],
    given: options.market ?? {},
  });
  const times = new VenueTimeBoard(clock, () => ({
    offsetMs,
    open: market.settings.open,
    hours: VENUE_HOURS,
    holidays: market.holidays,
  }));
  const walkClock = new WalkClock({ clock, stepMs, store, walking: market.settings.walking });
  const prices = new PriceBoard({ seed, list, walk: walkClock, store });
  const traded = new TradedToday(store);
  const figures = new FiguresBoard({ seed, clock, list, walk: walkClock, prices, traded });
  const history = new History({ seed, clock, market, walk: walkClock, prices });
  const moves = new Moves(clock, walkClock);
  const accounts = new AccountShelf({ store, list, prices });
  const clients = new ClientBook({ brokers, store, seed, publicUrl: options.publicUrl });
  const sessions = new SessionBook({ brokers, clients, clock, store, seed });
  const index = new OrderIndex();
  const sequences = new Sequences(store);
  const floor = new Floor({
    clock,
    store,
    hub,
    list,
    prices,
    market,
    accounts,
    clients,
    brokers,
    index,
    sequences,
    traded(trade) {
      const { quantity, price, at, instrument } = trade;
      traded.add(instrument.id, { quantity, price, at, step: walkClock.step() });
      figures.changed();
      moves.note({ kind: 'traded', instrument });
    },
    dayEnded: () => traded.clear(),
  });
  const matching = new Matching(floor, stepMs, commit);
  const walk = new StateWalk({ floor, matching, delayMs: options.processingDelayMs ?? 0, commit });
  const orders = new OrderDesk({ floor, walk, matching, commit });
  const books = new BookDesk(floor, commit);
  const heartbeat = new Heartbeat({
    floor,
    walk,
    matching,
    orders,
    sessions,
    dayBegun: keepMeta,
    commit,
  });
  const gate = new VenueGate({
    clock,
    brokers,
    clients,
    faults,
    log: new RequestLog(store),
    unlimitedRates: options.unlimitedRates ?? false,
    commit,
  });

  accounts.restore();
  restoreOrders(store, floor, walk);
  heartbeat.beat();
  keepMeta();
  commit();
  heartbeat.start();
  options.log?.('The venue is ready.', { date: list.date, instruments: list.all.length });

  return {
    clock,
    instruments: list,
    clients: clientsFace(clients, books, commit),
    sessions: sessionsFace(sessions, commit),
    orders,
    books,
    market: marketFace({
      market,
      walkClock,
      prices,
      figures,
      history,
      moves,
      matching,
      heartbeat,
      times,
      commit,
    }),
    times,
    events: hub,
    gate,
    brokers,
    unlimitedRates: options.unlimitedRates ?? false,
    close() {
      heartbeat.stop();
      times.close();
      gate.close();
      matching.close();
      moves.close();
      walk.close();
      store.close();
    },
  };
}

function restoreOrders(store: Store, floor: Floor, walk: StateWalk): void {
  const records = store
    .load('order')
    .map(([, document]) => recordOf(document, (id) => floor.parts.list.recall(id)));
  for (const record of records) {
    floor.parts.index.add(record);
    floor.reblock(record);
  }
  for (const record of records) if (isLiving(record)) walk.resume(record);
}

function clientsFace(clients: ClientBook, books: BookDesk, commit: () => void): VenueClients {
  return {
    upsert(seed: ClientSeed): VenueClient {
      const client = clients.upsert(seed);
      books.seed(seed);
      commit();
      return client;
    },
    find: (broker, client) => clients.find(broker, client),
    byApiKey: (broker, apiKey) => clients.byApiKey(broker, apiKey),
    list: (broker) => clients.list(broker),
    get publicUrl(): string {
      return clients.publicUrl;
    },
    moveDesk(publicUrl) {
      clients.moveDesk(publicUrl);
      commit();
    },
  };
}

function sessionsFace(sessions: SessionBook, commit: () => void): VenueSessions {
  const stored = <T>(result: T): T => {
    commit();
    return result;
  };
  return {
    issueRequestToken: (client) => stored(sessions.issueRequestToken(client)),
    exchange: (broker, apiKey, requestToken) => stored(sessions.exchange(broker, apiKey, requestToken)),
    issue: (client): VenueSession => stored(sessions.issue(client)),
    byToken: (broker, accessToken) => sessions.byToken(broker, accessToken),
    of: (ref) => sessions.of(ref),
    end: (broker, accessToken) => stored(sessions.end(broker, accessToken)),
    expire: (ref) => stored(sessions.expire(ref)),
    onEnd: (session, run) => sessions.onEnd(session, run),
  };
}

function marketFace(parts: {
  market: MarketState;
  walkClock: WalkClock;
  prices: PriceBoard;
  figures: FiguresBoard;
  history: History;
  moves: Moves;
  matching: Matching;
  heartbeat: Heartbeat;
  times: VenueTimeBoard;
  commit: () => void;
}): VenueMarket {
  const { market, walkClock, prices, figures, history, moves, matching, heartbeat, times, commit } = parts;
  return {
    get settings(): MarketSettings {
      return market.settings;
    },
    change(settings) {
      market.change(settings);
      if (settings.walking !== undefined) walkClock.setWalking(settings.walking);
      heartbeat.beat();
      matching.meetAll();
      moves.keepTelling();
      commit();
      if (settings.open !== undefined) times.ring();
    },
    isOpen: (segment) => market.moment(segment).open,
    lastPrice: (instrument) => prices.last(instrument),
    quote: (instrument) => prices.quote(instrument),
    figures: (instrument, levels) => figures.figures(instrument, levels),
    candles: (instrument, request) => history.candles(instrument, request),
    onMove: (listener) => moves.listen(listener),
    setPrice(instrument: VenueInstrument, price: Price) {
      if (price <= 0 || (instrument.tickSize > 0 && price % instrument.tickSize !== 0)) {
        throw new RangeError(`${price} is no price of ${instrument.id}.`);
      }
      prices.set(instrument, price);
      figures.changed();
      moves.note({ kind: 'set', instrument });
      matching.meetAll();
      commit();
    },
  };
}
