/**
 * What stands in the ticket, as a leg of a basket.
 *
 * Decides: nothing that was typed is dropped: what no leg can carry is refused in words.
 */
import type { Instrument } from '@copydesk/api-contract';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { sizeFault } from '../../lib/order-size.ts';
import type { Ticket } from './ticket-store.ts';

/** In lots. */
interface TicketLeg extends Pick<Ticket, 'side' | 'price'> {
  readonly instrument: Instrument;
  readonly size: string;
  readonly orderType: 'MARKET' | 'LIMIT';
}

interface TicketLegTerms extends Pick<Ticket, 'accountId' | 'masterOnly'> {
  readonly product: 'D' | 'I';
}

/** Answers why it is no leg, in words; null when it is one. */
export type CollectLeg = (leg: TicketLeg, terms: TicketLegTerms) => string | null;

interface AsLegProps {
  readonly ticket: Ticket;
  /** In units; null while the size is none. */
  readonly quantity: number | null;
  /** The account that the ticket is for. */
  readonly accountId: string | undefined;
  readonly onCollect: CollectLeg;
}

/** Takes what stands in the ticket as a leg of a basket; absent for what no leg can be. */
export function AsLeg({ ticket, quantity, accountId, onCollect }: AsLegProps) {
  const [refused, setRefused] = useState<{ readonly words: string | null; readonly of: Ticket } | null>(null);
  const { instrument, side, orderType, price, product, masterOnly } = ticket;
  const isLeg = orderType === 'MARKET' || orderType === 'LIMIT';
  if (instrument === null || instrument.lotSize === 0 || !isLeg || product === 'MTF') return null;
  const collect = (): string | null => {
    if (quantity === null) return `Not added: ${sizeFault(ticket)}`;
    if (ticket.validity !== 'DAY') return 'Not added: a leg is valid for the day.';
    if ([ticket.stop, ticket.target, ticket.trail].some((level) => level.trim() !== ''))
      return 'Not added: a leg takes no stop, target or trail along.';
    const size = String(quantity / instrument.lotSize);
    return onCollect({ instrument, side, size, orderType, price }, { product, accountId, masterOnly });
  };
  // What was said is about what stood there.
  const words = refused?.of === ticket ? refused.words : null;
  return (
    <>
      <Button size="small" className="ml-auto" onClick={() => setRefused({ words: collect(), of: ticket })}>
        Add as a leg
      </Button>
      {words === null ? null : (
        <p role="alert" className="w-full text-table text-loss">
          {words}
        </p>
      )}
    </>
  );
}
