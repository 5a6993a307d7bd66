/**
 * Looks at the journals beside a desk that may be running, and changes nothing:
 *
 *   npm run journal:verify [-- --user ID] [--head USER:NUMBER:HASH]… [--json]
 *   npm run journal:replay -- --day YYYY-MM-DD [--user ID] [--json]
 *
 * It finds the database as the server does, by `DATABASE_URL` and `DATA_DIR`. It ends with 0 when everything is whole,
 * with 1 when something is not, with 2 when it could not look.
 */
import { parseArgs } from 'node:util';
import { type JournalHead, replayBooks, type UserId } from '@copydesk/core';
import { type JournalArchive, openJournalArchive } from '@copydesk/persistence-prisma';
import { ConfigError, readConfig } from './config/config.ts';
import { databaseLocation } from './config/database-location.ts';
import { notedHeads } from './journal/head-notes.ts';
import { replayJson, replayLines } from './journal/replay-print.ts';
import { auditLines, verifyJournals } from './journal/verify.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    user: { type: 'string' },
    /** A head that somebody kept, as `journal:verify` printed it. */
    head: { type: 'string', multiple: true },
    day: { type: 'string' },
    json: { type: 'boolean' },
  },
});

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Heads from the files beside the database and from the command line. */
function headsToCheck(dataDir: string): ReadonlyMap<UserId, readonly JournalHead[]> {
  const heads = new Map(notedHeads(dataDir));
  for (const text of values.head ?? []) {
    const match = /^(.+):(\d{1,9}):([0-9a-f]{64})$/.exec(text);
    if (match === null) throw new ConfigError(['--head needs USER:NUMBER:HASH, as journal:verify prints it']);
    const [, userId = '', number, hash = ''] = match;
    const head = { eventId: Number(number), hash };
    heads.set(userId as UserId, [...(heads.get(userId as UserId) ?? []), head]);
  }
  return heads;
}

async function verify(archive: JournalArchive, dataDir: string): Promise<number> {
  const { audits, broken } = await verifyJournals(archive, headsToCheck(dataDir), values.user as UserId);
  if (values.json === true) say([JSON.stringify({ audits, broken })]);
  else {
    const total = `${audits.length} ${audits.length === 1 ? 'journal' : 'journals'}, ${broken} broken`;
    say([...audits.flatMap(auditLines), total]);
  }
  return broken === 0 ? 0 : 1;
}

async function replay(archive: JournalArchive): Promise<number> {
  const { day } = values;
  if (day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day))
    throw new ConfigError(['--day needs YYYY-MM-DD']);
  const known = await archive.users();
  const users = values.user === undefined ? known : known.filter((userId) => userId === values.user);
  if (users.length === 0) throw new ConfigError(['Nobody of that name has a journal here']);
  const names = await archive.accountNames();
  for (const userId of users) {
    const books = await replayBooks(archive, userId, day);
    const replayed = replayJson({ userId, day, books }, (id) => names.get(id) ?? id);
    say(values.json === true ? [JSON.stringify(replayed)] : [...replayLines(replayed), '']);
  }
  return 0;
}

async function main(): Promise<number> {
  const config = readConfig(process.env);
  const archive = await openJournalArchive(databaseLocation(config));
  try {
    if (positionals[0] === 'verify') return await verify(archive, config.dataDir);
    if (positionals[0] === 'replay') return await replay(archive);
    throw new ConfigError(['Say what to do: verify or replay']);
  } finally {
    await archive.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
