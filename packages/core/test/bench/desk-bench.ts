/** A desk over two reference brokers at one venue, on a virtual clock: a trading day in milliseconds. */
import {
  createReferenceBroker,
  type ReferenceBroker,
  referenceInstruments,
  referenceRules,
  SeededIds,
  settle,
  times,
  VirtualClock,
} from '@copydesk/adapter-testkit';
import {
  type BrokerRules,
  createVenue,
  type Venue,
  type VenueInstrument,
  type VenueOrder,
} from '@copydesk/sandbox';
import {
  type Account,
  type AccountAddress,
  ALWAYS_OPEN,
  type BrokerCapabilities,
  type BrokerId,
  type BrokerListing,
  type ChildLink,
  type CopyGroup,
  Desk,
  type Instrument,
  type InstrumentId,
  type InstrumentLookup,
  istDate,
  type JournalPort,
  type LeasePort,
  type LivePrices,
  type MarketCalendar,
  MemoryJournal,
  memoryRepositories,
  type Order,
  type OrderView,
  type PlaceCommand,
  type Price,
  quantityOf,
  SoleHolder,
  type UserId,
  viewOrder,
} from '../../src/index.ts';

export const ANN = 'user-ann' as UserId;
export const NORTH = 'north' as BrokerId;
export const SOUTH = 'south' as BrokerId;

/** What stays when the desk is killed: the venue, the journal, the stored accounts. */
export interface Outside {
  readonly clock: VirtualClock;
  readonly venue: Venue;
  readonly journal: JournalPort;
  readonly leases: LeasePort;
  readonly repositories: ReturnType<typeof memoryRepositories>;
  readonly brokers: ReadonlyMap<BrokerId, ReferenceBroker>;
  readonly lookup: InstrumentLookup;
  readonly instrument: Instrument;
  readonly calendar: MarketCalendar;
  readonly livePrices: LivePrices | undefined;
}

/** A desk, the accounts in it, and short ways to ask for things. */
export interface DeskBench extends Outside {
  readonly desk: Desk;
  readonly master: Account;
  readonly children: readonly Account[];
  readonly group: CopyGroup;
}

/** How a bench differs from a master and two children, one to one, copied on acceptance. */
export interface BenchOptions {
  readonly links?: readonly Partial<ChildLink>[];
  readonly copyWhen?: CopyGroup['copyWhen'];
  readonly copyOutsideOrders?: boolean;
  readonly latencyMs?: number;
  readonly absenceAfterMs?: number;
  readonly armed?: boolean;
  /** Feeds and quotes tell prices. Without, prices are those of books and fills, and a night on the clock has no beats to pass. */
  readonly feeds?: boolean;
  /** How the desk's lists differ from the venue's, for every instrument. */
  readonly listed?: Partial<Instrument>;
  /** The venue's list of a day (YYYY-MM-DD); the same every day when left out. The desk's lookup is of the first day until a test changes it. */
  readonly lists?: (date: string) => readonly VenueInstrument[];
  /** The prices of now; the desk's own market when left out. */
  readonly livePrices?: LivePrices;
  /** When the market trades; always open when left out. */
  readonly calendar?: MarketCalendar;
  /** How a broker differs from the reference: what it claims, and what its venue does. */
  readonly differs?: Readonly<Partial<Record<'north' | 'south', BrokerDifference>>>;
}

/** Capabilities and the venue's rules that stand for them. */
export interface BrokerDifference {
  readonly capabilities?: Partial<BrokerCapabilities>;
  readonly rules?: Partial<BrokerRules>;
}

/** Opens a desk with a logged-in master at the north broker and children at both, in an armed group. */
export async function openBench(options: BenchOptions = {}): Promise<DeskBench> {
  const { latencyMs = 5, links = [{}, {}] } = options;
  const outside = openOutside(options, latencyMs);
  const desk = newDesk(outside);
  await desk.open();
  const master = await addAccount(outside, desk, {
    address: 'MASTER:k1',
    brokerId: NORTH,
    clientId: 'AA0001',
  });
  const children: Account[] = [];
  for (const index of links.keys()) {
    const brokerId = index % 2 === 0 ? SOUTH : NORTH;
    children.push(
      await addAccount(outside, desk, {
        address: `CHILD:c${index + 1}`,
        brokerId,
        clientId: `BB000${index + 1}`,
      }),
    );
  }
  await outside.clock.advance(2_500);
  const created = await desk.groups.create(ANN, {
    name: 'Family',
    masterId: master.id,
    copyWhen: options.copyWhen ?? 'onAccepted',
    copyOutsideOrders: options.copyOutsideOrders ?? false,
    protection: 'follow',
    exitCapPercent: 5,
    masterCapital: undefined,
    children: links.map((link, index) => aLink(children[index] as Account, link)),
  });
  const group = options.armed === false ? created : await desk.groups.arm(ANN, created.id);
  return { ...outside, desk, master, children, group };
}

