import { SelectField } from '../../components/ui/field.tsx';
import { Stepper } from '../../components/ui/stepper.tsx';
import { stepPrice } from '../../lib/numbers.ts';
import { ORDER_TYPE_WORD, productName } from '../../lib/words.ts';
import type { Ticket } from './ticket-store.ts';
import { NEEDS_PRICE, NEEDS_TRIGGER } from './ticket-terms.ts';

const TYPES = ['MARKET', 'LIMIT', 'SL', 'SL-M'] as const;

interface TicketPricesProps {
  readonly ticket: Ticket;
  readonly onChange: (part: Partial<Ticket>) => void;
  readonly faults: { readonly price: string | undefined; readonly triggerPrice: string | undefined };
}

/** Type, product, validity, and the prices that the type needs. */
export function TicketPrices({ ticket, onChange, faults }: TicketPricesProps) {
  const kind = ticket.instrument?.kind ?? null;
  const tick = ticket.instrument?.tickSize ?? 0.05;
  const products = kind === 'EQ' ? (['D', 'I', 'MTF'] as const) : (['D', 'I'] as const);
  return (
    <>
      <div className="grid grid-cols-[84px_1fr_76px] gap-2">
        <SelectField
          label="Type"
          value={ticket.orderType}
          onChange={(event) => onChange({ orderType: event.target.value as Ticket['orderType'] })}
        >
          {TYPES.map((type) => (
            <option key={type} value={type}>
              {type === 'MARKET' || type === 'LIMIT' ? ORDER_TYPE_WORD[type] : type}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Product"
          value={ticket.product}
          onChange={(event) => onChange({ product: event.target.value as Ticket['product'] })}
        >
          {products.map((product) => (
            <option key={product} value={product}>
              {productName(product, kind)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Validity"
          value={ticket.validity}
          onChange={(event) => onChange({ validity: event.target.value as Ticket['validity'] })}
        >
          <option value="DAY">Day</option>
          <option value="IOC">IOC</option>
        </SelectField>
      </div>
      {NEEDS_PRICE.has(ticket.orderType) ? (
        <Stepper
          label="Price ₹"
          value={ticket.price}
          onChange={(price) => onChange({ price })}
          onStep={(direction, times) => onChange({ price: stepPrice(ticket.price, tick, direction * times) })}
          error={faults.price}
        />
      ) : null}
      {NEEDS_TRIGGER.has(ticket.orderType) ? (
        <Stepper
          label="Trigger ₹"
          value={ticket.triggerPrice}
          onChange={(triggerPrice) => onChange({ triggerPrice })}
          onStep={(direction, times) =>
            onChange({ triggerPrice: stepPrice(ticket.triggerPrice, tick, direction * times) })
          }
          error={faults.triggerPrice}
        />
      ) : null}
      {ticket.orderType === 'MARKET' || ticket.orderType === 'SL-M' ? (
        <p className="text-label text-muted">Market orders carry the broker's automatic price protection.</p>
      ) : null}
    </>
  );
}
