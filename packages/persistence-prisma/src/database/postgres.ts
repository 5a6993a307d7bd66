import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../generated/postgresql/client.ts';
import { migrationsFor } from '../migrate/migration-files.ts';
import { openPostgresTarget } from '../migrate/postgres-target.ts';
import { migrate } from '../migrate/runner.ts';
import type { Client, Database, ReadOnlyDatabase } from './database.ts';
import { Turns } from './turns.ts';

/** One for the journal, one for the stores, and one to spare for reads. */
const CONNECTIONS = 3;

/** Opens a PostgreSQL database by its address and brings it up to date. */
export async function openPostgres(url: string): Promise<Database> {
  const target = await openPostgresTarget(url);
  try {
    await migrate(target, await migrationsFor('postgresql'));
  } finally {
    await target.close();
  }
  const adapter = new PrismaPg({
    connectionString: url,
    max: CONNECTIONS,
    // A server may be configured to acknowledge before it has synced. The journal may not.
    options: '-c synchronous_commit=on',
    keepAlive: true,
  });
  const client = new PrismaClient({ adapter });
  await client.$connect();
  const journalTurns = new Turns();
  const storeTurns = new Turns();
  return {
    kind: 'postgresql',
    // Generated from the same models; only types of options that we do not use differ.
    client: client as unknown as Client,
    journalTurns,
    storeTurns,
    close: () => journalTurns.run(() => storeTurns.run(() => client.$disconnect())),
  };
}

/** Opens the database of a desk that may be running: the server refuses every write. */
export async function openPostgresForReading(url: string): Promise<ReadOnlyDatabase> {
  const adapter = new PrismaPg({
    connectionString: url,
    max: 1,
    options: '-c default_transaction_read_only=on',
  });
  return { client: new PrismaClient({ adapter }) as unknown as Client, turns: new Turns() };
}
