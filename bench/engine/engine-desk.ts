/**
 * A desk as the server has it, in this process: its clock, its ids, the day's instruments, in-memory or durable storage; only
 * the broker is the transport that does nothing.
 */
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Account,
  type AccountAddress,
  type AccountId,
  type BrokerSession,
  type ChildLink,
  type Clock,
  type CopyGroup,
  Desk,
  type DeskParts,
  type Factor,
  type GroupId,
  type Instant,
  instantOf,
  MemoryJournal,
  memoryRepositories,
  type OrderId,
  type PlaceCommand,
  type Quantity,
  SoleHolder,
  type User,
  type UserId,
} from '@copydesk/core';
import { openPersistence } from '@copydesk/persistence-prisma';
import { machineClock } from '../../apps/server/src/process/machine-clock.ts';
import { UlidSource } from '../../apps/server/src/process/ulid.ts';
import type { DayInstruments } from './day-instruments.ts';
import { FILL_PRICE, type SilentBroker } from './silent-broker.ts';

/** The day of the lists, an hour after the opening of the market. */
const OPENED_AT = Date.parse('2026-01-02T10:15:00+05:30');
let shiftMs = OPENED_AT - Date.now();
const DAY_MS = 86_400_000;

/** The machine's clock, moved to the day that the lists are of. */
export const dayClock: Clock = { ...machineClock, now: () => instantOf(machineClock.now() + shiftMs) };

/** Moves the clock on: a process that is started again is later in the day. */
export function passTime(ms: number): void {
  shiftMs += ms;
}

/** Where the desk keeps things. */
export type Storage = Pick<DeskParts, 'journal' | 'leases' | 'repositories'> & { close(): Promise<void> };

/** One family: a master account and its children. */
export interface Family {
  readonly userId: UserId;
  readonly master: Account;
  readonly group: CopyGroup;
}

/** Storage that lives as long as the process. */
export function inMemory(): Storage {
  return {
    journal: new MemoryJournal(),
    leases: new SoleHolder(),
    repositories: memoryRepositories(),
    close: async () => undefined,
  };
}

/** SQLite, as the server opens it. `users` are those whom the accounts belong to. */
export async function durable(file: string, users: readonly UserId[]): Promise<Storage> {
  const persistence = await openPersistence({ file, secretKeys: [KEY], hostId: 'bench' });
  const known = new Set((await persistence.users.all()).map(({ id }) => id));
  for (const id of users) if (!known.has(id)) await persistence.users.save(aUser(id));
  return {
    journal: persistence.journal,
    leases: persistence.leases,
    repositories: {
      accounts: persistence.accounts,
      sessions: persistence.brokerSessions,
      groups: persistence.groups,
    },
    close: () => persistence.close(),
  };
}

/** The people of so many groups: each group is one person's family. */
export function usersOf(groups: number): readonly UserId[] {
  return Array.from({ length: groups }, (_, place) => `user-${place}` as UserId);
}

/** Stores groups of a master and so many children, logged in and armed, before a desk is opened over them. */
export async function storeFamilies(
  storage: Storage,
  of: { readonly groups: number; readonly children: number; readonly copyWhen: CopyGroup['copyWhen'] },
): Promise<void> {
  const { accounts, sessions, groups } = storage.repositories;
  for (const [place, userId] of usersOf(of.groups).entries()) {
    const members = Array.from({ length: of.children + 1 }, (_, index) => anAccount(userId, place, index));
    for (const account of members) {
      await accounts.save({ account, credentials: { apiKey: 'bench', apiSecret: 'bench' } });
      await sessions.save(aSession(account));
    }
    const [master, ...children] = members;
    if (master === undefined) throw new Error('A group has no master.');
    await groups.save({
      id: `grp-${place}` as GroupId,
      userId,
      version: 1,
      name: `Family ${place}`,
      masterId: master.id,
      copyWhen: of.copyWhen,
      copyOutsideOrders: false,
      protection: 'follow',
      exitCapPercent: 5,
      masterCapital: undefined,
      armed: true,
      children: children.map(aLink),
    });
  }
}

/** Opens the desk and waits until every account is settled. */
export async function openDesk(
  storage: Storage,
  day: DayInstruments,
  broker: SilentBroker,
): Promise<{ readonly desk: Desk; readonly families: readonly Family[] }> {
  const desk = new Desk({
    clock: dayClock,
    ids: new UlidSource(() => dayClock.now()),
    journal: storage.journal,
    leases: storage.leases,
    brokers: new Map([[broker.id, broker]]),
    instruments: { live: day.catalog, sandbox: day.catalog },
    repositories: storage.repositories,
  });
  await desk.open();
  await allSettled(desk);
  const families = (await storage.repositories.groups.all()).map((group) => ({
    userId: group.userId,
    master: desk.accounts.get(group.masterId),
    group,
  }));
  return { desk, families };
}

/** Places one order in the master's account; resolves when every child's order was handed over. */
export function place(
  desk: Desk,
  family: Family,
  order: Pick<PlaceCommand, 'side' | 'instrumentId'> & { readonly lotSize: Quantity },
): Promise<OrderId> {
  return desk.trader.place(family.userId, {
    accountId: family.master.id,
    instrumentId: order.instrumentId,
    side: order.side,
    quantity: order.lotSize,
    orderType: 'LIMIT',
    price: FILL_PRICE,
    product: 'D',
    validity: 'DAY',
  });
}

/** Lets the broker's stream say that everything it took has filled. */
export function fillAll(desk: Desk, broker: SilentBroker): void {
  for (const { accountId, fact } of broker.fillTaken()) desk.takeFact(accountId, fact);
}

async function allSettled(desk: Desk): Promise<void> {
  const waitFor = desk.accounts.all();
  for (let look = 0; look < 60_000; look += 1) {
    if (waitFor.every(({ id }) => desk.accounts.stateOf(id).settled)) return;
    await pause(1);
  }
  throw new Error('An account does not settle.');
}

function anAccount(userId: UserId, group: number, index: number): Account {
  const name = index === 0 ? `m${group}` : `c${group}x${index}`;
  return {
    id: `acc-${name}` as AccountId,
    userId,
    address: `${index === 0 ? 'MASTER' : 'CHILD'}:${name}` as AccountAddress,
    brokerId: 'upstox' as Account['brokerId'],
    environment: 'sandbox',
    clientId: name.toUpperCase(),
    egress: { kind: 'default' },
  };
}

function aSession({ id, brokerId, clientId, egress }: Account): BrokerSession {
  const now = dayClock.now();
  return {
    accountId: id,
    brokerId,
    clientId,
    credentials: { apiKey: 'bench', apiSecret: 'bench' },
    accessToken: 'bench',
    issuedAt: now,
    expiresAt: (now + DAY_MS) as Instant,
    products: ['I', 'D', 'MTF'],
    segments: ['NSE', 'NFO'],
    orderStream: 'included',
    sellAuthorisation: 'standing',
    egress,
  };
}

function aLink({ id }: Account): ChildLink {
  return {
    accountId: id,
    relationship: 'spouse',
    declaredOn: '2026-01-01',
    state: 'active',
    stoppedBecause: undefined,
    sizing: { kind: 'multiplier', factor: 1_000_000 as Factor, capLots: undefined, atLeastOneLot: false },
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
  };
}

function aUser(id: UserId): User & { readonly passwordHash: string } {
  return { id, email: `${id}@copydesk.example`, name: id, passwordHash: 'none', createdAt: dayClock.now() };
}

/** The same in every process of a run. */
const KEY = Buffer.alloc(32, 'bench');
