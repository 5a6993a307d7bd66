/** One line of the result: ticks in a second of one thread's processor time, which other programs disturb less, beside others of the same run. */
export interface FeedBenchRow {
  readonly case: string;
  readonly rounds: number;
  /** Medians of the rounds. */
  readonly ticksPerSecond: number;
  readonly sdkTicksPerSecond: number;
  /** The same bytes touched and added up: what no parser can be faster than. */
  readonly floorTicksPerSecond: number;
  readonly timesTheSdk: number;
  readonly goal: string;
  readonly met: boolean;
}

/** A parser at work on the frames of the run; answers how many ticks it made. */
export type ParserRun = () => number;

/** What is measured beside each other. */
export interface FeedBench {
  readonly case: string;
  readonly ours: ParserRun;
  readonly sdk: ParserRun;
  readonly floor: ParserRun;
  /** Ticks a second, and how many times the SDK's. */
  readonly goal: { readonly ticksPerSecond: number; readonly timesTheSdk: number };
}

const ROUNDS = 21;
const WARM_ROUNDS = 4;
const ROUND_MS = 60;

/** Measures the three in turns, so that a busy moment of the machine meets all of them. */
export function measure({ case: name, ours, sdk, floor, goal }: FeedBench): FeedBenchRow {
  const [mine, theirs, least]: [number[], number[], number[]] = [[], [], []];
  for (let round = -WARM_ROUNDS; round < ROUNDS; round += 1) {
    const figures = [speedOf(ours), speedOf(sdk), speedOf(floor)] as const;
    if (round < 0) continue;
    mine.push(figures[0]);
    theirs.push(figures[1]);
    least.push(figures[2]);
  }
  const [ticksPerSecond, sdkTicksPerSecond] = [median(mine), median(theirs)];
  const timesTheSdk = Math.round((ticksPerSecond / sdkTicksPerSecond) * 10) / 10;
  return {
    case: name,
    rounds: ROUNDS,
    ticksPerSecond,
    sdkTicksPerSecond,
    floorTicksPerSecond: median(least),
    timesTheSdk,
    goal: `${goal.ticksPerSecond} a second, ${goal.timesTheSdk} times the SDK`,
    met: ticksPerSecond >= goal.ticksPerSecond && timesTheSdk >= goal.timesTheSdk,
  };
}

/** Ticks in a second of processor time, over about `ROUND_MS` of it. */
function speedOf(run: ParserRun): number {
  let ticks = 0;
  const begun = processorMs();
  let passed = 0;
  while (passed < ROUND_MS) {
    ticks += run();
    passed = processorMs() - begun;
  }
  return (ticks / passed) * 1_000;
}

function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN);
}
