import type { Account, ChildPosition, Group, Position, Protection } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { useMemo } from 'react';
import { formatChange, formatMoney, type Money, money, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { environmentOf, useAccounts, useLoggedOut } from '../../live/accounts-store.ts';
import { useIsStale } from '../../live/link-store.ts';
import { positionKey, usePnl } from '../../live/pnl-store.ts';
import { type PriceKey, priceKey } from '../../live/price-store.ts';
import { usePrices } from '../../live/prices.ts';
import { DayTotal } from './day-total.tsx';
import { PnlFigure } from './live-cells.tsx';
import { lastWord, livePnl } from './live-pnl.ts';
import { toldMs } from './positions-store.ts';
import { type StopsFill, stopsFill, withStops } from './stops.ts';
import { SumAge } from './sum-age.tsx';

const NO_ACCOUNTS: readonly Account[] = [];

interface TotalsProps {
  readonly positions: readonly Position[];
  readonly groups: readonly Group[];
  readonly protections: readonly Protection[] | undefined;
  readonly wide: boolean;
  /** Columns after the sum's. */
  readonly columnsAfter: number;
}

/** Sums over the family, pinned. What is real and what is played stands in sums of its own. */
export function Totals({ positions, ...rest }: TotalsProps) {
  const accounts = useAccounts((state) => state.list) ?? NO_ACCOUNTS;
  const sandbox = useMemo(() => accounts.filter((one) => one.environment === 'sandbox'), [accounts]);
  const live = useMemo(() => accounts.filter((one) => one.environment === 'live'), [accounts]);
  const isPlayed = ({ accountId }: Position): boolean => sandbox.some(({ id }) => id === accountId);
  const played = positions.filter(isPlayed);
  const real = positions.filter((position) => !isPlayed(position));
  return (
    <tfoot className="sticky bottom-0 bg-panel">
      {live.length > 0 && sandbox.length > 0 ? (
        <>
          <Total {...rest} positions={real} accounts={live} name="All live accounts" />
          <Total {...rest} positions={played} accounts={sandbox} name="All sandbox accounts" />
        </>
      ) : (
        <Total {...rest} positions={positions} accounts={accounts} name="All accounts" />
      )}
    </tfoot>
  );
}

type TotalProps = TotalsProps & { readonly accounts: readonly Account[]; readonly name: string };

/** One sum, exact; unknown when a part of it is. */
function Total(props: TotalProps) {
  const { positions, accounts, groups, protections, wide, columnsAfter, name } = props;
  const all = useMemo(
    () => positions.flatMap((position): readonly ChildPosition[] => [position, ...position.childPositions]),
    [positions],
  );
  const keyOf = (row: ChildPosition) => priceKey(environmentOf(accounts, row.accountId), row.instrumentId);
  const keys = all.flatMap((row) => (row.netQty === 0 ? [] : (keyOf(row) ?? [])));
  const priceAt = usePricesOf([...new Set(keys)].join('\n'));
  const priceOf = (row: ChildPosition) => {
    const key = keyOf(row);
    return key === null ? undefined : priceAt(key);
  };
  const streams = usePnl((state) => state.positions);
  const live = (row: ChildPosition) => {
    const { position, toldMs: saidMs } = lastWord(row, toldMs(row), streams[positionKey(row)]);
    // What is flat has no price to wait for: its gain is what was realised.
    if (row.netQty === 0) return { last: null, pnl: money(position.pnl ?? position.realisedPnL) };
    return livePnl(position, saidMs, priceOf(row));
  };
  const pnls = all.map((position) => live(position).pnl);
  const open = all.filter(({ netQty }) => netQty !== 0);
  const pricesOf = open.map(priceOf);
  const loggedOut = useLoggedOut(open);
  const old = loggedOut.length > 0 || pricesOf.some((price) => price?.stale === true);
  const fill = stopsFill(withStops(positions, groups, protections), (position) => live(position).last);
  return (
    <tr className="h-7 font-medium shadow-[inset_0_1px_0_var(--color-line)]">
      <td />
      <td colSpan={5} className="px-1.5">
        {name}
        <SumAge prices={pricesOf} loggedOut={loggedOut} />
        <DayTotal of={accounts} />
      </td>
      <td className="figures px-1.5 text-right">
        <PnlFigure value={sum(pnls)} old={old} />
      </td>
      <td colSpan={columnsAfter} className="px-1.5 text-left font-normal whitespace-nowrap">
        <FillWords fill={fill} held={open.length > 0} />
      </td>
      {wide ? (
        <td className="figures px-1.5 text-right">
          <PnlFigure
            value={sum(all.map((position) => money(position.realisedPnL)))}
            old={loggedOut.length > 0}
          />
        </td>
      ) : null}
      <td />
    </tr>
  );
}

/** @param keys With ends of lines between them: the same text, the same list. */
function usePricesOf(keys: string) {
  return usePrices(useMemo(() => (keys === '' ? [] : (keys.split('\n') as PriceKey[])), [keys]));
}

/** What the stops cost from here. */
function FillWords({ fill, held }: { readonly fill: StopsFill | null; readonly held: boolean }) {
  const stale = useIsStale();
  if (!held) return null;
  if (fill === null) return <span className="text-muted">no stop stands</span>;
  const { change, level, without } = fill;
  return (
    <span className={clsx('figures', stale && 'stale-figure')}>
      <span className="text-text-2">stops fill{level === null ? '' : ` at ${formatMoney(level)}`}: </span>
      {change === null ? NOT_APPLICABLE : formatChange(change)}
      {without === 0 ? null : <span className="text-warn"> · {without} without</span>}
    </span>
  );
}

/** Added as integers; null when one of them is not known. */
function sum(figures: readonly (Money | null)[]): Money | null {
  let total = 0;
  for (const figure of figures) {
    if (figure === null) return null;
    total += figure;
  }
  return total as Money;
}
