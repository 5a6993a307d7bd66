/** This page's prices, and how parts of it look at them. */
import { useCallback, useSyncExternalStore } from 'react';
import type { Money } from '../lib/numbers.ts';
import { serverNow, useLink } from './link-store.ts';
import { type LivePrice, type PriceKey, PriceStore } from './price-store.ts';

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
export function usePrice(key: PriceKey | null): LivePrice | undefined {
  const watch = useCallback(
    (changed: () => void) => (key === null ? () => undefined : prices.watch(key, changed)),
    [key],
  );
  return useSyncExternalStore(watch, () => (key === null ? undefined : prices.get(key)));
}

/** Prices of several instruments, for a sum; the same array as long as they are the same. */
export function usePrices(keys: readonly PriceKey[]): (key: PriceKey) => LivePrice | undefined {
  const watch = useCallback(
    (changed: () => void) => {
      const ends = keys.map((key) => prices.watch(key, changed));
      return () => {
        for (const end of ends) end();
      };
    },
    [keys],
  );
  useSyncExternalStore(watch, () => prices.paints);
  return (key) => prices.get(key);
}

/** The last price where it is one of now; null where it is old, not known, or of before the page was cut off. Read once. */
export function lastOfNow(key: PriceKey | null): Money | null {
  const price = key === null ? undefined : prices.get(key);
  return price === undefined || price.stale || useLink.getState().state === 'lost' ? null : price.last;
}
