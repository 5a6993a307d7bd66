/**
 * Case (c): loading and joining the brokers' real lists, what is kept of them, and a keystroke of the search.
 *
 * By itself: `node bench/instruments.ts` after `npm run build`. The lists are no part of this repository.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { realLists } from './day-lists.ts';
import type { InstrumentLoad } from './instruments-load.ts';

/** One line of the result. */
export interface InstrumentBenchRow {
  readonly case: string;
  readonly unit: 'ms' | 'MB';
  readonly rounds: number;
  readonly median: number;
  readonly p95: number;
  readonly worst: number;
  readonly goal: number;
  /** Whether the median, for a keystroke the 95th percentile, keeps the goal. */
  readonly met: boolean;
}

const ROUNDS = 7;
const CHILD = fileURLToPath(new URL('./instruments-load.ts', import.meta.url));
const run = promisify(execFile);

/** Measures in seven processes, one after the other. Empty, with a line saying why, when the lists are not there. */
export async function benchInstruments(): Promise<readonly InstrumentBenchRow[]> {
  const folder = realLists();
  if (folder === undefined) {
    process.stdout.write(
      'Instrument lists: none in shared/data beside the repository, nor in COPYDESK_REAL_DATA; not measured.\n',
    );
    return [];
  }
  const loads: InstrumentLoad[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { stdout } = await run(process.execPath, [...process.execArgv, '--expose-gc', CHILD, folder]);
    loads.push(JSON.parse(stdout) as InstrumentLoad);
  }
  const lists = `${loads[0]?.rows} rows, ${loads[0]?.instruments} instruments`;
  return [
    row(
      `instruments: load and join (${lists})`,
      'ms',
      1_500,
      loads.map(({ loadMs }) => loadMs),
    ),
    row(
      'instruments: kept after a collection',
      'MB',
      80,
      loads.map(({ keptMb }) => keptMb),
    ),
    row(
      'instruments: longest pause of the event loop meanwhile',
      'ms',
      30,
      loads.map(({ pauseMs }) => pauseMs),
    ),
    row(
      'instruments: the same in processor time of its thread',
      'ms',
      30,
      loads.map(({ pauseCpuMs }) => pauseCpuMs),
    ),
    keystrokeRow(loads.flatMap(({ keystrokesMs }) => keystrokesMs)),
  ];
}

function keystrokeRow(values: readonly number[]): InstrumentBenchRow {
  const typed = row('instruments: search, one keystroke', 'ms', 3, values);
  return { ...typed, met: typed.p95 <= typed.goal };
}

function row(name: string, unit: 'ms' | 'MB', goal: number, values: readonly number[]): InstrumentBenchRow {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const median = at(0.5);
  const worst = sorted.at(-1) ?? Number.NaN;
  return { case: name, unit, rounds: values.length, median, p95: at(0.95), worst, goal, met: median <= goal };
}

if (import.meta.main) {
  for (const each of await benchInstruments()) {
    const figures = [each.median, each.p95, each.worst]
      .map((value) => value.toFixed(2).padStart(9))
      .join(' ');
    process.stdout.write(
      `${each.case.padEnd(72)} median, p95, worst ${each.unit}: ${figures}  goal ${each.goal}  ${each.met ? 'met' : 'missed'}\n`,
    );
  }
}
