import { formatMoney, type Money, NOT_APPLICABLE } from '../lib/numbers.ts';
import { useIsStale } from '../live/link-store.ts';
import type { PriceKey } from '../live/price-store.ts';
import { usePrice } from '../live/prices.ts';

interface BestPricesProps {
  readonly of: PriceKey | null;
  readonly decimals: number;
}

/** What one could sell and buy at now; old ones are not shown, for nobody trades at them. */
export function BestPrices({ of, decimals }: BestPricesProps) {
  const price = usePrice(of);
  const cut = useIsStale();
  if (price === undefined || cut || price.stale || (price.bid === null && price.ask === null)) return null;
  const word = (side: Money | null): string => (side === null ? NOT_APPLICABLE : formatMoney(side, decimals));
  return (
    <span className="ml-auto whitespace-nowrap text-text-2">
      <span className="text-muted">bid</span> {word(price.bid)} <span className="text-muted">ask</span>{' '}
      {word(price.ask)}
    </span>
  );
}
