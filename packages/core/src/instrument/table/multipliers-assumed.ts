import { knownMultiplier } from '../contract-multipliers.ts';
import { type InstrumentTable, KIND, segmentOf, UNKNOWN } from './instrument-table.ts';

/** How many contracts have a multiplier that neither a list nor the table knows. */
export function multipliersAssumed(table: InstrumentTable): number {
  let count = 0;
  for (let row = 0; row < table.size; row += 1) {
    if ((table.kind[row] as number) < KIND.FUT || table.multiplier[row] !== UNKNOWN) continue;
    const underlying = table.pool.text(table.underlying[row] as number);
    if (knownMultiplier(segmentOf(table.segment[row] as number), underlying) === undefined) count += 1;
  }
  return count;
}
