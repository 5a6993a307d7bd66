import {
  createExpandedRowModel,
  type RowData,
  rowExpandingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useMemo, useRef } from 'react';
import { type Column, SkeletonRows, TableHead } from '../ui/table.tsx';
import { type TreeRow, useTreegrid } from '../ui/use-treegrid.ts';
import { useHeldLines } from './use-held-lines.ts';

/** From so many rows on only those in view are drawn. */
const VIRTUAL_FROM = 60;
const OVERSCAN = 10;

const FEATURES = tableFeatures({ rowExpandingFeature, expandedRowModel: createExpandedRowModel() });

/** What a row needs to know of the table around it. */
export interface RowPlace {
  readonly level: 1 | 2;
  /** Undefined: nothing hangs on it. */
  readonly open: boolean | undefined;
  /** For the `<tr>` that has the focus. */
  readonly rowProps: Readonly<Record<string, unknown>>;
  readonly toggle: () => void;
}

interface TreeTableProps<L extends RowData> {
  readonly label: string;
  readonly columns: readonly Column[];
  /** Class of the width below which the table scrolls sideways instead of cutting its figures, such as `min-w-250`. */
  readonly minWidth?: string;
  /** Top rows in their order. */
  readonly lines: readonly L[];
  readonly idOf: (line: L) => string;
  readonly childrenOf: (line: L) => readonly L[];
  readonly isOpen: (id: string) => boolean;
  readonly onOpen: (id: string, open: boolean) => void;
  /** Of one row without what stands below it, in pixels. */
  readonly rowHeight: number;
  /** One `<tr>` with the place's props, and under it rows with what has to be said about it. */
  readonly renderRow: (line: L, place: RowPlace) => ReactNode;
  readonly onKey: (id: string, event: KeyboardEvent) => void;
  /** False until the first reading. */
  readonly read: boolean;
  /** What stands there instead of rows. */
  readonly empty: ReactNode;
  readonly foot?: ReactNode;
  /** What the person chose to see: another choice shows everything that waited. */
  readonly view?: string;
}

/**
 * A table whose rows open, as one Tab stop. Rows do not move while pointer or focus is in it; from 60 rows on only those
 * in view are drawn, and the one with the focus.
 */
export function TreeTable<L extends RowData>(props: TreeTableProps<L>) {
  const { columns, idOf, childrenOf, isOpen, onOpen, view = '' } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const held = useHeldLines(props.lines, idOf, view);
  const ids = held.shown.map(idOf);
  const expanded = Object.fromEntries(ids.filter(isOpen).map((id) => [id, true]));
  const table = useTable({
    features: FEATURES,
    columns: useMemo(() => columns.map((column) => ({ id: column.id, header: column.name })), [columns]),
    data: held.shown as L[],
    getRowId: (line: L) => idOf(line),
    getSubRows: (line: L) => childrenOf(line) as L[],
    state: { expanded },
  });
  const drawn = table.getRowModel().rows;
  const rows = drawn.map(
    (row): TreeRow => ({
      key: row.id,
      level: row.depth === 0 ? 1 : 2,
      open: row.getCanExpand() ? row.getIsExpanded() : undefined,
    }),
  );
  const grid = useTreegrid(rows, onOpen, props.onKey, (key, index) => {
    want(key);
    virtual.scrollToIndex(index);
  });
  const isVirtual = rows.length >= VIRTUAL_FROM;
  const current = rows.findIndex((row) => row.key === grid.current);
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises here; it is read in each render
  const virtual = useVirtualizer({
    count: rows.length,
    enabled: isVirtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => props.rowHeight,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: OVERSCAN,
    rangeExtractor: (range) => withRow(range, current),
  });
  const { want, noted } = useFocusThatStays(scroller, rows);

  const renderAt = (index: number): ReactNode => {
    const row = rows[index];
    const line = drawn[index]?.original;
    if (row === undefined || line === undefined) return null;
    const place: RowPlace = {
      level: row.level,
      open: row.open,
      // The header is the first row.
      rowProps: { ...grid.rowProps(row), 'aria-rowindex': index + 2 },
      toggle: () => onOpen(row.key, row.open !== true),
    };
    return (
      <tbody
        key={row.key}
        data-of={row.key}
        data-index={index}
        ref={isVirtual ? virtual.measureElement : undefined}
      >
        {props.renderRow(line, place)}
      </tbody>
    );
  };

  return (
    <div
      ref={scroller}
      // Without rows nothing in it takes the focus, and a keyboard could not scroll it.
      className={clsx('relative min-h-0 flex-1', rows.length === 0 ? 'overflow-hidden' : 'overflow-auto')}
      onPointerEnter={held.enter}
      onPointerLeave={() => {
        if (scroller.current?.contains(document.activeElement) !== true) held.leave();
      }}
      onFocus={() => {
        held.enter();
        noted();
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget) && !event.currentTarget.matches(':hover'))
          held.leave();
      }}
    >
      {held.waiting > 0 ? (
        <button
          type="button"
          onClick={held.showAll}
          className="sticky top-6 left-1/2 z-2 float-left h-6 -translate-x-1/2 rounded-chip border border-edge bg-raised px-3 text-table font-medium text-text shadow-pop hover:bg-hover"
        >
          <span className="figures">{held.waiting}</span> new
        </button>
      ) : null}
      <table
        role="treegrid"
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        className={clsx('w-full table-fixed border-collapse text-table', props.minWidth)}
        onKeyDown={grid.onKeyDown}
      >
        <TableHead columns={columns} />
        {props.read && rows.length > 0 ? (
          isVirtual ? (
            <InView items={virtual.getVirtualItems()} total={virtual.getTotalSize()} renderAt={renderAt} />
          ) : (
            rows.map((_, index) => renderAt(index))
          )
        ) : (
          <tbody>
            {props.read ? props.empty : <SkeletonRows span={columns.length} height={props.rowHeight} />}
          </tbody>
        )}
        {props.foot}
      </table>
    </div>
  );
}

