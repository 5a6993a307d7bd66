import type { Clock } from '@copydesk/core';
import { createVenue, type Venue, type VenueOptions } from '@copydesk/sandbox';
import { referenceInstruments } from './reference-instruments.ts';
import { REFERENCE_BROKER, referenceRules } from './reference-rules.ts';

/** A venue for reference brokers: in memory, prices held still, always open. Options replace what is said here. */
export function createReferenceVenue(
  options: Partial<VenueOptions> & {
    readonly clock: Clock;
    /** The names under which it carries the reference broker, so that accounts can be at two brokers. Default: one, `reference`. */
    readonly names?: readonly string[];
  },
): Venue {
  const { names = [REFERENCE_BROKER], ...venue } = options;
  return createVenue({
    brokers: Object.fromEntries(names.map((name) => [name, referenceRules])),
    instruments: (date) => referenceInstruments(date, names),
    market: { open: true, walking: false, matching: 'auto' },
    ...venue,
  });
}
