/**
 * Brings a database up to date, without Prisma's native engine. It keeps Prisma's own table `_prisma_migrations`, so
 * that `prisma migrate deploy` elsewhere finds what it would have written itself.
 *
 * Decides: each file is applied once, in order, whole or not at all; a file that was changed after it was applied, one
 * that is missing here and one that failed halfway stop the start.
 */
import type { Migration } from './migration-files.ts';

/** What the table says about one migration. */
export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

/** A database that migrations are applied to. */
export interface MigrationTarget {
  /** Runs `work` while no other process migrates this database. */
  alone(work: () => Promise<void>): Promise<void>;
  /** Makes the table unless it is there. */
  createTable(): Promise<void>;
  /** What was applied and not rolled back, oldest first. */
  applied(): Promise<readonly AppliedMigration[]>;
  /** Runs the file and records it, in one transaction. */
  apply(migration: Migration): Promise<void>;
  close(): Promise<void>;
}

/** Applies what is missing. Rejects, with nothing changed, when the past does not match. */
export async function migrate(target: MigrationTarget, migrations: readonly Migration[]): Promise<void> {
  await target.alone(async () => {
    await target.createTable();
    const applied = await target.applied();
    for (const past of applied) checkPast(past, migrations);
    const done = new Set(applied.map((past) => past.name));
    for (const migration of migrations) {
      if (!done.has(migration.name)) await target.apply(migration);
    }
  });
}

function checkPast(past: AppliedMigration, migrations: readonly Migration[]): void {
  const file = migrations.find((migration) => migration.name === past.name);
  if (file === undefined) {
    throw new Error(
      `The database has the migration ${past.name}, which this version does not know: it is newer.`,
    );
  }
  if (!past.finished)
    throw new Error(`The migration ${past.name} failed halfway and has to be resolved by hand.`);
  if (file.checksum !== past.checksum) {
    throw new Error(
      `The migration ${past.name} was changed after it was applied. Restore it and add a new one.`,
    );
  }
}