interface InViewProps {
  readonly items: readonly { readonly index: number; readonly start: number; readonly end: number }[];
  readonly total: number;
  readonly renderAt: (index: number) => ReactNode;
}

/** The rows in view, with room for those above, between and below. */
function InView({ items, total, renderAt }: InViewProps) {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const item of items) {
    if (item.start > end) parts.push(<Room key={`room-${item.index}`} height={item.start - end} />);
    parts.push(renderAt(item.index));
    end = item.end;
  }
  if (total > end) parts.push(<Room key="room-below" height={total - end} />);
  return parts;
}

function Room({ height }: { readonly height: number }) {
  return (
    <tbody aria-hidden>
      <tr style={{ height }} />
    </tbody>
  );
}

/** The row that has, or would get, the focus stays drawn when it is scrolled away, or the focus is lost. */
function withRow(range: Range, index: number): number[] {
  const drawn = defaultRangeExtractor(range);
  if (index < 0 || drawn.includes(index)) return drawn;
  return [...drawn, index].sort((a, b) => a - b);
}

function focusRow(scroller: HTMLElement | null, key: string): boolean {
  const element = scroller?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`);
  element?.focus();
  return element !== null && element !== undefined;
}

interface FocusThatStays {
  /** Focuses this row as soon as it is drawn. */
  readonly want: (key: string) => void;
  /** Something in the table took the focus: nothing may be drawn anew before its row leaves. */
  readonly noted: () => void;
}

/** Focuses the row that was waited for; and when the one with the focus left, the one now in its place. */
function useFocusThatStays(
  scroller: { readonly current: HTMLDivElement | null },
  rows: readonly TreeRow[],
): FocusThatStays {
  const wanted = useRef<string | null>(null);
  const last = useRef<{ readonly key: string; readonly index: number } | null>(null);
  const noted = (): boolean => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-row]');
    if (focused === null || focused === undefined || scroller.current?.contains(focused) !== true)
      return false;
    const key = focused.dataset['row'] ?? '';
    last.current = { key, index: rows.findIndex((row) => row.key === key) };
    return true;
  };
  useLayoutEffect(() => {
    if (wanted.current !== null && focusRow(scroller.current, wanted.current)) wanted.current = null;
    if (noted()) return;
    if (document.activeElement !== document.body) last.current = null;
    else if (last.current !== null && !rows.some((row) => row.key === last.current?.key)) {
      const heir = rows[Math.min(last.current.index, rows.length - 1)];
      last.current = null;
      if (heir !== undefined) focusRow(scroller.current, heir.key);
    }
  });
  return {
    want: (key) => {
      wanted.current = key;
    },
    noted,
  };
}
