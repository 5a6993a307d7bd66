/**
 * Whether what an adapter skips agrees with what it claims.
 *
 * Decides: a case is skipped only when it is listed with a reason and a source, and only when the capabilities do not
 * claim what it tests. Claiming and skipping fails the run; so does neither claiming nor listing.
 */
import type { BrokerCapabilities } from '@copydesk/core';
import type { BrokerCase } from './broker-case.ts';

/** Why cases are skipped, by their ids: a reason that ends with its source in brackets. */
export type Unsupported = Readonly<Record<string, string>>;

/** A reason of some words, and behind it a source in brackets. */
const REASON_WITH_SOURCE = /^.{12,}\s\([^()]{4,}\)\.?$/s;

/** What is wrong with the list of skipped cases; empty when it agrees with the capabilities. */
export function disagreements(
  cases: readonly BrokerCase[],
  unsupported: Unsupported,
  capabilities: BrokerCapabilities,
): readonly string[] {
  const known = new Map(cases.map((each) => [each.id, each]));
  const wrong: string[] = [];
  for (const [id, reason] of Object.entries(unsupported)) {
    const skipped = known.get(id);
    if (skipped === undefined) wrong.push(`${id} is skipped, but there is no such case.`);
    else if (skipped.counts === 'always') wrong.push(`${id} cannot be skipped: ${skipped.title}`);
    else if (skipped.counts !== 'broker' && skipped.counts(capabilities)) {
      wrong.push(`${id} is skipped, but the capabilities claim it: ${skipped.title}`);
    }
    if (!REASON_WITH_SOURCE.test(reason)) {
      wrong.push(`${id} is skipped without a reason that ends with its source in brackets: ${reason}`);
    }
  }
  for (const each of cases) {
    if (typeof each.counts === 'function' && !each.counts(capabilities) && !(each.id in unsupported)) {
      wrong.push(
        `${each.id} is not claimed by the capabilities and not listed under "unsupported": ${each.title}`,
      );
    }
  }
  return wrong;
}
