import { type KeyboardEvent, useState } from 'react';

export interface TreeRow {
  readonly key: string;
  readonly level: 1 | 2;
  /** Undefined: nothing hangs on it. */
  readonly open?: boolean | undefined;
}

const PAGE = 10;

/**
 * One Tab stop for a table whose rows open: arrows, Home, End, PageUp and PageDown move, → opens a row or goes to its
 * first child, ← closes it or goes to its parent. Other keys are handed to `onKey` with the row that has the focus.
 *
 * @param reveal Brings a row into the page that is not drawn yet, and focuses it.
 */
export function useTreegrid(
  rows: readonly TreeRow[],
  toggle: (key: string, open: boolean) => void,
  onKey: (key: string, event: KeyboardEvent) => void,
  reveal?: (key: string, index: number) => void,
) {
  const [active, setActive] = useState<string | null>(null);
  const current = rows.some((row) => row.key === active) ? active : (rows[0]?.key ?? null);

  const onKeyDown = (event: KeyboardEvent): void => {
    const table = event.currentTarget;
    const go = (index: number): void => {
      const to = rows[index];
      if (to === undefined) return;
      setActive(to.key);
      const drawn = table.querySelector<HTMLElement>(`[data-row="${CSS.escape(to.key)}"]`);
      if (drawn === null) reveal?.(to.key, index);
      else drawn.focus();
    };
    const target = event.target as HTMLElement;
    const element = target.closest<HTMLElement>('[data-row]');
    const key = element?.dataset['row'];
    const at = rows.findIndex((row) => row.key === key);
    const row = rows[at];
    if (key === undefined || row === undefined || isField(target)) return;
    const onRow = target === element;
    // Buttons inside a row keep Enter and Space for themselves.
    if (!onRow && (event.key === 'Enter' || event.key === ' ')) return;
    const moved = move(event, at, rows);
    if (moved !== undefined) {
      event.preventDefault();
      go(moved);
    } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      event.preventDefault();
      const to = sideways(event.key, at, row);
      if (to !== undefined) go(to);
    } else if (event.key === 'Enter' && row.open !== undefined && !event.repeat && plain(event)) {
      toggle(key, !row.open);
    } else if (!event.repeat && plain(event)) onKey(key, event);
  };

  /** Opens or closes the row, or names the one to go to. */
  const sideways = (arrow: 'ArrowRight' | 'ArrowLeft', at: number, row: TreeRow): number | undefined => {
    if (arrow === 'ArrowRight') {
      if (row.open === true) return at + 1;
      if (row.open === false) toggle(row.key, true);
      return undefined;
    }
    if (row.level === 2) return rows.slice(0, at).findLastIndex((other) => other.level === 1);
    if (row.open === true) toggle(row.key, false);
    return undefined;
  };

  const rowProps = (row: TreeRow) => ({
    'data-row': row.key,
    'aria-level': row.level,
    'aria-expanded': row.open,
    tabIndex: row.key === current ? 0 : -1,
    onFocus: () => setActive(row.key),
  });

  return { onKeyDown, rowProps, current } as const;
}

/** A field in a cell keeps all of its keys. */
function isField(target: HTMLElement): boolean {
  return target.matches('input, select, textarea');
}

/** Ctrl, Alt and Meta belong to the browser and to chords. */
function plain(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.altKey && !event.metaKey;
}

function move(event: KeyboardEvent, at: number, rows: readonly TreeRow[]): number | undefined {
  const last = rows.length - 1;
  switch (event.key) {
    case 'ArrowDown':
      return Math.min(last, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'PageDown':
      return Math.min(last, at + PAGE);
    case 'PageUp':
      return Math.max(0, at - PAGE);
    default:
      return undefined;
  }
}
