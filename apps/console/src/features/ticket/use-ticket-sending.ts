import { type Order, orderSchema, type PlaceOrderBody } from '@copydesk/api-contract';
import { type FormEvent, type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import { useSendQuestion } from '../../components/ui/use-send-question.ts';
import { wordsOf } from '../../lib/api-client.ts';
import type { Holdings } from '../../lib/holdings.ts';
import { instrumentLabel } from '../../lib/instrument-name.ts';
import { announce } from '../../live/announcements.ts';
import { serverNow, useIsStale, useLink } from '../../live/link-store.ts';
import { usePreferences } from '../../live/preferences.ts';
import { priceKey } from '../../live/price-store.ts';
import { lastOfNow } from '../../live/prices.ts';
import { usePress } from '../../live/use-press.ts';
import { askedBecause } from './send-rule.ts';
import { orderNow, type TicketOrder } from './ticket-order.ts';
import type { TicketReach } from './ticket-reach.ts';
import type { Ticket } from './ticket-store.ts';
import { sideVerb } from './ticket-words.ts';

/** Where nothing is asked, a press so soon after the last one is the same press. */
const AGAIN_AFTER_MS = 1_000;

interface Sending {
  readonly ticket: Ticket;
  readonly order: TicketOrder;
  readonly reach: TicketReach;
  readonly holdings: Holdings;
  /** Whether a person has sent an order from the desk today, read at each press. */
  readonly orderedToday: () => boolean;
  readonly onPlaced: (order: Order) => void;
  readonly button: RefObject<HTMLButtonElement | null>;
  /** A kill switch is on for the account. */
  readonly stopped: boolean;
}

/** From the button over "Send?" to the answer: one press, one order, and only the one that was asked about. */
export function useTicketSending(sending: Sending) {
  const { ticket, order, reach, holdings, onPlaced } = sending;
  const { exits, terms } = order;
  const stale = useIsStale();
  const press = usePress('ticket', orderSchema);
  const sentAt = useRef(Number.NEGATIVE_INFINITY);
  const [tried, setTried] = useState(false);
  const busy = press.state.kind === 'sending' || press.state.kind === 'unknown';
  const killed = sending.stopped && !exits;
  const closed = busy || killed || (stale && !exits);
  const question = useSendQuestion({ mark: order.mark, closed, said: reach.said }, sending.button);
  /** Whether the page shows what is true at this moment, and it may be sent: it is drawn a moment after. */
  const stands = (): boolean => {
    const now = orderNow(holdings);
    const mayEnter = !sending.stopped && useLink.getState().state !== 'lost';
    return now.mark === order.mark && !busy && (now.exits || mayEnter);
  };
  const send = async (body: PlaceOrderBody): Promise<void> => {
    const name = ticket.instrument === null ? '' : instrumentLabel(ticket.instrument, serverNow());
    const words = `${sideVerb(ticket)} ${reach.effect} ${name}`;
    const end = await press.press({ route: 'POST /api/orders', path: '/api/orders', body, words });
    if (end?.kind === 'done') {
      onPlaced(end.answer);
      announce('polite', `${words}: ${end.answer.status}.`);
    } else if (end?.kind === 'refused') announce('assertive', `Not placed. ${wordsOf(end.problem)}`);
  };
  return {
    press,
    question,
    closed,
    /** A kill switch is on, and it is no exit. */
    killed,
    /** No connection, and it is no exit. */
    cutOff: stale && !exits,
    tried,
    ask: (event: FormEvent | KeyboardEvent): void => {
      event.preventDefault();
      setTried(true);
      if (terms.kind !== 'ready' || !stands()) return;
      // The second half of a double click is not another order.
      if (event.timeStamp - sentAt.current < AGAIN_AFTER_MS) return;
      press.clear();
      const because = becauseOf(sending, terms.quantity);
      if (because !== null) return question.ask(because);
      sentAt.current = event.timeStamp;
      void send(terms.body);
    },
    sendAsked: (): void => {
      question.back();
      if (terms.kind === 'ready' && stands()) void send(terms.body);
      else announce('assertive', 'Not sent: the order or the connection is not what it was.');
    },
  } as const;
}

/** Why it is asked at this moment; null where it goes at once. */
function becauseOf({ ticket, order, reach, orderedToday }: Sending, quantity: number): string | null {
  const { ask = true, valueLimit } = usePreferences.getState().values;
  return askedBecause({
    ticket,
    quantity,
    askEach: ask,
    valueLimit,
    orderedToday: orderedToday(),
    exits: order.exits,
    reaches: order.copies ? order.shares.length : 1,
    previewInView: reach.byServer,
    lastPrice: lastOfNow(priceKey(order.environment, ticket.instrument?.id)),
  });
}
