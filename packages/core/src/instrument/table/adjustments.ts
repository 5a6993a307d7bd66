/**
 * What corporate actions changed overnight: a contract that kept token, kind and expiry and has another strike, a
 * share that kept token and symbol and has another ISIN.
 */
import type { InstrumentId } from '../instrument.ts';
import type { InstrumentSnapshot } from '../instrument-snapshot.ts';
import { HashIndex } from './hash-index.ts';
import type { IdentityIndex } from './identity-index.ts';
import { idOfRow } from './instrument-row.ts';
import { type InstrumentTable, KIND, SHADOW } from './instrument-table.ts';
import { JoinedSnapshot } from './joined-snapshot.ts';
import type { SymbolIndex } from './symbol-index.ts';
import { mixHash, NO_TEXT } from './text-store.ts';

const STRIDE = 12_288;

/** What was found. */
export interface Adjustments {
  readonly adjustedFrom: ReadonlyMap<number, InstrumentId>;
  readonly adjusted: readonly { readonly from: InstrumentId; readonly to: InstrumentId }[];
}

/** Compares with the previous snapshot, in steps. */
export function* findAdjustments(
  table: InstrumentTable,
  identities: IdentityIndex,
  symbols: SymbolIndex,
  previous: InstrumentSnapshot | undefined,
): Generator<void, Adjustments> {
  const adjustedFrom = new Map<number, InstrumentId>();
  const adjusted: { from: InstrumentId; to: InstrumentId }[] = [];
  if (!(previous instanceof JoinedSnapshot)) return { adjustedFrom, adjusted };
  const old = previous.table;
  const today = new RowTwins(table, identities);
  const byToken = new HashIndex(old.size, (row) => tokenHash(old, row));
  for (let row = 0; row < old.size; row += 1) {
    if (row % STRIDE === 0) yield;
    if (isReal(old, row)) byToken.add(tokenHash(old, row), row);
  }
  for (let row = 0; row < table.size; row += 1) {
    if (row % STRIDE === 0) yield;
    if (!isReal(table, row)) continue;
    const before = byToken.find(
      tokenHash(table, row),
      (each) => old.token[each] === table.token[row] && old.segment[each] === table.segment[row],
    );
    if (before < 0) continue;
    const to = idOfRow(table, symbols, row);
    const same = previous.rowOf(to);
    if (same >= 0) {
      // A position that slept through the day of the change still finds its way.
      const earlier = previous.adjustedFromOf(same);
      if (earlier !== undefined) adjustedFrom.set(row, earlier);
      continue;
    }
    if (!isAdjusted(old, before, table, row) || today.has(old, before)) continue;
    const from = previous.idAt(before);
    adjustedFrom.set(row, from);
    adjusted.push({ from, to });
  }
  return { adjustedFrom, adjusted };
}

/** Whether the two rows can only be one thing before and after a corporate action. */
function isAdjusted(old: InstrumentTable, before: number, table: InstrumentTable, row: number): boolean {
  const kind = table.kind[row] as number;
  if (old.kind[before] !== kind) return false;
  const sameName =
    old.pool.text(old.underlying[before] as number) === table.pool.text(table.underlying[row] as number);
  if (kind === KIND.EQ) {
    const bothKnown = old.isin[before] !== NO_TEXT && table.isin[row] !== NO_TEXT;
    return (
      sameName &&
      bothKnown &&
      old.texts.get(old.isin[before] as number) !== table.texts.get(table.isin[row] as number)
    );
  }
  return sameName && old.expiry[before] === table.expiry[row] && old.strike[before] !== table.strike[row];
}

/** Finds out whether yesterday's instrument is still listed today, under whatever token: then it was not replaced. */
class RowTwins {
  readonly #table: InstrumentTable;
  readonly #identities: IdentityIndex;

  constructor(table: InstrumentTable, identities: IdentityIndex) {
    this.#table = table;
    this.#identities = identities;
  }

  has(old: InstrumentTable, row: number): boolean {
    const segment = old.segment[row] as number;
    if (old.kind[row] === KIND.EQ) {
      return this.#identities.share(segment, old.texts.get(old.isin[row] as number)) >= 0;
    }
    const underlying = this.#table.pool.find(old.pool.text(old.underlying[row] as number));
    const kind = old.kind[row] as number;
    const expiry = old.expiry[row] as number;
    return (
      this.#identities.contract({ segment, kind, underlying, expiry, strike: old.strike[row] as number }) >= 0
    );
  }
}

function isReal(table: InstrumentTable, row: number): boolean {
  return table.kind[row] !== KIND.INDEX && ((table.flags[row] as number) & SHADOW) === 0;
}

function tokenHash(table: InstrumentTable, row: number): number {
  return mixHash((table.segment[row] as number) + 1, table.token[row] as number);
}
