/**
 * One process of the restart bench. `prepare` trades a day's orders over a database and leaves; `start` opens the desk over what
 * is there and says when every account is armed. Prints one line of JSON, a `RestartRun`, for `start`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { realLists } from '../day-lists.ts';
import { FAMILIAR, loadDay } from './day-instruments.ts';
import { durable, fillAll, openDesk, passTime, place, storeFamilies, usersOf } from './engine-desk.ts';
import { type Books, SilentBroker } from './silent-broker.ts';

/** What the fresh process says when it is armed. */
export interface RestartRun {
  readonly orders: number;
  readonly accounts: number;
  readonly entries: number;
  /** Since the process began: modules loaded, instruments loaded, database open, armed. */
  readonly modulesMs: number;
  readonly instrumentsMs: number;
  readonly databaseMs: number;
  readonly armedMs: number;
  readonly residentMb: number;
}

/** Two families of ten accounts, each of whose masters enters and exits 25 times: 1 000 orders. */
const DAY = { groups: 2, children: 9, copyWhen: 'simultaneous' } as const;
const ROUNDS = 25;
const HOUR_MS = 3_600_000;

const [mode, folder, lists] = process.argv.slice(2);
if (folder === undefined) throw new Error('The folder of the database is missing.');
const file = join(folder, 'desk.db');
const bookFile = join(folder, 'books.json');
const modulesMs = performance.now();
if (mode === 'prepare') await prepare();
else process.stdout.write(`${JSON.stringify(await start())}\n`);
process.exit();

async function prepare(): Promise<void> {
  const day = await loadDay(listsOf());
  const storage = await durable(file, usersOf(DAY.groups));
  await storeFamilies(storage, DAY);
  const broker = new SilentBroker(day.brokerId);
  const { desk, families } = await openDesk(storage, day, broker);
  for (let round = 0; round < ROUNDS; round += 1) {
    const contract = day.contracts[round % day.contracts.length];
    if (contract === undefined) throw new Error('Nothing to trade.');
    for (const family of families) {
      for (const side of ['BUY', 'SELL'] as const) {
        broker.expect(DAY.children + 1);
        await place(desk, family, { side, instrumentId: contract.id, lotSize: contract.lotSize });
        fillAll(desk, broker);
        await pause(5);
      }
    }
  }
  // The last trades are read, and what is written behind reaches the disk.
  await pause(3_000);
  await desk.close();
  await storage.close();
  writeFileSync(bookFile, JSON.stringify(broker.books));
}

async function start(): Promise<RestartRun> {
  passTime(HOUR_MS);
  const day = await loadDay(listsOf());
  const instrumentsMs = performance.now();
  const storage = await durable(file, usersOf(DAY.groups));
  const databaseMs = performance.now();
  const broker = new SilentBroker(day.brokerId, JSON.parse(readFileSync(bookFile, 'utf8')) as Books);
  const { desk, families } = await openDesk(storage, day, broker);
  const armedMs = performance.now();
  const orders = families.flatMap(({ group }) =>
    [group.masterId, ...group.children.map((child) => child.accountId)].flatMap((accountId) =>
      desk.orders.list({ userId: group.userId, accountId }),
    ),
  );
  return {
    orders: orders.length,
    accounts: desk.accounts.all().length,
    entries: families.reduce((sum, { userId }) => sum + desk.journal.lastEventId(userId), 0),
    modulesMs,
    instrumentsMs,
    databaseMs,
    armedMs,
    residentMb: process.memoryUsage.rss() / (1024 * 1024),
  };
}

/** `none`: the few contracts that are traded; else the day's complete lists. */
function listsOf(): string | undefined {
  return lists === 'none' ? FAMILIAR : realLists();
}
