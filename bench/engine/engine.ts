/**
 * What the engine itself costs, without any broker: `npm run bench -- --only engine`.
 *
 * Processes of their own, a transport that does nothing, the server's clock and ids, the day's instruments loaded.
 */
import { benchManyGroups, benchOverhead, type ManyGroups, type OverheadRow } from './overhead.ts';
import { benchRestart, type RestartRow } from './restart.ts';

/** Everything that was measured of the engine. */
export interface EngineBench {
  readonly overhead: readonly OverheadRow[];
  readonly restart: readonly RestartRow[];
  readonly manyGroups: ManyGroups;
}

const CHILDREN = [1, 10, 100];
/** A quick look needs no second heap. */
const PROCESSES = { few: 1, many: 3 };
const FEW_ROUNDS = 100;

/** Measures the engine; `rounds` entries and as many exits in each of three processes for every case, in one process when they are few. */
export async function benchEngine(options: {
  readonly rounds: number;
  readonly say: (line: string) => void;
}): Promise<EngineBench> {
  const quick = options.rounds < FEW_ROUNDS;
  const restart = await benchRestart(quick ? 3 : 7);
  options.say('restart: measured');
  const sampling = { ...options, children: CHILDREN, processes: quick ? PROCESSES.few : PROCESSES.many };
  return {
    restart,
    overhead: await benchOverhead(sampling),
    manyGroups: await benchManyGroups(sampling),
  };
}

/** Prints the tables. */
export function printEngine({ overhead, restart, manyGroups }: EngineBench): void {
  console.table(overhead);
  console.table(restart);
  const { rows, ...memory } = manyGroups;
  console.table(rows);
  console.table([memory]);
}
