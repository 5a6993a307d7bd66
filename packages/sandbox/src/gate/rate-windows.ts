/** Counts requests in the brokers' calendar windows. */
import { type Instant, IST_OFFSET_MS } from '@copydesk/core';
import type { RateBucket, RateRule } from '../venue/broker-rules.ts';

interface Count {
  window: number;
  used: number;
}

/** Counts per bucket and owner. A request that is refused does not count. */
export class RateWindows {
  readonly #counts = new Map<string, Count>();

  /** Takes `weight` from every window of the bucket, or answers the window that has not so much left and takes nothing. */
  take(owner: string, bucket: RateBucket, weight: number, now: Instant): RateRule | undefined {
    const counts = bucket.windows.map((rule) => this.#count(owner, rule, now));
    const full = bucket.windows.find((rule, index) => (counts[index]?.used ?? 0) + weight > rule.limit);
    if (full !== undefined) return full;
    for (const count of counts) count.used += weight;
    return undefined;
  }

  #count(owner: string, rule: RateRule, now: Instant): Count {
    const key = `${owner} ${rule.windowMs}`;
    // Windows are those of the calendar in India: it matters for the day only.
    const window = Math.floor((now + IST_OFFSET_MS) / rule.windowMs);
    const known = this.#counts.get(key);
    if (known === undefined) {
      const fresh = { window, used: 0 };
      this.#counts.set(key, fresh);
      return fresh;
    }
    if (known.window !== window) {
      known.window = window;
      known.used = 0;
    }
    return known;
  }
}
