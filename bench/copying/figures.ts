/** One line of the result: times in milliseconds, the ratio is median ÷ median of the floor of the same run. */
export interface BenchRow {
  readonly case: string;
  readonly children: number;
  readonly brokerDelayMs: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly floorMs: number;
  readonly ratioToFloor: number;
  readonly rounds: number;
}

/** The value below which the given share of the samples lies. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** A row of the result. */
export function rowOf(
  what: { readonly case: string; readonly children: number; readonly brokerDelayMs: number },
  samples: readonly number[],
  floor: readonly number[],
): BenchRow {
  const medianMs = quantile(samples, 0.5);
  const floorMs = quantile(floor, 0.5);
  return {
    ...what,
    medianMs: round(medianMs),
    p95Ms: round(quantile(samples, 0.95)),
    floorMs: round(floorMs),
    ratioToFloor: round(medianMs / floorMs),
    rounds: samples.length,
  };
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
