import { formatMoney, type Money, NOT_APPLICABLE } from '../lib/numbers.ts';
import { useIsStale } from '../live/link-store.ts';
import { usePrice } from '../live/prices.ts';

interface BestPricesProps {
  readonly instrumentId: string;
  readonly decimals: number;
}

/** What one could sell and buy at now; old ones are not shown, for nobody trades at them. */
export function BestPrices({ instrumentId, decimals }: BestPricesProps) {
  const price = usePrice(instrumentId);
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
