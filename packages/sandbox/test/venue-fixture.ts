/** A venue of two invented brokers over ten instruments, for the tests of this package. */
import { VirtualClock } from '@copydesk/adapter-testkit';
import { instantOf } from '@copydesk/core';
import {
  type ClientSeed,
  createVenue,
  type Venue,
  type VenueClient,
  type VenueInstrument,
  type VenueOptions,
} from '@copydesk/sandbox';
import { OTHER_RULES, RULES, rows } from './listed-rows.ts';

/** Monday, 23 November 2026, 10:00 in India. */
export const MONDAY = instantOf(Date.parse('2026-11-23T10:00:00+05:30'));

/** A venue whose prices stand still, on a clock that stands still. */
export function aVenue(options: Partial<VenueOptions> = {}): {
  readonly venue: Venue;
  readonly clock: VirtualClock;
} {
  const clock = (options.clock as VirtualClock | undefined) ?? new VirtualClock();
  const venue = createVenue({
    brokers: { kite: RULES, up: OTHER_RULES },
    instruments: () => rows(),
    market: { walking: false },
    ...options,
    clock,
  });
  return { venue, clock };
}

/** A client with ₹1 crore, or as given. */
export function aClient(venue: Venue, seed: Partial<ClientSeed> = {}): VenueClient {
  return venue.clients.upsert({ broker: 'kite', client: 'AB1234', ...seed });
}

/** The row of an id. Throws when it is not listed. */
export function listed(venue: Venue, id: string): VenueInstrument {
  const found = venue.instruments.byId(id);
  if (found === undefined) throw new Error(`${id} is not listed.`);
  return found;
}
