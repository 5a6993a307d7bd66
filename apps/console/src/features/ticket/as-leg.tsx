import type { Instrument } from '@copydesk/api-contract';
import { Button } from '../../components/ui/button.tsx';
import type { Ticket } from './ticket-store.ts';

/** What stands in the ticket, in lots. */
export interface TicketLeg extends Pick<Ticket, 'side' | 'price'> {
  readonly instrument: Instrument;
  readonly size: string;
  readonly orderType: 'MARKET' | 'LIMIT';
}

interface AsLegProps {
  readonly ticket: Ticket;
  /** In units; null while the size is none. */
  readonly quantity: number | null;
  readonly onCollect: (leg: TicketLeg, product: 'D' | 'I') => void;
}

/** Takes what stands in the ticket as a leg of a basket; absent for what no leg can be. */
export function AsLeg({ ticket, quantity, onCollect }: AsLegProps) {
  const { instrument, side, orderType, price, product } = ticket;
  const isLeg = orderType === 'MARKET' || orderType === 'LIMIT';
  if (instrument === null || instrument.lotSize === 0 || !isLeg || product === 'MTF') return null;
  const size = quantity === null ? ticket.size : String(quantity / instrument.lotSize);
  return (
    <Button
      size="small"
      className="ml-auto"
      onClick={() => onCollect({ instrument, side, size, orderType, price }, product)}
    >
      Add as a leg
    </Button>
  );
}
