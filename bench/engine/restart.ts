/** From the start of a fresh process until every account is armed, over a database with a day of 1 000 orders. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { quantile } from '../copying/figures.ts';
import { ALLOCATION, NODE_OPTIONS } from './as-started.ts';
import type { RestartRun } from './restart-run.ts';

/** One line of the result, in milliseconds from before the process is started. */
export interface RestartRow {
  readonly case: string;
  readonly orders: number;
  readonly accounts: number;
  readonly journalEntries: number;
  readonly rounds: number;
  readonly median: number;
  readonly worst: number;
  /** Of the median round: loading modules, the day's instruments, opening the database; the rest is replay and reading the books. */
  readonly modulesMs: number;
  readonly instrumentsMs: number;
  readonly databaseMs: number;
  readonly deskMs: number;
  readonly residentMb: number;
  readonly goal: number;
  readonly met: boolean;
}

const RUN = fileURLToPath(new URL('./restart-run.ts', import.meta.url));
const GOAL_MS = 2_000;
const run = promisify(execFile);

/** Measures with a small list of instruments, and with the day's complete one loaded before. */
export async function benchRestart(rounds: number): Promise<readonly RestartRow[]> {
  const rows: RestartRow[] = [];
  for (const lists of ['none', 'all'] as const) {
    const folder = mkdtempSync(join(tmpdir(), 'copydesk-restart-'));
    try {
      // Compiled code is kept from start to start, as the server keeps its own.
      const env = { ...process.env, ...ALLOCATION, NODE_COMPILE_CACHE: join(folder, '.compiled') };
      const start = [...process.execArgv, ...NODE_OPTIONS, RUN];
      await run(process.execPath, [...start, 'prepare', folder, lists], { env });
      const runs: { readonly ms: number; readonly said: RestartRun }[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const before = performance.now();
        const { stdout } = await run(process.execPath, [...start, 'start', folder, lists], { env });
        runs.push({ ms: performance.now() - before, said: JSON.parse(stdout) as RestartRun });
      }
      rows.push(rowOf(lists, runs));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return rows;
}

function rowOf(
  lists: 'none' | 'all',
  runs: readonly { readonly ms: number; readonly said: RestartRun }[],
): RestartRow {
  const times = runs.map(({ ms }) => ms);
  const median = quantile(times, 0.5);
  const said = (runs.find(({ ms }) => ms === median) ?? runs[0])?.said;
  if (said === undefined) throw new Error('Nothing was measured.');
  return {
    case: lists === 'none' ? 'desk over its journal' : 'desk over its journal, the day’s lists loaded first',
    orders: said.orders,
    accounts: said.accounts,
    journalEntries: said.entries,
    rounds: runs.length,
    median: Math.round(median),
    worst: Math.round(Math.max(...times)),
    modulesMs: Math.round(said.modulesMs),
    instrumentsMs: Math.round(said.instrumentsMs - said.modulesMs),
    databaseMs: Math.round(said.databaseMs - said.instrumentsMs),
    deskMs: Math.round(said.armedMs - said.databaseMs),
    residentMb: Math.round(said.residentMb),
    goal: GOAL_MS,
    met: median < GOAL_MS,
  };
}
