/** Turns the choice of instruments into a list per day. */
import { generateInstruments } from '../instruments/generate-instruments.ts';
import { dumpSource } from '../instruments/read-dumps.ts';
import type { VenueInstrument } from '../venue/venue-instrument.ts';
import type { InstrumentSource } from './start-sandbox.ts';

/** The list of each day. */
export function instrumentRows(
  source: 'generated' | InstrumentSource,
  seed: number,
): (date: string) => readonly VenueInstrument[] {
  const chosen: InstrumentSource = source === 'generated' ? { kind: source } : source;
  switch (chosen.kind) {
    case 'generated':
      return (date) => generateInstruments({ date, seed, rows: chosen.rows });
    case 'dumps':
      return dumpSource(chosen);
    case 'rows':
      return chosen.rows;
  }
}
