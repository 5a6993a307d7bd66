import { knownMultiplier } from '../contract-multipliers.ts';
import { type InstrumentTable, KIND, SHADOW, segmentCode, segmentOf, UNKNOWN } from './instrument-table.ts';

const STRIDE = 49_152;

/** Figures over the whole table. */
export interface Totals {
  readonly instruments: number;
  /** Contracts whose multiplier neither a list nor the table of known ones has. */
  readonly multiplierAssumed: number;
  /** The first expiry in NFO or BFO as a packed date, 0 when there is none. */
  readonly earliest: number;
}

/** Counts, in steps. */
export function* countTotals(table: InstrumentTable): Generator<void, Totals> {
  const { flags, expiry, segment, kind, multiplier, underlying, pool, size } = table;
  let instruments = 0;
  let multiplierAssumed = 0;
  let earliest = 0;
  for (let row = 0; row < size; row += 1) {
    if (row % STRIDE === 0) yield;
    if (((flags[row] as number) & SHADOW) === 0) instruments += 1;
    if ((kind[row] as number) < KIND.FUT) continue;
    const code = segment[row] as number;
    const date = expiry[row] as number;
    const counts = code === segmentCode.NFO || code === segmentCode.BFO;
    if (counts && (earliest === 0 || date < earliest)) earliest = date;
    if (multiplier[row] !== UNKNOWN) continue;
    if (knownMultiplier(segmentOf(code), pool.text(underlying[row] as number)) === undefined) {
      multiplierAssumed += 1;
    }
  }
  return { instruments, multiplierAssumed, earliest };
}
