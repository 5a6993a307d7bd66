import type { PrismaClient } from '../generated/sqlite/client.ts';
import type { Provider } from '../migrate/migration-files.ts';
import type { Turns } from './turns.ts';

/**
 * The client as the stores see it. Both generated clients come from the same models and have the same shape; this one
 * stands for both.
 */
export type Client = PrismaClient;

/** An open, migrated database. */
export interface Database {
  readonly kind: Provider;
  readonly client: Client;
  /** The turns of the journal. */
  readonly journalTurns: Turns;
  /** The turns of everything else; the journal's own where there is one connection. */
  readonly storeTurns: Turns;
  close(): Promise<void>;
}

/** A database that is only looked at. */
export interface ReadOnlyDatabase {
  readonly client: Client;
  readonly turns: Turns;
}
