import type { Account } from '@copydesk/api-contract';
import { X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import { LastPrice } from '../../components/live-price.tsx';
import { Choice } from '../../components/ui/choice.tsx';
import { instrumentLabel } from '../../lib/instrument-name.ts';
import { decimalsOfTick, formatLots, formatMoney, formatQuantity, stepPrice } from '../../lib/numbers.ts';
import { steppedSize } from '../../lib/order-size.ts';
import { ORDER_TYPE_WORD } from '../../lib/words.ts';
import { serverNow } from '../../live/link-store.ts';
import { type PriceKey, priceKey } from '../../live/price-store.ts';
import { lastOfNow } from '../../live/prices.ts';
import type { Leg } from './basket-draft.ts';
import type { OrderedLeg } from './basket-order.ts';
import { legKind } from './basket-words.ts';

const SIDES = [
  { value: 'BUY', label: 'Buy', chosen: 'bg-buy text-on-buy font-semibold' },
  { value: 'SELL', label: 'Sell', chosen: 'bg-sell text-on-sell font-semibold' },
] as const;

const FIELD =
  'h-7 w-full rounded-box border border-edge bg-panel px-1.5 text-control aria-invalid:border-2 aria-invalid:border-loss';

interface LegRowProps {
  /** From 1, in the order in which they go. */
  readonly place: number;
  readonly ordered: OrderedLeg;
  /** Where its account trades: there its price is told, unless it is known to have been collected elsewhere. */
  readonly environment: Account['environment'] | undefined;
  /** It was sent, and its answer is waited for: nothing of it is changed. */
  readonly onWay: boolean;
  /** What is wrong with it, in words; none while nothing was tried. */
  readonly fault: string | undefined;
  readonly onChange: (part: Partial<Leg>) => void;
  readonly onRemove: () => void;
}

/** One leg: what it is, and beside it how much, how and at which price. */
export function LegRow({ place, ordered, environment, onWay, fault, onChange, onRemove }: LegRowProps) {
  const { leg, quantity } = ordered;
  const { instrument } = leg;
  const name = instrumentLabel(instrument, serverNow());
  const price = priceKey(leg.environment ?? environment, instrument.id);
  const of = `of leg ${place}, ${name}`;
  const inLots = instrument.lotSize > 1;
  const faultId = `leg-fault-${place}`;
  const described = fault === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': faultId };
  return (
    <li className="flex flex-col gap-1 border-b border-line py-1.5">
      <div className="flex items-center gap-1.5 text-control">
        <span className="figures text-muted">{place}</span>
        <span className="min-w-0 flex-1 truncate font-semibold" title={instrument.id}>
          {name}
        </span>
        {(leg.environment ?? environment) === 'sandbox' ? <span className="text-sandbox">sbx</span> : null}
        <span className="text-table">
          <LastPrice of={price} decimals={decimalsOfTick(instrument.tickSize)} />
        </span>
        <button
          type="button"
          data-take-out
          disabled={onWay}
          aria-label={`Take out leg ${place}, ${name}`}
          onClick={onRemove}
          className="inline-flex size-6 shrink-0 items-center justify-center rounded-box text-text-2 hover:bg-hover hover:text-text"
        >
          <X aria-hidden size={14} />
        </button>
      </div>
      <fieldset
        disabled={onWay}
        className="grid min-w-0 grid-cols-[90px_50px_84px_1fr] items-center gap-1.5 disabled:opacity-50"
      >
        <legend className="sr-only">Terms {of}</legend>
        <Choice
          legend={`Side ${of}`}
          options={SIDES}
          value={leg.side}
          onChange={(side) => moveTo(() => onChange({ side }))}
        />
        <input
          data-key={place === 1 ? 'basket-lots' : undefined}
          aria-label={`${inLots ? 'Lots' : 'Quantity'} ${of}`}
          {...described}
          inputMode="numeric"
          autoComplete="off"
          value={leg.size}
          onChange={(event) => onChange({ size: event.target.value })}
          onKeyDown={stepping((steps) =>
            onChange({ size: steppedSize({ instrument, size: leg.size, unit: 'lots' }, steps) }),
          )}
          className={`figures text-right ${FIELD}`}
        />
        <select
          aria-label={`Type ${of}`}
          value={leg.orderType}
          onChange={(event) => onChange(typed(leg, event.target.value as Leg['orderType'], price))}
          className={FIELD}
        >
          <option value="MARKET">{ORDER_TYPE_WORD.MARKET}</option>
          <option value="LIMIT">{ORDER_TYPE_WORD.LIMIT}</option>
        </select>
        {leg.orderType === 'MARKET' ? (
          <span className="figures text-right text-label text-muted">at market</span>
        ) : (
          <input
            aria-label={`Price ₹ ${of}`}
            {...described}
            inputMode="decimal"
            autoComplete="off"
            value={leg.price}
            onChange={(event) => onChange({ price: event.target.value })}
            onKeyDown={stepping((steps) =>
              onChange({ price: stepPrice(leg.price, instrument.tickSize, steps) }),
            )}
            className={`figures text-right ${FIELD}`}
          />
        )}
      </fieldset>
      <p className="figures text-label text-muted">
        {onWay ? 'on its way, not changed any more' : legKind(ordered)}
        {quantity === null ? '' : ` · ${sizeWords(quantity, instrument.lotSize)}`}
      </p>
      {fault === undefined ? null : (
        <p id={faultId} role="alert" className="text-table text-loss">
          {fault}
        </p>
      )}
    </li>
  );
}

/** `1 lot = 65`: what the number above counts. */
function sizeWords(quantity: number, lotSize: number): string {
  if (lotSize <= 1) return `${formatQuantity(quantity)} qty`;
  return `${formatLots(quantity / lotSize)} = ${formatQuantity(quantity)}`;
}

/** ↑ and ↓ step, ten times as far with Shift. */
function stepping(step: (steps: number) => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    step((event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1));
  };
}

/** A limit begins at the last price, where one of now is known. */
function typed({ instrument, price }: Leg, orderType: Leg['orderType'], key: PriceKey | null): Partial<Leg> {
  const last = lastOfNow(key);
  if (orderType !== 'LIMIT' || price !== '' || last === null) return { orderType };
  return {
    orderType,
    price: formatMoney(last, decimalsOfTick(instrument.tickSize)).replaceAll(',', ''),
  };
}

/** Another side is another place in the list: what had the focus keeps it. */
function moveTo(change: () => void): void {
  const focused = document.activeElement;
  flushSync(change);
  if (focused instanceof HTMLElement && focused.isConnected) focused.focus();
}
