import type { BrokerCapabilities } from '@copydesk/core';
import type { BrokerBench } from './broker-bench.ts';

/** The groups of the suite, in the order in which they run. */
export const CASE_GROUPS = [
  'auth',
  'instruments',
  'placing',
  'modifying',
  'cancelling',
  'converting',
  'reading back',
  'market reads',
  'stream',
  'live prices',
  'faults',
  'limits',
  'redaction',
  'shutdown',
] as const;

/** A part of the broker port. */
export type CaseGroup = (typeof CASE_GROUPS)[number];

/** One promise of `BrokerPort`, as something that happens at a venue and what the adapter must make of it. */
export interface BrokerCase {
  /** `BC-214`; never reused for something else. */
  readonly id: string;
  /** A full sentence that names the invariant it guards, where it guards one: `I1: a reset after …`. */
  readonly title: string;
  readonly group: CaseGroup;
  /** Whether it needs a bench that no other case used: it stops the venue, closes the adapter or moves the day. */
  readonly fresh: boolean;
  /**
   * What has to be claimed for the case to count. `always`: nobody may skip it. A function: an adapter whose
   * capabilities do not claim it lists the case under `unsupported`. `broker`: some brokers have no such thing and no
   * capability says so; the reason and source stand alone.
   */
  readonly counts: 'always' | 'broker' | ((capabilities: BrokerCapabilities) => boolean);
  readonly run: (bench: BrokerBench) => Promise<void>;
}

/** What deviates from the usual case: shared bench, cannot be skipped. */
export interface CaseOptions {
  readonly fresh?: boolean;
  readonly counts?: BrokerCase['counts'];
}

/** Makes the cases of one group. */
export function casesOf(
  group: CaseGroup,
): (id: string, title: string, run: BrokerCase['run'], options?: CaseOptions) => BrokerCase {
  return (id, title, run, { fresh = false, counts = 'always' } = {}) => ({
    id,
    title,
    group,
    fresh,
    counts,
    run,
  });
}
