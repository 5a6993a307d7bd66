import { openPostgres } from '../src/database/postgres.ts';
import { openSqlite } from '../src/database/sqlite.ts';
import type { DatabaseLocation } from '../src/index.ts';
import { FileHolder } from '../src/lease/file-holder.ts';
import { PostgresHolder } from '../src/lease/postgres-holder.ts';
import { PrismaLeases } from '../src/lease/prisma-leases.ts';
import { SYSTEM_CLOCK } from '../src/system-clock.ts';

/** The leases of one holder, which can be made to die. */
export interface OpenLeases {
  readonly leases: PrismaLeases;
  /** What the system does at a process's death: the proof of life goes, the rows stay. */
  die(): Promise<void>;
  close(): Promise<void>;
}

/** Opens leases as a further process would. */
export async function openLeases(location: DatabaseLocation, hostId: string): Promise<OpenLeases> {
  const [database, holder] =
    'file' in location
      ? [await openSqlite(location.file), new FileHolder(`${location.file}.holders`, hostId)]
      : [await openPostgres(location.url), new PostgresHolder(location.url, hostId)];
  const leases = new PrismaLeases(database, holder, SYSTEM_CLOCK);
  return {
    leases,
    die: async () => {
      await holder.close();
      await database.close();
    },
    close: async () => {
      await leases.close();
      await holder.close();
      await database.close();
    },
  };
}
