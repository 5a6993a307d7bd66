/**
 * Open differences between what a child should hold and what it holds, live.
 *
 * Decides: the one count that row, top bar, rail and page show. Features and frame read it; only the feed writes.
 */
import { type Divergence, divergencesSchema, type SocketMessages } from '@copydesk/api-contract';
import { create } from 'zustand';
import { type Money, money } from '../lib/numbers.ts';
import { type Book, readPages } from './book.ts';

interface DivergencesState {
  /** Open ones. Null until the first reading. */
  readonly list: readonly Divergence[] | null;
}

export const useDivergences = create<DivergencesState>(() => ({ list: null }));

export const divergencesBook: Book = {
  kind: 'divergence',
  async read(signal) {
    const { items, asOf } = await readPages('/api/divergences', divergencesSchema, signal);
    return { asOf, install: () => useDivergences.setState({ list: items.filter(isOpen) }) };
  },
  apply(message) {
    const { divergenceId, divergence } = message as SocketMessages['divergence'];
    showDivergence(divergenceId, divergence);
  },
};

function isOpen(divergence: Divergence): boolean {
  return divergence.resolvedAt === null;
}

/** Shows one as an event gave it; one that is resolved leaves the list. */
export function showDivergence(id: string, divergence: Divergence | null): void {
  useDivergences.setState(({ list }) => {
    const held = list ?? [];
    if (divergence === null || !isOpen(divergence)) return { list: held.filter((one) => one.id !== id) };
    const known = held.some((one) => one.id === id);
    return { list: known ? held.map((one) => (one.id === id ? divergence : one)) : [...held, divergence] };
  });
}

/** How many are open. */
export function useDriftCount(): number {
  return useDivergences((state) => state.list?.length ?? 0);
}

type Place = Pick<Divergence, 'accountId' | 'instrumentId' | 'product'>;

/** Whether a difference belongs to a row: account, instrument and product. */
export function isAt(one: Place, place: Place): boolean {
  return (
    one.accountId === place.accountId &&
    one.instrumentId === place.instrumentId &&
    one.product === place.product
  );
}

/** The open difference of one place, for the row that it belongs to. */
export function useDriftAt(place: Place): Divergence | undefined {
  return useDivergences((state) => state.list?.find((one) => isAt(one, place)));
}

/** What is held beyond what should be; negative is missing. */
export function driftOf({ actual, expected }: Pick<Divergence, 'actual' | 'expected'>): number {
  return actual - expected;
}

/** Largest in rupees first; what has no price comes before all: it may be any. */
export function byValue(list: readonly Divergence[]): readonly Divergence[] {
  const size = ({ value }: Divergence): number =>
    value === null ? Number.POSITIVE_INFINITY : Math.abs(money(value));
  return [...list].sort((a, b) => size(b) - size(a) || a.since.localeCompare(b.since));
}

export interface ChildDrift {
  readonly accountId: string;
  readonly account: string;
  readonly open: number;
  /** Whether all of it is missing, all of it too much, or some of each. */
  readonly sign: -1 | 1 | 'both';
  /** Missing and too many do not cancel each other out: magnitudes. */
  readonly lots: number | null;
  readonly quantity: number;
  readonly value: Money | null;
}

/** The differences of one child together; null for a figure of which a part is not known. */
export function driftOfChild(
  list: readonly Divergence[],
  child: { readonly accountId: string; readonly account: string },
): ChildDrift {
  const own = list.filter((one) => one.accountId === child.accountId);
  const lots = own.map((one) => one.lots);
  const values = own.map((one) => one.value);
  const missing = own.filter((one) => driftOf(one) < 0).length;
  return {
    accountId: child.accountId,
    account: child.account,
    open: own.length,
    sign: missing === 0 ? 1 : missing === own.length ? -1 : 'both',
    quantity: own.reduce((sum, one) => sum + Math.abs(driftOf(one)), 0),
    lots: lots.includes(null) ? null : lots.reduce<number>((sum, some) => sum + Math.abs(some ?? 0), 0),
    value: values.includes(null)
      ? null
      : values.reduce<Money>((sum, value) => (sum + Math.abs(money(value ?? 0))) as Money, 0 as Money),
  };
}
