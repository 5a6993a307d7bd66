import type { Instrument } from '@copydesk/api-contract';
import { DayChange, LastPrice } from '../../components/live-price.tsx';
import { decimalsOfTick, formatMoney, type Money, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { useIsStale } from '../../live/link-store.ts';
import { usePrice } from '../../live/prices.ts';

/** `124.15 ▲+4.86%  bid 124.10 ask 124.20`, under the ticket's name. */
export function TicketQuote({ instrument }: { readonly instrument: Instrument }) {
  const decimals = decimalsOfTick(instrument.tickSize);
  return (
    <p className="figures flex flex-wrap items-baseline gap-x-3 text-table" data-quote={instrument.id}>
      <span className="text-ticket font-semibold">
        <LastPrice instrumentId={instrument.id} decimals={decimals} />
      </span>
      <DayChange instrumentId={instrument.id} />
      <BestPrices instrumentId={instrument.id} decimals={decimals} />
    </p>
  );
}

interface BestPricesProps {
  readonly instrumentId: string;
  readonly decimals: number;
}

/** What one could sell and buy at now; old ones are not shown, for nobody trades at them. */
function BestPrices({ instrumentId, decimals }: BestPricesProps) {
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
