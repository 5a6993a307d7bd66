import path from 'node:path';
import type {
  AccessRepository,
  AccountRepository,
  BrokerSessionRepository,
  Clock,
  GroupRepository,
  JournalHead,
  JournalPort,
  LeasePort,
  UserId,
  UserRepository,
} from '@copydesk/core';
import { PrismaJournal } from './journal/prisma-journal.ts';
import { FileHolder } from './lease/file-holder.ts';
import { PrismaLeases } from './lease/prisma-leases.ts';
import { PrismaAccessRepository } from './repositories/access-repository.ts';
import { PrismaAccountRepository } from './repositories/account-repository.ts';
import { PrismaBrokerSessionRepository } from './repositories/broker-session-repository.ts';
import { PrismaGroupRepository } from './repositories/group-repository.ts';
import { PreferencesRepository } from './repositories/preferences-repository.ts';
import { PrismaUserRepository } from './repositories/user-repository.ts';
import { SecretBox } from './secrets/secret-box.ts';
import { SYSTEM_CLOCK } from './system-clock.ts';

/** Where the data is: a SQLite file, or a PostgreSQL database by its address (`postgres://…` or `postgresql://…`). */
export type DatabaseLocation = { readonly file: string } | { readonly url: string };

/** How to open it. */
export type PersistenceOptions = DatabaseLocation & {
  /** Secret keys, newest first, at least 16 bytes each: the first seals, all of them open. */
  readonly secretKeys: readonly Uint8Array[];
  /** This machine, in words for a person: it is shown to whoever finds an account in use. */
  readonly hostId: string;
  /** The machine's clock unless a test brings another. */
  readonly clock?: Clock;
};

/** The journal, and the last entry of each user that was written through it. */
export interface ChainedJournal extends JournalPort {
  heads(): ReadonlyMap<UserId, JournalHead>;
}

/** Everything that is kept. */
export interface Persistence {
  readonly journal: ChainedJournal;
  readonly leases: LeasePort;
  readonly users: UserRepository;
  readonly access: AccessRepository;
  readonly accounts: AccountRepository;
  readonly brokerSessions: BrokerSessionRepository;
  readonly groups: GroupRepository;
  readonly preferences: PreferencesRepository;
  /** Seals everything with the newest key, so that older ones can be taken away. */
  reseal(): Promise<void>;
  /** Waits for what is being written, gives all leases back and closes the database. Calling it twice is harmless. */
  close(): Promise<void>;
}

/** Opens the database, brings it up to date and gives everything that is kept in it. */
export async function openPersistence(options: PersistenceOptions): Promise<Persistence> {
  const box = new SecretBox(options.secretKeys);
  const { database, holder } = await openDatabase(options);
  const leases = new PrismaLeases(database, holder, options.clock ?? SYSTEM_CLOCK);
  const accounts = new PrismaAccountRepository(database, box);
  const brokerSessions = new PrismaBrokerSessionRepository(database, box);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await leases.close();
    await holder.close();
    await database.close();
  };
  return {
    journal: new PrismaJournal(database),
    leases,
    users: new PrismaUserRepository(database),
    access: new PrismaAccessRepository(database),
    accounts,
    brokerSessions,
    groups: new PrismaGroupRepository(database),
    preferences: new PreferencesRepository(database),
    reseal: async () => {
      await accounts.reseal();
      await brokerSessions.reseal();
    },
    close: () => (closing ??= close()),
  };
}

/** Only the client that is used is loaded: each carries a compiler of its own. */
async function openDatabase(options: PersistenceOptions) {
  if ('file' in options) {
    const file = path.resolve(options.file);
    const { openSqlite } = await import('./database/sqlite.ts');
    const database = await openSqlite(file);
    try {
      return { database, holder: new FileHolder(`${file}.holders`, options.hostId) };
    } catch (error) {
      await database.close();
      throw error;
    }
  }
  if (!/^postgres(ql)?:\/\//.test(options.url)) {
    // The address may carry a password: it is not repeated.
    throw new Error('The address of the database has to begin with postgres:// or postgresql://.');
  }
  const { openPostgres } = await import('./database/postgres.ts');
  const { PostgresHolder } = await import('./lease/postgres-holder.ts');
  return {
    database: await openPostgres(options.url),
    holder: new PostgresHolder(options.url, options.hostId),
  };
}
