import { Stepper } from '../../components/ui/stepper.tsx';
import { formatLots, formatQuantity } from '../../lib/numbers.ts';
import { steppedSize } from '../../lib/order-size.ts';
import type { Ticket } from './ticket-store.ts';

interface TicketSizeProps {
  readonly ticket: Ticket;
  /** In units; null while the size is none. */
  readonly quantity: number | null;
  readonly fault: string | undefined;
  readonly onChange: (part: Pick<Ticket, 'size'>) => void;
}

/** How much, in the unit that the person works in, and beside it what that is in the other. */
export function TicketSize({ ticket, quantity, fault, onChange }: TicketSizeProps) {
  const lotSize = Math.max(1, ticket.instrument?.lotSize ?? 1);
  const inLots = lotSize > 1;
  return (
    <Stepper
      label={inLots && ticket.unit === 'lots' ? `Lots of ${formatQuantity(lotSize)}` : 'Quantity'}
      inputKey="lots"
      value={ticket.size}
      onChange={(size) => onChange({ size })}
      onStep={(direction, times) => onChange({ size: steppedSize(ticket, direction * times) })}
      after={
        <span className="figures text-ticket text-text-2">
          {inLots && quantity !== null
            ? `= ${ticket.unit === 'lots' ? formatQuantity(quantity) : formatLots(quantity / lotSize)}`
            : ''}
        </span>
      }
      error={fault}
    />
  );
}
