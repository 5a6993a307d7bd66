/**
 * Joins the indices of several brokers, by what they are called: their tokens never agree.
 *
 * Decides: symbol first, then the name in capitals, then the alias table; and which symbol the canonical id carries.
 */
import { INDEX_ALIASES } from '../index-aliases.ts';
import type { ListingRow } from '../listing.ts';
import { type BrokerColumns, type InstrumentTable, KIND, segmentCode, UNKNOWN } from './instrument-table.ts';
import { LISTED } from './listing-reasons.ts';

/** An index row and whose it is. */
export interface IndexRow {
  readonly broker: BrokerColumns;
  readonly row: ListingRow;
}

interface IndexGroup {
  readonly rows: IndexRow[];
  readonly first: ListingRow;
}

/** How the rows of different brokers found each other. */
export interface IndexJoinCounts {
  bySymbol: number;
  byName: number;
  byAlias: number;
}

/** Appends each index once. `isUnderlying` says whether contracts on a symbol are listed. */
export function joinIndices(
  table: InstrumentTable,
  rows: readonly IndexRow[],
  isUnderlying: (row: ListingRow, symbol: string) => boolean,
): IndexJoinCounts {
  const counts: IndexJoinCounts = { bySymbol: 0, byName: 0, byAlias: 0 };
  const groups: IndexGroup[] = [];
  let left = [...rows];
  // Each way joins what the ways before left over, so that an exact symbol is never overruled by a similar name.
  for (const [way, namesOf] of WAYS) {
    const named = Map.groupBy(
      left.flatMap((item) => namesOf(item.row).map((name) => ({ item, key: keyOf(item.row, name) }))),
      ({ key }) => key,
    );
    const joined = new Set<IndexRow>();
    for (const item of left) {
      if (joined.has(item)) continue;
      const group = [item];
      for (const name of namesOf(item.row)) {
        for (const { item: other } of named.get(keyOf(item.row, name)) ?? []) {
          if (!joined.has(other) && group.every(({ broker }) => broker !== other.broker)) group.push(other);
        }
      }
      if (group.length === 1) continue;
      for (const member of group) joined.add(member);
      groups.push({ rows: group, first: item.row });
      counts[way] += 1;
    }
    left = left.filter((item) => !joined.has(item));
  }
  for (const item of left) groups.push({ rows: [item], first: item.row });
  for (const group of groups) appendIndex(table, group, canonicalSymbol(group, isUnderlying));
  return counts;
}

/** In which names two rows may agree, the surest first. */
const WAYS = [
  ['bySymbol', (row: ListingRow) => [row.symbol.toUpperCase()]],
  ['byName', (row: ListingRow) => [row.symbol.toUpperCase(), row.name.toUpperCase()]],
  ['byAlias', (row: ListingRow) => [aliasOf(row)]],
] as const;

function keyOf(row: ListingRow, name: string): string {
  return `${row.segment} ${name}`;
}

function aliasOf(row: ListingRow): string {
  const symbol = row.symbol.toUpperCase();
  return INDEX_ALIASES[symbol] ?? INDEX_ALIASES[row.name.toUpperCase()] ?? symbol;
}

/** The symbol that contracts are written on, else the alias table's, else the first by the alphabet: never one that depends on which list came first. */
function canonicalSymbol(
  group: IndexGroup,
  isUnderlying: (row: ListingRow, symbol: string) => boolean,
): string {
  const symbols = group.rows.map(({ row }) => row.symbol.toUpperCase()).sort();
  const aliased = group.rows
    .flatMap(({ row }) => [row.symbol.toUpperCase(), row.name.toUpperCase()])
    .flatMap((name) => INDEX_ALIASES[name] ?? [])
    .sort();
  const traded = [...symbols, ...aliased].find((symbol) => isUnderlying(group.first, symbol));
  return traded ?? aliased[0] ?? symbols[0] ?? group.first.symbol;
}

function appendIndex(table: InstrumentTable, group: IndexGroup, symbol: string): void {
  const at = table.append();
  table.segment[at] = segmentCode[group.first.segment];
  table.kind[at] = KIND.INDEX;
  table.token[at] = UNKNOWN;
  table.underlying[at] = table.pool.numberFor(symbol);
  table.freeze[at] = UNKNOWN;
  table.multiplier[at] = 1;
  const named = [...group.rows].sort((one, other) => (one.broker.brokerId < other.broker.brokerId ? -1 : 1));
  table.name[at] = table.texts.add(named[0]?.row.name ?? symbol);
  for (const { broker, row } of group.rows) {
    broker.status[at] = LISTED;
    broker.key[at] = table.texts.add(row.key);
    broker.symbol[at] = table.texts.add(row.symbol);
    broker.feedToken[at] =
      row.feedToken === row.key ? (broker.key[at] as number) : table.texts.add(row.feedToken);
  }
}
