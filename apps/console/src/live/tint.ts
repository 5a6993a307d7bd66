/**
 * The short colour of a cell whose price moved.
 *
 * Decides: at most 250 ms, at most twice a second per cell, on and off without a fade, and not at all for people who asked
 * for less motion. It is an attribute that one frame loop sets and clears: with `element.animate` thousands of
 * ticks a second halved the frames.
 */
const SHOWN_MS = 230;
const EVERY_MS = 500;

/** By cell: when it was tinted last, on the clock of frames. */
const since = new Map<HTMLElement, number>();
let running = false;

/** Tints a cell, where it may be. */
export function tint(cell: HTMLElement, moved: -1 | 1): void {
  if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const now = performance.now();
  if (now - (since.get(cell) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return;
  since.set(cell, now);
  cell.dataset['tint'] = moved > 0 ? 'up' : 'down';
  if (running) return;
  running = true;
  requestAnimationFrame(sweep);
}

function sweep(): void {
  const now = performance.now();
  for (const [cell, at] of since) {
    if (now - at >= SHOWN_MS) delete cell.dataset['tint'];
    if (now - at >= EVERY_MS) since.delete(cell);
  }
  running = since.size > 0;
  if (running) requestAnimationFrame(sweep);
}
