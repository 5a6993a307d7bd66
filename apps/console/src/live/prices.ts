/** This page's prices, and how parts of it look at them. */
import { useCallback, useSyncExternalStore } from 'react';
import { serverNow } from './link-store.ts';
import { type LivePrice, PriceStore } from './price-store.ts';

export const prices = new PriceStore({
  onFrame: (run) => requestAnimationFrame(run),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  now: serverNow,
  elapsed: () => performance.now(),
  isHidden: () => document.visibilityState === 'hidden',
});

/** The price of one instrument as long as something that shows it is on the page; null asks for none. */
export function usePrice(id: string | null): LivePrice | undefined {
  const watch = useCallback(
    (changed: () => void) => (id === null ? () => undefined : prices.watch(id, changed)),
    [id],
  );
  return useSyncExternalStore(watch, () => (id === null ? undefined : prices.get(id)));
}

/** Prices of several instruments, for a sum; the same array as long as they are the same. */
export function usePrices(ids: readonly string[]): (id: string) => LivePrice | undefined {
  const watch = useCallback(
    (changed: () => void) => {
      const ends = ids.map((id) => prices.watch(id, changed));
      return () => {
        for (const end of ends) end();
      };
    },
    [ids],
  );
  useSyncExternalStore(watch, () => prices.paints);
  return (id) => prices.get(id);
}
