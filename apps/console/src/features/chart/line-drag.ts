/**
 * Dragging a line: from the press on it to where it is let go.
 *
 * Decides: when a drag begins, moves, ends or is dropped (Esc, a second button, the pointer taken away). A finger takes a line by its
 * label only: on the candles it scrolls, and what lies under it there is covered by it. Sends nothing.
 */
import type { Money } from '../../lib/numbers.ts';
import type { ChartLine } from './chart-line.ts';
import type { Moved } from './line-primitive.ts';

export interface DragTarget {
  readonly lineAt: (y: number) => ChartLine | null;
  readonly lineOf: (id: string) => ChartLine | undefined;
  readonly priceAt: (y: number) => Money | null;
  /** False while another move waits for its answer. */
  readonly mayDrag: () => boolean;
  /** The picture stands still meanwhile. */
  readonly onHold: (held: boolean) => void;
  readonly onDrag: (moved: Moved | null) => void;
  readonly onDrop: (line: ChartLine, price: Money) => void;
}

/** Listens within a box until the answer is called. */
export function listenForDrags(box: HTMLElement, target: DragTarget): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  let dragging: { readonly line: ChartLine; price: Money; readonly stop: AbortController } | null = null;
  const heightOf = (event: PointerEvent): number => event.clientY - box.getBoundingClientRect().top;

  const end = (): void => {
    dragging?.stop.abort();
    dragging = null;
    target.onHold(false);
  };
  const drop = (): void => {
    if (dragging === null) return;
    end();
    target.onDrag(null);
  };
  const move = (event: PointerEvent): void => {
    const price = dragging === null ? null : target.priceAt(heightOf(event));
    if (dragging === null || price === null || price === dragging.price) return;
    dragging.price = price;
    target.onDrag({ id: dragging.line.id, price });
  };
  const release = (event: PointerEvent): void => {
    if (dragging === null) return;
    move(event);
    const { line, price } = dragging;
    end();
    if (price === line.price) target.onDrag(null);
    else target.onDrop(line, price);
  };
  const press = (event: PointerEvent): void => {
    if (dragging !== null) return drop();
    if ((event.target as Element).closest('button') !== null) return;
    const id = (event.target as Element).closest<HTMLElement>('[data-line]')?.dataset['line'];
    const nearest = (): ChartLine | null =>
      event.pointerType === 'touch' ? null : target.lineAt(heightOf(event));
    const line = id === undefined ? nearest() : target.lineOf(id);
    if (event.button !== 0 || !target.mayDrag() || line === undefined || line === null || line.move === null)
      return;
    // Also keeps the chart from taking it as a pull on the candles.
    event.preventDefault();
    event.stopPropagation();
    box.setPointerCapture(event.pointerId);
    const stop = new AbortController();
    dragging = { line, price: line.price, stop };
    target.onHold(true);
    window.addEventListener(
      'keydown',
      (key) => {
        if (key.key !== 'Escape') return;
        key.preventDefault();
        key.stopPropagation();
        drop();
      },
      { capture: true, signal: stop.signal },
    );
  };
  box.addEventListener('pointerdown', press, { capture: true, signal });
  box.addEventListener('pointermove', move, { signal });
  box.addEventListener('pointerup', release, { signal });
  box.addEventListener('pointercancel', drop, { signal });
  return () => {
    drop();
    listening.abort();
  };
}
