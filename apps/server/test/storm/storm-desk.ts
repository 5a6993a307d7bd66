/** A desk over both brokers' adapters and both faces of one sandbox, on loopback, with the rate limits that the brokers have. */
import {
  aChildLink,
  RecordingLog,
  SeededIds,
  SeededRandom,
  times,
  VirtualClock,
} from '@copydesk/adapter-testkit';
import { createUpstoxAdapter } from '@copydesk/adapter-upstox';
import { sandboxFace as upstoxFace } from '@copydesk/adapter-upstox/sandbox';
import { createZerodhaAdapter } from '@copydesk/adapter-zerodha';
import { sandboxFace as kiteFace } from '@copydesk/adapter-zerodha/sandbox';
import {
  type Account,
  type AccountAddress,
  ALWAYS_OPEN,
  type BrokerId,
  type BrokerPort,
  Desk,
  InstrumentCatalog,
  MemoryJournal,
  memoryRepositories,
  SnapshotBuilder,
  SoleHolder,
  type UserId,
  type Value,
} from '@copydesk/core';
import {
  generateInstruments,
  type RunningSandbox,
  startSandbox,
  type VenueInstrument,
} from '@copydesk/sandbox';
import { Network } from './network.ts';

export const TRADER = 'user-asha' as UserId;
export const KITE = kiteFace.brokerId as BrokerId;
export const UPSTOX = upstoxFace.brokerId as BrokerId;

/** Nobody runs out of money in a storm. */
const FUNDS = 10_000_000_000_000_000n as Value;

/** A master with its children. */
export interface Family {
  readonly master: Account;
  readonly children: readonly Account[];
}

/** Who there is: the master's broker, then its children's. A plan without a stream is written with a star. */
export type FamilySeed = readonly [master: BrokerId, ...children: BrokerId[]];

export interface StormDesk {
  readonly desk: Desk;
  readonly sandbox: RunningSandbox;
  readonly network: Network;
  readonly clock: VirtualClock;
  readonly families: readonly Family[];
  readonly options: readonly VenueInstrument[];
  close(): Promise<void>;
}

/** What a storm is made of. */
export interface StormSeed {
  readonly families: readonly FamilySeed[];
  /** Children that trade so many times what their master does. */
  readonly factor: number;
  readonly seed: number;
  /** What differs from the brokers as they are, to see the storm notice. */
  readonly changed?: ((broker: BrokerPort) => BrokerPort) | undefined;
  /** Accounts (by address) whose plan has no stream. */
  readonly withoutStream?: readonly string[];
}

/** Opens it: everybody logged in, settled and armed. */
export async function openStorm(seed: StormSeed): Promise<StormDesk> {
  const clock = new VirtualClock();
  const faces = [kiteFace, upstoxFace];
  // Lists of the whole market take seconds to write, send and read.
  const rows = (date: string) =>
    generateInstruments({ date, seed: seed.seed }).filter(({ underlying }) => underlying === 'NIFTY');
  const sandbox = await startSandbox({
    ...{ faces, clock, seed: seed.seed },
    instruments: { kind: 'rows', rows },
    market: { walking: false },
  });
  const network = new Network(clock, new SeededRandom(seed.seed));
  const plain = adaptersOf(sandbox, clock);
  const catalog = await catalogOf(plain, sandbox.venue.instruments.date);
  const changed = seed.changed ?? ((broker: BrokerPort) => broker);
  const brokers = new Map(plain.map((broker) => [broker.id, network.between(changed(broker))]));
  const desk = new Desk({
    clock,
    venueClock: sandbox.venue.clock,
    calendars: { sandbox: ALWAYS_OPEN },
    ids: new SeededIds(seed.seed, clock),
    journal: new MemoryJournal(),
    leases: new SoleHolder(),
    brokers,
    instruments: { live: catalog, sandbox: catalog },
    repositories: memoryRepositories(),
  });
  await desk.open();
  const opened = { desk, sandbox, network, clock, seed, brokers };
  const families: Family[] = [];
  for (const [index, family] of seed.families.entries())
    families.push(await openFamily(opened, family, index));
  return {
    ...{ desk, sandbox, network, clock, families },
    options: sandbox.venue.instruments.all
      .filter((one) => isTraded(one) && isDear(sandbox, one))
      .slice(0, OPTIONS),
    close: async () => {
      const closing = desk.close();
      await network.drive(closing);
      network.close();
      await Promise.all(plain.map((broker) => broker.close()));
      await sandbox.close();
    },
  };
}

