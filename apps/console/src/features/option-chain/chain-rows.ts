/** What a chain shows: the strikes that were there when it was centred, with the latest figures of each. */
import type { OptionChain } from '@copydesk/api-contract';
import { NOT_ON_PHONE } from '../../components/ui/table.tsx';
import { type Money, money } from '../../lib/numbers.ts';

export type ChainRow = OptionChain['items'][number];
export type Side = 'call' | 'put';

/** Prices that are collected as legs of a basket. */
export interface Collecting {
  /** A press on a price collects it; else it goes to the ticket, and only the collecting keys collect. */
  readonly on: boolean;
  /** The side of each leg that is collected already, by instrument. */
  readonly legs: ReadonlyMap<string, 'BUY' | 'SELL'>;
  /** Without a side: to buy, or no leg any more. */
  readonly onCollect: (instrumentId: string, side: 'BUY' | 'SELL' | null) => void;
  readonly onSwitch: (on: boolean) => void;
}

/** The same strikes in the same places: only figures change until somebody centres. */
export function withFigures(held: OptionChain, latest: OptionChain): readonly ChainRow[] {
  const byStrike = new Map(latest.items.map((row) => [row.strike, row]));
  return held.items.map((row) => byStrike.get(row.strike) ?? row);
}

/** Both tell of the same options. */
export function isSameChain(one: OptionChain, other: OptionChain): boolean {
  return (
    one.exchange === other.exchange && one.underlying === other.underlying && one.expiry === other.expiry
  );
}

/** The listed strike nearest to the spot; what the server said while the spot has no price. */
export function moneyStrike(
  rows: readonly ChainRow[],
  spot: Money | null | undefined,
  told: number | null,
): number | null {
  if (spot === null || spot === undefined) return told;
  let nearest: number | null = null;
  for (const { strike } of rows)
    if (nearest === null || Math.abs(money(strike) - spot) < Math.abs(money(nearest) - spot))
      nearest = strike;
  return nearest;
}

/** The largest open interest of either side, for the bars. */
export function mostInterest(rows: readonly ChainRow[]): number {
  return Math.max(1, ...rows.flatMap(({ call, put }) => [call?.openInterest ?? 0, put?.openInterest ?? 0]));
}

/** Beside the chart the day's change gives its room to what has none elsewhere. */
export const CHANGE_ROOM = '@max-[700px]:hidden';

/** A phone shows what is held and what it costs; the ticket, one press away, has the rest. */
export const GREEK_ROOM = NOT_ON_PHONE;
