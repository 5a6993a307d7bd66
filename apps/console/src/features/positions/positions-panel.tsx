import type { ChildPosition, Position } from '@copydesk/api-contract';
import { Fragment, type KeyboardEvent, useMemo, useState } from 'react';
import { type Column, SentenceRow, SkeletonRows, TableHead } from '../../components/ui/table.tsx';
import { type TreeRow, useTreegrid } from '../../components/ui/use-treegrid.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { type Money, money } from '../../lib/numbers.ts';
import { serverNow } from '../../live/link-store.ts';
import { ExitDialog } from './exit-dialog.tsx';
import type { ExitPart } from './exit-size.ts';
import { PnlFigure, PositionRow } from './position-row.tsx';
import { positionKey, usePositions } from './positions-store.ts';

const COLUMNS: readonly Column[] = [
  { id: 'open', name: '', spoken: 'Open', align: 'center', width: 'w-6' },
  { id: 'account', name: 'Account', align: 'left', width: 'w-30' },
  { id: 'instrument', name: 'Instrument', align: 'left' },
  { id: 'product', name: 'Prod', align: 'left', width: 'w-13' },
  { id: 'quantity', name: 'Qty', align: 'right', width: 'w-19' },
  { id: 'average', name: 'Average', align: 'right', width: 'w-21' },
  { id: 'ltp', name: 'LTP', align: 'right', width: 'w-21' },
  { id: 'pnl', name: 'P&L ₹', align: 'right', width: 'w-29' },
  { id: 'realised', name: 'Realised ₹', align: 'right', width: 'w-26' },
  { id: 'copies', name: 'Copies', align: 'left', width: 'w-27' },
  { id: 'exit', name: 'Exit', align: 'right', width: 'w-24' },
];

interface Exiting {
  readonly position: Position;
  readonly part: ExitPart;
}

/** Positions with their children; leaving them is one press and one confirmation away. */
export function PositionsPanel() {
  const byKey = usePositions((state) => state.byKey);
  const positions = useMemo(() => sorted(Object.values(byKey ?? {})), [byKey]);
  const [closed, setClosed] = useState<Readonly<Record<string, boolean>>>({});
  const [exiting, setExiting] = useState<Exiting | null>(null);

  const rows: TreeRow[] = positions.flatMap((position): TreeRow[] => {
    const key = positionKey(position);
    if (position.childPositions.length === 0) return [{ key, level: 1 as const, open: undefined }];
    const open = closed[key] !== true;
    const children = open
      ? position.childPositions.map((child) => ({ key: positionKey(child), level: 2 as const }))
      : [];
    return [{ key, level: 1 as const, open }, ...children];
  });
  const toggle = (key: string, open: boolean): void => setClosed((before) => ({ ...before, [key]: !open }));
  const find = (key: string): Position | undefined => {
    for (const position of positions) {
      if (positionKey(position) === key) return position;
      const child = position.childPositions.find((held) => positionKey(held) === key);
      if (child !== undefined) return alone(child);
    }
    return undefined;
  };
  const onKey = (key: string, event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 'e') return;
    const position = find(key);
    if (position === undefined || position.netQty === 0) return;
    event.preventDefault();
    setExiting({ position, part: event.shiftKey ? 'all' : 'half' });
  };
  const grid = useTreegrid(rows, toggle, onKey);

  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <table
        role="treegrid"
        aria-label="Positions"
        aria-rowcount={rows.length + 1}
        className="w-full table-fixed border-collapse text-table"
        onKeyDown={grid.onKeyDown}
      >
        <TableHead columns={COLUMNS} />
        <tbody>
          {byKey === null ? <SkeletonRows span={COLUMNS.length} /> : null}
          {byKey !== null && positions.length === 0 ? (
            <SentenceRow span={COLUMNS.length}>No positions today. Every account is flat.</SentenceRow>
          ) : null}
          {positions.map((position) => {
            const key = positionKey(position);
            const open = position.childPositions.length === 0 ? undefined : closed[key] !== true;
            return (
              <Fragment key={key}>
                <PositionRow
                  position={position}
                  level={1}
                  open={open}
                  rowProps={grid.rowProps({ key, level: 1, open })}
                  onToggle={() => toggle(key, open !== true)}
                  onExit={(part) => setExiting({ position, part })}
                />
                {open === true
                  ? position.childPositions.map((child) => (
                      <PositionRow
                        key={positionKey(child)}
                        position={child}
                        level={2}
                        rowProps={grid.rowProps({ key: positionKey(child), level: 2 })}
                        onExit={(part) => setExiting({ position: alone(child), part })}
                      />
                    ))
                  : null}
              </Fragment>
            );
          })}
        </tbody>
        {positions.length === 0 ? null : <Totals positions={positions} />}
      </table>
      {exiting === null ? null : (
        <ExitDialog position={exiting.position} part={exiting.part} onClose={() => setExiting(null)} />
      )}
    </div>
  );
}

/** A child's position left by itself: nothing follows it. */
function alone(child: ChildPosition): Position {
  return { ...child, childPositions: [] };
}

/** Open first, then by name. */
function sorted(positions: readonly Position[]): readonly Position[] {
  const now = serverNow();
  const open = (position: Position): number =>
    position.netQty !== 0 || position.childPositions.some((child) => child.netQty !== 0) ? 0 : 1;
  return [...positions].sort(
    (a, b) =>
      open(a) - open(b) ||
      instrumentName(a, now).localeCompare(instrumentName(b, now)) ||
      a.account.localeCompare(b.account),
  );
}

/** Sums over every account, exact; unknown when one of them is. */
function Totals({ positions }: { readonly positions: readonly Position[] }) {
  const all = positions.flatMap((position) => [position, ...position.childPositions]);
  // What is flat has no price to wait for: its gain is what was realised.
  const pnls = all.map((position) => position.pnl ?? (position.netQty === 0 ? position.realisedPnL : null));
  const pnl = pnls.some((figure) => figure === null) ? null : sum(pnls.map((figure) => figure ?? 0));
  const realised = sum(all.map((position) => position.realisedPnL));
  return (
    <tfoot>
      <tr className="h-7 font-medium shadow-[inset_0_1px_0_var(--color-line)]">
        <td />
        <td colSpan={6} className="px-1.5">
          All accounts
        </td>
        <td className="figures px-1.5 text-right">
          <PnlFigure value={pnl} />
        </td>
        <td className="figures px-1.5 text-right">
          <PnlFigure value={realised} />
        </td>
        <td colSpan={2} />
      </tr>
    </tfoot>
  );
}

/** Added as integers; the result is a wire figure again, of at most four decimals. */
function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => (total + money(figure)) as Money, 0 as Money) / 10_000;
}