function openOutside(options: BenchOptions, latencyMs: number): Outside {
  const clock = new VirtualClock();
  const date = istDate(clock.now());
  const lists = options.lists ?? (() => referenceInstruments(date, [NORTH, SOUTH]));
  const instruments = lists(date);
  const venue = createVenue({
    brokers: {
      [NORTH]: { ...referenceRules, ...options.differs?.north?.rules },
      [SOUTH]: { ...referenceRules, ...options.differs?.south?.rules },
    },
    instruments: (day) => (day === date ? instruments : lists(day)),
    clock,
    seed: 7,
    market: { walking: false },
  });
  const absence = options.absenceAfterMs === undefined ? {} : { absenceAfterMs: options.absenceAfterMs };
  const broker = (id: BrokerId): ReferenceBroker => {
    const differs = options.differs?.[id as string as 'north' | 'south']?.capabilities ?? {};
    const capabilities =
      options.feeds === true ? differs : { feed: undefined, marketReads: undefined, ...differs };
    return createReferenceBroker({
      venue,
      clock,
      broker: id,
      brokerId: id,
      latencyMs,
      capabilities,
      ...absence,
    });
  };
  const lookup = lookupOver(instruments, options.listed ?? {});
  const instrument = lookup.byId(
    instruments.find((one) => one.kind === 'OPT' && one.underlying === 'NIFTY')?.id as InstrumentId,
  );
  return {
    clock,
    venue,
    journal: new MemoryJournal(),
    leases: new SoleHolder(),
    repositories: memoryRepositories(),
    brokers: new Map([NORTH, SOUTH].map((id) => [id, broker(id)])),
    lookup,
    instrument: instrument as Instrument,
    calendar: options.calendar ?? ALWAYS_OPEN,
    livePrices: options.livePrices,
  };
}

/** A desk over what is outside; a second one after `kill` is a restart. */
export function newDesk(outside: Outside): Desk {
  const { clock, journal, leases, repositories, brokers, lookup, livePrices } = outside;
  const ids = new SeededIds(outside.clock.monotonicMs() + 1, clock);
  const line = { cut: false };
  const desk = new Desk({
    clock,
    venueClock: outside.venue.clock,
    calendars: { sandbox: outside.calendar },
    ids,
    livePrices,
    journal: lineTo(journal, line),
    leases,
    brokers,
    instruments: { live: lookup, sandbox: lookup },
    repositories,
  });
  LINES.set(desk, line);
  return desk;
}

/** Each desk's own line to the journal, so that a dead one's can be cut. */
const LINES = new WeakMap<Desk, { cut: boolean }>();

function lineTo(journal: JournalPort, line: { readonly cut: boolean }): JournalPort {
  return {
    append: (...entries) => (line.cut ? new Promise(() => undefined) : journal.append(...entries)),
    readAll: () => journal.readAll(),
    readAfter: (...after) => journal.readAfter(...after),
  };
}

/**
 * Kills the desk without a farewell, as SIGKILL does: what was not written is lost, and nothing of it is heard again,
 * however late an answer reaches it.
 */
export async function kill(bench: DeskBench): Promise<void> {
  const line = LINES.get(bench.desk);
  if (line !== undefined) line.cut = true;
  void bench.desk.close();
  await settle();
}

/** Starts again over the same outside. */
export async function restart(bench: DeskBench): Promise<DeskBench> {
  const desk = newDesk(bench);
  await desk.open();
  return { ...bench, desk };
}

export async function addAccount(
  outside: Outside,
  desk: Desk,
  what: { readonly address: string; readonly brokerId: BrokerId; readonly clientId: string },
): Promise<Account> {
  const client = outside.venue.clients.upsert({ broker: what.brokerId, client: what.clientId });
  const account = await desk.accounts.add(ANN, {
    address: what.address as AccountAddress,
    brokerId: what.brokerId,
    environment: 'sandbox',
    clientId: what.clientId,
    egress: { kind: 'default' },
    credentials: { apiKey: client.apiKey, apiSecret: client.apiSecret },
  });
  await logIn(outside, desk, account);
  return account;
}

