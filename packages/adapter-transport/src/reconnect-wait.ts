/** When to come back after a connection was lost. */

const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Milliseconds until the next try, after so many failures in a row: anything between one second and a bound that doubles
 * up to thirty, so that many accounts that lost their line together do not come back together.
 *
 * @param random Randomness in [0, 1).
 */
export function reconnectWait(failures: number, random: () => number): number {
  const bound = Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** failures);
  return SHORTEST_WAIT_MS + random() * (bound - SHORTEST_WAIT_MS);
}
