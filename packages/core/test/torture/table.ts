/** The sums of many runs, and the table that they end in. */
import type { Tally } from './perform.ts';
import type { Outcome } from './run.ts';
import { signatureOf } from './violation.ts';

/** What many runs came to. */
export interface Sums extends Tally {
  runs: number;
  failed: number;
  /** Runs that broke an invariant in this way, and the first of them. */
  readonly broken: Map<string, { count: number; readonly first: number }>;
}

/** Nothing yet. */
export function noSums(): Sums {
  return {
    runs: 0,
    failed: 0,
    commands: 0,
    faults: 0,
    crashes: 0,
    restarts: 0,
    orders: 0,
    uncertain: 0,
    broken: new Map(),
  };
}

/** Adds one run. */
export function addRun(sums: Sums, number: number, { tally, violations }: Outcome): void {
  sums.runs += 1;
  if (violations.length > 0) sums.failed += 1;
  for (const name of TALLIED) sums[name] += tally[name];
  for (const signature of new Set(violations.map(signatureOf))) {
    const known = sums.broken.get(signature);
    if (known === undefined) sums.broken.set(signature, { count: 1, first: number });
    else sums.broken.set(signature, { count: known.count + 1, first: Math.min(known.first, number) });
  }
}

const TALLIED = ['commands', 'faults', 'crashes', 'restarts', 'orders', 'uncertain'] as const;
const INVARIANTS = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'bug'] as const;

/** The table, line by line. */
export function printSums(sums: Sums): string {
  const rows: [string, number][] = [
    ['runs', sums.runs],
    ['commands', sums.commands],
    ['faults', sums.faults],
    ['crashes', sums.crashes],
    ['restarts', sums.restarts],
    ['orders at the venue', sums.orders],
    ['answers lost or made uncertain', sums.uncertain],
    ['runs with a violation', sums.failed],
    ...INVARIANTS.map((invariant): [string, number] => [
      `  of ${invariant}`,
      [...sums.broken].reduce(
        (sum, [signature, { count }]) => (signature.startsWith(`${invariant} `) ? sum + count : sum),
        0,
      ),
    ]),
  ];
  const lines = rows.map(([name, count]) => `${name.padEnd(32)}${count.toLocaleString('en').padStart(14)}`);
  const kinds = [...sums.broken].map(
    ([signature, { count, first }]) => `    ${signature}: ${count}, first in run ${first}`,
  );
  return [...lines, ...kinds].join('\n');
}
