/** How wide the screen is, in the three layouts that the console has; the styles' `phone:` stands for the same width. */
import { useSyncExternalStore } from 'react';

/**
 * `phone`: below 700 px, or below 1200 and too low for parts above each other: a phone that is turned, a page that is zoomed
 * to twice its size. `narrow`: below 1200, where the ticket is a drawer.
 */
export type Screen = 'phone' | 'narrow' | 'desk';

const PHONE = '(width < 700px), ((width < 1200px) and (height < 600px))';
const NARROW = '(width < 1200px)';

function read(): Screen {
  if (window.matchMedia(PHONE).matches) return 'phone';
  return window.matchMedia(NARROW).matches ? 'narrow' : 'desk';
}

function watch(changed: () => void): () => void {
  const queries = [PHONE, NARROW].map((query) => window.matchMedia(query));
  for (const query of queries) query.addEventListener('change', changed);
  return () => {
    for (const query of queries) query.removeEventListener('change', changed);
  };
}

/** The layout of now; it changes with the window. */
export function useScreen(): Screen {
  return useSyncExternalStore(watch, read);
}
