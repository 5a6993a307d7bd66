import type { Account } from '@copydesk/api-contract';
import { ExpiresToday } from '../../components/expires-today.tsx';
import { instrumentLabel } from '../../lib/instrument-name.ts';
import { decimalsOfTick, formatPrice, formatQuantity } from '../../lib/numbers.ts';
import { useMarketDay } from '../../live/conditions.ts';
import { serverNow } from '../../live/link-store.ts';
import { TicketQuote } from './ticket-quote.tsx';
import type { Ticket } from './ticket-store.ts';

interface TicketTitleProps {
  readonly ticket: Ticket;
  /** Where the ticket's account trades. */
  readonly environment: Account['environment'] | undefined;
  /** In units, signed. */
  readonly held: number;
  readonly fault: string | undefined;
}

/** What the ticket is about: its name, its price of now, and what its exchange demands. */
export function TicketTitle({ ticket, environment, held, fault }: TicketTitleProps) {
  const { instrument } = ticket;
  const today = useMarketDay(environment);
  return (
    <div>
      <h2 className="text-ticket font-semibold">
        {instrument === null ? (
          <span className="text-text-2">No instrument</span>
        ) : (
          <>
            {instrumentLabel(instrument, serverNow())} {instrument.expiry === today ? <ExpiresToday /> : null}
          </>
        )}
      </h2>
      {instrument === null ? null : <TicketQuote instrument={instrument} environment={environment} />}
      {instrument === null ? null : (
        <p className="figures text-label text-muted">
          {instrument.segment}
          {instrument.lotSize > 1 ? ` · lot ${formatQuantity(instrument.lotSize)}` : ''} · tick{' '}
          {formatPrice(instrument.tickSize, decimalsOfTick(instrument.tickSize))}
          {instrument.freezeQuantity === null ? '' : ` · freeze ${formatQuantity(instrument.freezeQuantity)}`}
          {held === 0 ? '' : ` · held ${formatQuantity(held)}`}
        </p>
      )}
      {fault === undefined ? null : (
        <p role="alert" className="text-table text-loss">
          {fault}
        </p>
      )}
    </div>
  );
}
