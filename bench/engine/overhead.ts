/** Engine overhead per order: command received until the last child's order is handed to a transport that does nothing. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { quantile } from '../copying/figures.ts';
import { ALLOCATION, NODE_OPTIONS } from './as-started.ts';
import type { OverheadCase, OverheadRun } from './overhead-run.ts';

/** One line of the result, in milliseconds. */
export interface OverheadRow {
  readonly case: string;
  readonly journal: 'in memory' | 'SQLite';
  readonly groups: number;
  readonly children: number;
  readonly samples: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  /** Mean processor time of the desk's thread: what other programs take of the machine is not in it. No more than a mean, for the system counts it in coarse steps. */
  readonly cpuMean: number;
  readonly floorP50: number;
  readonly goalP99: number | undefined;
  readonly met: boolean | undefined;
}

/** How long the measurement may take. */
export interface OverheadOptions {
  readonly children: readonly number[];
  readonly rounds: number;
  /** Processes of each case: every one has a fresh heap. */
  readonly processes: number;
  readonly say: (line: string) => void;
}

const RUN = fileURLToPath(new URL('./overhead-run.ts', import.meta.url));
const MANY = { groups: 100, children: 10 };
const run = promisify(execFile);

/** Measures every case. */
export async function benchOverhead(options: OverheadOptions): Promise<readonly OverheadRow[]> {
  const rows: OverheadRow[] = [];
  for (const journal of ['memory', 'sqlite'] as const) {
    for (const children of options.children) {
      for (const copyWhen of ['simultaneous', 'onAccepted'] as const) {
        // A commit takes milliseconds: fewer of them tell as much.
        const rounds = journal === 'memory' ? options.rounds : Math.ceil(options.rounds / 3);
        const runs = await measure({ journal, copyWhen, groups: 1, children, rounds, warmUp: 100 }, options);
        rows.push(...rowsOf({ journal, copyWhen, groups: 1, children }, runs));
      }
    }
  }
  return rows;
}

/** A process with 100 groups of a master and ten children each, beside one with a single such group. */
export interface ManyGroups {
  readonly rows: readonly OverheadRow[];
  readonly accounts: number;
  readonly instruments: string;
  readonly idleMb: number;
  readonly tradingMb: number;
  readonly goalMb: number;
  /** Of entries: the 99th percentile with all groups ÷ that with one. */
  readonly p99Ratio: number;
  readonly goalRatio: number;
  readonly cpuMeanRatio: number;
}

/** Measures memory and overhead of many groups in one process. */
export async function benchManyGroups(options: OverheadOptions): Promise<ManyGroups> {
  const { children } = MANY;
  const rows: OverheadRow[] = [];
  let many: readonly OverheadRun[] = [];
  for (const groups of [1, MANY.groups]) {
    const of = { journal: 'memory', copyWhen: 'simultaneous', groups, children } as const;
    many = await measure({ ...of, rounds: options.rounds, warmUp: 200 }, options);
    rows.push(...rowsOf(of, many));
  }
  const entries = rows.filter((row) => row.case.includes('entry'));
  const ratio = (of: (row: OverheadRow) => number): number =>
    entries[0] === undefined || entries[1] === undefined
      ? Number.NaN
      : round(of(entries[1]) / of(entries[0]));
  return {
    rows,
    accounts: MANY.groups * (children + 1),
    instruments: many[0]?.instruments ?? '',
    idleMb: Math.round(Math.max(...many.map(({ idleMb }) => idleMb))),
    tradingMb: Math.round(Math.max(...many.map(({ tradingMb }) => tradingMb))),
    goalMb: 300,
    p99Ratio: ratio(({ p99 }) => p99),
    goalRatio: 1.2,
    cpuMeanRatio: ratio(({ cpuMean }) => cpuMean),
  };
}

async function measure(of: OverheadCase, options: OverheadOptions): Promise<readonly OverheadRun[]> {
  const runs: OverheadRun[] = [];
  for (let process_ = 0; process_ < options.processes; process_ += 1) {
    const { stdout } = await run(
      process.execPath,
      [...process.execArgv, ...NODE_OPTIONS, '--expose-gc', RUN, JSON.stringify(of)],
      { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, ...ALLOCATION } },
    );
    runs.push(JSON.parse(stdout) as OverheadRun);
  }
  options.say(`${of.journal}, ${of.copyWhen}, ${of.groups} × ${of.children} children: measured`);
  return runs;
}

function rowsOf(
  of: Pick<OverheadCase, 'journal' | 'copyWhen' | 'groups' | 'children'>,
  runs: readonly OverheadRun[],
): readonly OverheadRow[] {
  const floorP50 = round(
    quantile(
      runs.flatMap(({ floorMs }) => floorMs),
      0.5,
    ),
  );
  return (['entry', 'exit'] as const).map((part) => {
    const wall = runs.flatMap((one) => one[`${part}Ms`]);
    const cpu = runs.flatMap((one) => one[`${part}CpuMs`]);
    const p99 = round(quantile(wall, 0.99));
    const goalP99 = of.journal === 'memory' && of.children === 100 ? 1 : undefined;
    return {
      case: `${part} ${of.copyWhen}`,
      journal: of.journal === 'memory' ? 'in memory' : 'SQLite',
      groups: of.groups,
      children: of.children,
      samples: wall.length,
      p50: round(quantile(wall, 0.5)),
      p99,
      p999: round(quantile(wall, 0.999)),
      cpuMean: round(cpu.reduce((sum, ms) => sum + ms, 0) / cpu.length),
      floorP50,
      goalP99,
      met: goalP99 === undefined ? undefined : p99 < goalP99,
    };
  });
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