/** So many instruments are traded at once. */
const OPTIONS = 12;

function isTraded({ kind, underlying, listings }: VenueInstrument): boolean {
  return (
    kind === 'OPT' && underlying === 'NIFTY' && listings[KITE] !== undefined && listings[UPSTOX] !== undefined
  );
}

/** Well above the price at which the exchange would take no bid any more, so that an order can rest below it. */
function isDear({ venue }: RunningSandbox, option: VenueInstrument): boolean {
  return venue.market.lastPrice(option) > 1_000_000;
}

function adaptersOf(sandbox: RunningSandbox, clock: VirtualClock): readonly BrokerPort[] {
  const given = { environment: 'sandbox', clock, log: new RecordingLog() } as const;
  const at = (id: BrokerId): string => sandbox.faces[id] ?? '';
  return [
    createZerodhaAdapter({ ...given, brokerId: KITE, endpoints: kiteFace.endpoints(at(KITE)) }),
    createUpstoxAdapter({ ...given, brokerId: UPSTOX, endpoints: upstoxFace.endpoints(at(UPSTOX)) }),
  ];
}

async function catalogOf(brokers: readonly BrokerPort[], date: string): Promise<InstrumentCatalog> {
  const builder = new SnapshotBuilder(date);
  for (const broker of brokers)
    for await (const batch of broker.listings(new AbortController().signal)) builder.add(broker.id, batch);
  const catalog = new InstrumentCatalog('sandbox');
  catalog.replace(builder.finishAtOnce());
  return catalog;
}

type Opened = Pick<StormDesk, 'desk' | 'sandbox' | 'network' | 'clock'> & {
  readonly seed: StormSeed;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
};

async function openFamily(opened: Opened, family: FamilySeed, index: number): Promise<Family> {
  const { desk, network, seed } = opened;
  const members: Account[] = [];
  for (const [place, brokerId] of family.entries()) {
    const address = place === 0 ? `MASTER:m${index + 1}` : `CHILD:c${index + 1}${place}`;
    members.push(await logIn(opened, { address, brokerId, clientId: `ST${index + 1}${place}00` }));
  }
  const [master, ...children] = members as [Account, ...Account[]];
  // Reading four books of each takes some round trips.
  await network.advance(SETTLED_WITHIN_MS);
  const created = await desk.groups.create(TRADER, {
    name: `Family ${index + 1}`,
    masterId: master.id,
    copyWhen: 'onAccepted',
    copyOutsideOrders: index === 0,
    protection: 'follow',
    exitCapPercent: 5,
    masterCapital: undefined,
    children: children.map((child) => aChildLink(child.id, { sizing: times(seed.factor) })),
  });
  await desk.groups.arm(TRADER, created.id);
  return { master, children };
}

const SETTLED_WITHIN_MS = 5_000;

async function logIn(
  { desk, sandbox, network, brokers, seed }: Opened,
  who: { readonly address: string; readonly brokerId: BrokerId; readonly clientId: string },
): Promise<Account> {
  const { brokerId, clientId } = who;
  const plan =
    brokerId === KITE && seed.withoutStream?.includes(who.address) === true ? 'personal' : undefined;
  const client = sandbox.venue.clients.upsert({ broker: brokerId, client: clientId, funds: FUNDS, plan });
  const credentials = { apiKey: client.apiKey, apiSecret: client.apiSecret };
  const account = await desk.accounts.add(TRADER, {
    address: who.address as AccountAddress,
    brokerId,
    environment: 'sandbox',
    clientId,
    egress: { kind: 'default' },
    credentials,
  });
  const { accessToken } = sandbox.venue.sessions.issue(client);
  const broker = brokers.get(brokerId) as BrokerPort;
  const login = { accountId: account.id, clientId, credentials, egress: account.egress, accessToken };
  await desk.accounts.openSession(
    await network.drive(broker.adoptToken(login, new AbortController().signal)),
  );
  return account;
}
