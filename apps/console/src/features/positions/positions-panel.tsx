import type { ChildPosition, Position } from '@copydesk/api-contract';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { TreeTable } from '../../components/table/tree-table.tsx';
import { type Column, SentenceRow } from '../../components/ui/table.tsx';
import { instrumentName } from '../../lib/instrument-name.ts';
import { type Money, money } from '../../lib/numbers.ts';
import { serverNow } from '../../live/link-store.ts';
import { positionKey, usePnl } from '../../live/pnl-store.ts';
import { usePrices } from '../../live/prices.ts';
import { DayTotal } from './day-total.tsx';
import { askExit } from './exit-request.ts';
import { PnlFigure } from './live-cells.tsx';
import { lastWord, livePnl } from './live-pnl.ts';
import { PositionRow } from './position-row.tsx';
import { toldMs, usePositions } from './positions-store.ts';

const BOOK: readonly Column[] = [
  { id: 'open', name: '', spoken: 'Open', align: 'center', width: 'w-6' },
  { id: 'instrument', name: 'Instrument', align: 'left' },
  { id: 'account', name: 'Account', align: 'left', width: 'w-30' },
  { id: 'product', name: 'Prod', align: 'left', width: 'w-13' },
  { id: 'quantity', name: 'Qty', align: 'right', width: 'w-19' },
  { id: 'average', name: 'Average', align: 'right', width: 'w-21' },
  { id: 'ltp', name: 'LTP', align: 'right', width: 'w-34' },
  { id: 'pnl', name: 'P&L ₹', align: 'right', width: 'w-29' },
];
const REALISED: Column = { id: 'realised', name: 'Realised ₹', align: 'right', width: 'w-26' };
const END: readonly Column[] = [
  { id: 'copies', name: 'Copies', align: 'left', width: 'w-33' },
  { id: 'exit', name: 'Exit', align: 'right', width: 'w-21' },
];

const ROW_PX = 28;

/** A row of the table: a position, or a child of it. */
type PositionLine =
  | { readonly kind: 'own'; readonly position: Position }
  | { readonly kind: 'child'; readonly position: ChildPosition };

/** Positions with their children; leaving them is one press and one confirmation away. */
export function PositionsPanel({ wide = false }: { readonly wide?: boolean }) {
  const byKey = usePositions((state) => state.byKey);
  const positions = useMemo(() => sorted(Object.values(byKey ?? {})), [byKey]);
  const lines = useMemo(
    () => positions.map((position): PositionLine => ({ kind: 'own', position })),
    [positions],
  );
  const columns = useMemo(() => (wide ? [...BOOK, REALISED, ...END] : [...BOOK, ...END]), [wide]);
  const [closed, setClosed] = useState<Readonly<Record<string, boolean>>>({});

  const find = (key: string): Position | ChildPosition | undefined =>
    positions
      .flatMap((position): readonly (Position | ChildPosition)[] => [position, ...position.childPositions])
      .find((position) => positionKey(position) === key);
  const onKey = (key: string, event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 'e') return;
    const position = find(key);
    if (position === undefined || position.netQty === 0) return;
    event.preventDefault();
    event.stopPropagation();
    askExit(position, event.shiftKey ? 'all' : 'half');
  };

  return (
    <TreeTable
      label="Positions"
      minWidth="min-w-225"
      columns={columns}
      lines={lines}
      idOf={lineId}
      childrenOf={childLines}
      isOpen={(id) => closed[id] !== true}
      onOpen={(id, open) => setClosed((before) => ({ ...before, [id]: !open }))}
      rowHeight={ROW_PX}
      onKey={onKey}
      read={byKey !== null}
      empty={<SentenceRow span={columns.length}>No positions today. Every account is flat.</SentenceRow>}
      renderRow={({ position }, place) => (
        <PositionRow
          position={position}
          level={place.level}
          open={place.open}
          wide={wide}
          rowProps={place.rowProps}
          onToggle={place.toggle}
          onExit={(part) => askExit(position, part)}
        />
      )}
      foot={positions.length === 0 ? null : <Totals positions={positions} wide={wide} />}
    />
  );
}

function lineId({ position }: PositionLine): string {
  return positionKey(position);
}

function childLines(line: PositionLine): readonly PositionLine[] {
  if (line.kind === 'child') return [];
  return line.position.childPositions.map((position) => ({ kind: 'child', position }));
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
function Totals({ positions, wide }: { readonly positions: readonly Position[]; readonly wide: boolean }) {
  const all = useMemo(
    () => positions.flatMap((position) => [position, ...position.childPositions]),
    [positions],
  );
  const priceOf = usePrices(
    useMemo(
      () => [...new Set(all.filter(({ netQty }) => netQty !== 0).map(({ instrumentId }) => instrumentId))],
      [all],
    ),
  );
  const streams = usePnl((state) => state.positions);
  const pnls = all.map((row) => {
    const { position, toldMs: saidMs } = lastWord(row, toldMs(row), streams[positionKey(row)]);
    // What is flat has no price to wait for: its gain is what was realised.
    if (row.netQty === 0) return money(position.pnl ?? position.realisedPnL);
    return livePnl(position, saidMs, priceOf(row.instrumentId)).pnl;
  });
  const old = all.some(({ netQty, instrumentId }) => netQty !== 0 && priceOf(instrumentId)?.stale === true);
  return (
    <tfoot className="sticky bottom-0 bg-panel">
      <tr className="h-7 font-medium shadow-[inset_0_1px_0_var(--color-line)]">
        <td />
        <td colSpan={6} className="px-1.5">
          All accounts
          <DayTotal />
        </td>
        <td className="figures px-1.5 text-right">
          <PnlFigure value={sum(pnls)} old={old} />
        </td>
        {wide ? (
          <td className="figures px-1.5 text-right">
            <PnlFigure value={sum(all.map((position) => money(position.realisedPnL)))} />
          </td>
        ) : null}
        <td colSpan={2} />
      </tr>
    </tfoot>
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