export async function logIn(outside: Outside, desk: Desk, account: Account): Promise<void> {
  const client = outside.venue.clients.upsert({ broker: account.brokerId, client: account.clientId });
  const { accessToken } = outside.venue.sessions.issue(client);
  const broker = outside.brokers.get(account.brokerId) as ReferenceBroker;
  const callback = {
    accountId: account.id,
    clientId: account.clientId,
    credentials: desk.accounts.credentialsOf(account.id),
    egress: account.egress,
    accessToken,
  };
  const session = await outside.clock.drive(broker.adoptToken(callback, new AbortController().signal));
  await desk.accounts.openSession(session);
}

function aLink(account: Account, link: Partial<ChildLink>): ChildLink {
  return {
    accountId: account.id,
    relationship: 'spouse',
    declaredOn: '2026-04-12',
    state: 'active',
    stoppedBecause: undefined,
    sizing: times(1),
    filters: { segments: [], products: [], underlyings: [] },
    guards: {
      maxQuantity: undefined,
      maxValue: undefined,
      maxOpenPositions: undefined,
      maxDayLoss: undefined,
      priceDrift: undefined,
      window: undefined,
    },
    entryCapPercent: 3,
    onIncomplete: 'flatten',
    ...link,
  };
}

/** An order of the master in the bench's option: a market buy of `lots` lots unless changed. */
export function anOrderOf(bench: DeskBench, lots: number, changes: Partial<PlaceCommand> = {}): PlaceCommand {
  return {
    accountId: bench.master.id,
    instrumentId: bench.instrument.id,
    side: 'BUY',
    quantity: quantityOf(lots * bench.instrument.lotSize),
    orderType: 'MARKET',
    product: 'D',
    validity: 'DAY',
    ...changes,
  };
}

/** Places the order, lets everything that follows happen, and shows it. */
export async function placeAndSettle(bench: DeskBench, command: PlaceCommand): Promise<OrderView> {
  const id = await bench.clock.drive(bench.desk.trader.place(ANN, command));
  await bench.clock.advance(3_000);
  return viewOf(bench, id);
}

export function viewOf(bench: DeskBench, id: OrderView['intent']['orderId']): OrderView {
  return viewOrder(bench.desk.orders, bench.desk.orders.get(id) as Order);
}

/** The venue's own orders of an account: what no book of the desk can talk away. */
export function venueOrders(bench: Outside, account: Account): readonly VenueOrder[] {
  return bench.venue.orders.list({ broker: account.brokerId, client: account.clientId });
}

/** The venue's own net quantity of an account in the bench's instrument. */
export function venueNet(bench: Outside, account: Account): number {
  const rows = bench.venue.books.positions({ broker: account.brokerId, client: account.clientId });
  return rows.find((row) => row.instrument.id === bench.instrument.id)?.quantity ?? 0;
}

/** Moves the venue's price of the bench's instrument. */
export function setPrice(bench: Outside, price: Price): void {
  bench.venue.market.setPrice(bench.venue.instruments.byId(bench.instrument.id) as VenueInstrument, price);
}

/** What the desk knows of a list. */
export function lookupOver(
  instruments: readonly VenueInstrument[],
  listed: Partial<Instrument>,
): InstrumentLookup {
  const byId = new Map(instruments.map((one) => [one.id, { ...instrumentOf(one), ...listed }]));
  const byKey = new Map<string, Instrument>();
  const listings = new Map<string, BrokerListing>();
  for (const one of instruments) {
    for (const [broker, listing] of Object.entries(one.listings)) {
      byKey.set(`${broker}|${listing.key}`, byId.get(one.id) as Instrument);
      listings.set(`${broker}|${one.id}`, {
        ...listing,
        key: listing.key as BrokerListing['key'],
        segment: one.segment,
      });
    }
  }
  return {
    byId: (id) => byId.get(id),
    listingFor: (id, broker) => listings.get(`${broker}|${id}`),
    byListingKey: (broker, key) => byKey.get(`${broker}|${key}`),
  };
}

function instrumentOf(one: VenueInstrument): Instrument {
  const {
    id,
    name,
    exchange,
    segment,
    kind,
    underlying,
    expiry,
    strike,
    optionType,
    isin,
    series,
    tickSize,
  } = one;
  return {
    id,
    symbol: String(id),
    name,
    exchange,
    segment,
    kind,
    underlying,
    expiry,
    strike,
    optionType,
    isin,
    series,
    tickSize,
    lotSize: quantityOf(one.lotSize),
    freezeQuantity: one.freezeQuantity === undefined ? undefined : quantityOf(one.freezeQuantity),
    contractMultiplier: one.contractMultiplier,
    adjustedFrom: undefined,
  };
}
