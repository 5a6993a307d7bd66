/** Turns the choice of instruments into a list per day. */
import type { VenueInstrument } from '../venue/venue-instrument.ts';
import type { InstrumentSource } from './start-sandbox.ts';

/** The list of each day. */
export function instrumentRows(
  source: 'generated' | InstrumentSource,
  seed: number,
): (date: string) => readonly VenueInstrument[] {
  const chosen = source === 'generated' ? { kind: source } : source;
  switch (chosen.kind) {
    case 'rows':
      return chosen.rows;
    default:
      throw new Error(`Instruments of kind ${chosen.kind} are not there yet (seed ${seed}).`);
  }
}
