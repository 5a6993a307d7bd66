import { join } from 'node:path';
import type { DatabaseLocation } from '@copydesk/persistence-prisma';
import type { Config } from './config.ts';

/** Where the settings say that the database is; `file:` names the embedded one elsewhere than under `DATA_DIR`. */
export function databaseLocation({
  databaseUrl,
  dataDir,
}: Pick<Config, 'databaseUrl' | 'dataDir'>): DatabaseLocation {
  if (databaseUrl === undefined) return { file: join(dataDir, 'copydesk.db') };
  return databaseUrl.startsWith('file:') ? { file: databaseUrl.slice('file:'.length) } : { url: databaseUrl };
}
