import { useRef } from 'react';
import { flushSync } from 'react-dom';
import { changeLeg, type Leg, removeLeg } from './basket-draft.ts';
import type { BasketOrder, OrderedLeg } from './basket-order.ts';
import { LegRow } from './leg-row.tsx';

interface BasketLegsProps {
  readonly order: BasketOrder;
  /** The legs that were sent and have no answer yet. */
  readonly onWay: readonly Leg[] | null;
  /** What is wrong with a leg, in words. */
  readonly faultAt: (index: number, leg: OrderedLeg) => string | undefined;
  /** The last leg was taken out: the focus needs a place. */
  readonly onEmpty: () => void;
}

/** The legs in the order in which they go; where one is taken out, the next one's button has the focus. */
export function BasketLegs({ order, onWay, faultAt, onEmpty }: BasketLegsProps) {
  const list = useRef<HTMLOListElement>(null);
  const takeOut = (instrumentId: string, index: number): void => {
    flushSync(() => removeLeg(instrumentId));
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('[data-take-out]') ?? [])];
    const next = buttons[index] ?? buttons.at(-1);
    if (next === undefined) onEmpty();
    else next.focus();
  };
  return (
    <ol ref={list} aria-label="Legs, in the order in which they go">
      {order.legs.map((ordered, index) => (
        <LegRow
          key={ordered.leg.instrument.id}
          place={index + 1}
          ordered={ordered}
          environment={order.account?.environment}
          onWay={onWay?.some(({ instrument }) => instrument.id === ordered.leg.instrument.id) === true}
          fault={faultAt(index, ordered)}
          onChange={(part) => changeLeg(ordered.leg.instrument.id, part)}
          onRemove={() => takeOut(ordered.leg.instrument.id, index)}
        />
      ))}
    </ol>
  );
}
