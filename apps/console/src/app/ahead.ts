/**
 * What is fetched once the page stands, before anybody asks for it.
 *
 * A screen that is only fetched when it is opened cannot be opened once the server is gone, and leaving a position must not depend on
 * that: orders, positions, alerts and the way out are on the machine a moment after the first screen. So is the palette: who
 * types at once after its key must not type past it.
 */

/** So long the first screen has the line to itself. */
const AFTER_MS = 800;

/** Fetches them soon. Returns what takes that back. */
export function fetchAhead(): () => void {
  const timer = setTimeout(() => {
    const parts = [
      import('./desk-page.tsx'),
      import('./book-pages.tsx'),
      import('../features/positions/positions-panel.tsx'),
      import('../features/orders/timeline-panel.tsx'),
      import('../features/alerts/alerts-bell.tsx'),
      import('./alerts.tsx'),
      import('./asked.tsx'),
      import('./desk-basket.tsx'),
      import('../features/basket/collect-leg.ts'),
      import('./palette/palette.tsx'),
      import('./user-menu.tsx'),
      import('./status-bar.tsx'),
    ];
    // What cannot be had now is asked for again when it is opened.
    void Promise.allSettled(parts);
  }, AFTER_MS);
  return () => clearTimeout(timer);
}
