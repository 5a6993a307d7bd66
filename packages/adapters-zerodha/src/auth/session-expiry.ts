import { type Instant, IST_OFFSET_MS, instantOf } from '@copydesk/core';

const DAY_MS = 86_400_000;
/** Sessions end at 06:00 in India. Source: Kite Connect v3 docs, "User", read 2026-11. */
const END_OF_DAY_MS = 6 * 3_600_000;

/**
 * The first 06:00 IST after the login. A token may die earlier (a login elsewhere) and, minted between 06:00 and about
 * 07:35, once more in the nightly flush (unverified): the broker's 403 is the truth, not this.
 */
export function sessionEnd(loginAt: Instant): Instant {
  const local = loginAt + IST_OFFSET_MS;
  const today = Math.floor(local / DAY_MS) * DAY_MS + END_OF_DAY_MS;
  return instantOf((local < today ? today : today + DAY_MS) - IST_OFFSET_MS);
}
