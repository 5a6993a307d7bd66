import type { Instrument } from '@copydesk/api-contract';
import { BestPrices } from '../../components/best-prices.tsx';
import { DayChange, LastPrice } from '../../components/live-price.tsx';
import { decimalsOfTick } from '../../lib/numbers.ts';

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
