/** Milliseconds of the machine's monotonic clock: the same in every process of a run. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Waits so many milliseconds of real time. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
