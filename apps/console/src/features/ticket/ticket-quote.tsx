import type { Account, Instrument } from '@copydesk/api-contract';
import { BestPrices } from '../../components/best-prices.tsx';
import { DayChange, LastPrice } from '../../components/live-price.tsx';
import { decimalsOfTick } from '../../lib/numbers.ts';
import { priceKey } from '../../live/price-store.ts';

interface TicketQuoteProps {
  readonly instrument: Instrument;
  /** Where the ticket's account trades. */
  readonly environment: Account['environment'] | undefined;
}

/** `124.15 ▲+4.86%  bid 124.10 ask 124.20`, under the ticket's name. */
export function TicketQuote({ instrument, environment }: TicketQuoteProps) {
  const price = priceKey(environment, instrument.id);
  const decimals = decimalsOfTick(instrument.tickSize);
  return (
    <p className="figures flex flex-wrap items-baseline gap-x-3 text-table" data-quote={instrument.id}>
      <span className="text-ticket font-semibold">
        <LastPrice of={price} decimals={decimals} />
      </span>
      <DayChange of={price} />
      <BestPrices of={price} decimals={decimals} />
    </p>
  );
}
