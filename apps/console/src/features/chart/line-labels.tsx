import { clsx } from 'clsx';
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import type { Ref } from 'react';
import { formatMoney } from '../../lib/numbers.ts';
import type { ChartLine } from './chart-line.ts';
import type { Moved, Places } from './line-primitive.ts';

const LOOK: Readonly<Record<ChartLine['kind'], string>> = {
  buy: 'border-buy text-buy',
  sell: 'border-sell text-sell',
  position: 'border-edge text-text',
  stop: 'border-loss text-loss',
  target: 'border-gain text-gain',
};

interface LineLabelsProps {
  readonly lines: readonly ChartLine[];
  readonly moved: Moved | null;
  readonly busy: boolean;
  readonly decimals: number;
  readonly onRemove: (line: ChartLine) => void;
  readonly ref: Ref<HTMLUListElement>;
}

/** What each line is, at its right end. A label is dragged as its line is; one whose price is out of view waits at the edge. */
export function LineLabels({ lines, moved, busy, decimals, onRemove, ref }: LineLabelsProps) {
  return (
    <ul
      ref={ref}
      aria-label={`${lines.length} ${lines.length === 1 ? 'line' : 'lines'}; they are changed in the blotter too`}
      className="pointer-events-none absolute inset-0 z-3 overflow-clip"
    >
      {lines.map((line) => (
        <li
          key={line.id}
          data-line={line.id}
          className={clsx(
            'figures pointer-events-auto invisible absolute top-0 flex h-5 touch-none items-center gap-1 rounded-box border bg-panel px-1.5 text-label whitespace-nowrap phone:h-11',
            LOOK[line.kind],
            line.move === null ? 'cursor-default' : 'cursor-ns-resize',
            moved?.id === line.id && 'font-semibold',
          )}
        >
          <span data-edge="up" className="hidden">
            <ArrowUp aria-hidden size={11} />
          </span>
          <span data-edge="down" className="hidden">
            <ArrowDown aria-hidden size={11} />
          </span>
          <span>{line.words}</span>
          <span className="text-text">
            {formatMoney(line.price, decimals)}
            {moved?.id === line.id && moved.price !== line.price
              ? ` → ${formatMoney(moved.price, decimals)}`
              : ''}
          </span>
          {line.more === undefined ? null : <span>{line.more}</span>}
          {line.remove === null ? null : (
            <button
              type="button"
              tabIndex={-1}
              aria-label={line.remove.name}
              title={line.remove.name}
              disabled={busy}
              onClick={() => onRemove(line)}
              className="-mr-1.5 inline-flex h-5 w-6 cursor-pointer items-center justify-center hover:bg-hover"
            >
              <X aria-hidden size={12} />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

const GAP_PX = 6;

/** Puts the labels where their lines are: those that would cover one another stand side by side, then in another row. */
export function placeLabels(list: HTMLElement, places: Places, scaleWidth: number): void {
  const labels = [...list.querySelectorAll<HTMLElement>('[data-line]')]
    .map((label) => ({ label, y: places.get(label.dataset['line'] ?? '') ?? null }))
    .sort((one, other) => (one.y ?? 0) - (other.y ?? 0));
  // On a phone they are as high as a thumb is wide.
  const height = labels[0]?.label.offsetHeight ?? 0;
  const bottom = list.clientHeight - AXIS_PX - height / 2;
  const begin = scaleWidth + GAP_PX;
  let row: { at: number; right: number } | null = null;
  for (const { label, y } of labels) {
    label.style.visibility = y === null ? 'hidden' : 'visible';
    if (y === null) continue;
    const own = Math.min(Math.max(y, height / 2), bottom);
    const width = label.offsetWidth;
    if (row === null || own - row.at >= height) row = { at: own, right: begin };
    else if (row.right + width > list.clientWidth) row = { at: row.at + height, right: begin };
    label.style.transform = `translateY(${Math.round(row.at - height / 2)}px)`;
    label.style.right = `${Math.round(row.right)}px`;
    for (const edge of label.querySelectorAll<HTMLElement>('[data-edge]'))
      edge.style.display = (edge.dataset['edge'] === 'up' ? y < 0 : y > bottom + height) ? 'inline' : '';
    row.right += width + GAP_PX;
  }
}

/** The time axis below the candles. */
const AXIS_PX = 26;
