import { type Basket, type BasketBody, basketSchema } from '@copydesk/api-contract';
import { type FormEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { useSendQuestion } from '../../components/ui/use-send-question.ts';
import { wordsOf } from '../../lib/api-client.ts';
import type { Holdings } from '../../lib/holdings.ts';
import { announce } from '../../live/announcements.ts';
import { useIsStale, useLink } from '../../live/link-store.ts';
import { usePress } from '../../live/use-press.ts';
import { beginSending, draftGeneration, keepSent, type Leg, stopSending } from './basket-draft.ts';
import { type BasketOrder, basketNow } from './basket-order.ts';
import { effectWords, type Reach } from './basket-reach.ts';
import { legsWords } from './basket-words.ts';

interface Sending {
  readonly order: BasketOrder;
  readonly holdings: Holdings;
  readonly reach: Reach;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly onPlaced: (basket: Basket) => void;
  /** A kill switch is on for the account. */
  readonly stopped: boolean;
}

/** From the button over "Send?" to the answer: one press, one basket, and only the one that was asked about. */
export function useBasketSending({ order, holdings, reach, button, onPlaced, stopped }: Sending) {
  const stale = useIsStale();
  const press = usePress('basket', basketSchema);
  const [tried, setTried] = useState(false);
  const [sentMark, setSentMark] = useState<string | null>(null);
  const busy = press.state.kind === 'sending' || press.state.kind === 'unknown';
  const killed = stopped && !order.exits;
  const closed = busy || killed || (stale && !order.exits);
  const question = useSendQuestion({ mark: order.mark, closed, said: reach.said }, button);
  /** Whether the page shows what is true at this moment, and it may be sent: it is drawn a moment after. */
  const stands = (): boolean => {
    const now = basketNow(holdings);
    const mayEnter = !stopped && useLink.getState().state !== 'lost';
    return now.mark === order.mark && !busy && (now.exits || mayEnter);
  };
  const taken = (basket: Basket, sent?: readonly Leg[]): void => {
    keepSent(basket.id, sent);
    setTried(false);
    onPlaced(basket);
  };
  const found = press.state.kind === 'done' ? press.state.answer : null;
  const { clear } = press;
  const isOver = press.state.kind === 'refused' || press.state.kind === 'never-arrived';
  const takenRef = useRef(taken);
  useEffect(() => {
    takenRef.current = taken;
  });
  // A press that was looked up, after a reload too, ends here.
  useEffect(() => {
    if (found === null) return;
    takenRef.current(found);
    clear();
  }, [found, clear]);
  // Nothing of it was placed, also where that was looked up: its legs may be changed again.
  useEffect(() => {
    if (isOver) stopSending();
  }, [isOver]);
  const send = async (body: BasketBody): Promise<void> => {
    const words = `Send ${effectWords(order.legs.length, reach)}`;
    setSentMark(order.mark);
    const sent = beginSending();
    const generation = draftGeneration();
    const end = await press.press({ route: 'POST /api/baskets', path: '/api/baskets', body, words });
    // Another person has the page now.
    if (draftGeneration() !== generation) return;
    // Also where the panel was closed meanwhile: legs that were sent do not stand there as if they were not.
    if (end?.kind === 'done') {
      taken(end.answer, sent);
      announce('polite', `A basket of ${legsWords(end.answer.legs.length)}: ${end.answer.status}.`);
    } else if (end?.kind !== 'unknown') stopSending();
    if (end?.kind === 'refused') announce('assertive', `Not placed. ${wordsOf(end.problem)}`);
  };
  return {
    press,
    question,
    closed,
    /** A kill switch is on, and something is entered. */
    killed,
    /** No connection, and something is entered. */
    cutOff: stale && !order.exits,
    tried,
    /** What was refused is what stands there. */
    isOfNow: sentMark !== null && sentMark === order.mark,
    ask: (event: FormEvent | KeyboardEvent): void => {
      event.preventDefault();
      setTried(true);
      if (order.body === undefined || !stands()) return;
      press.clear();
      // Several orders in several accounts: it is asked each time, whatever the person switched off for one order.
      question.ask('');
    },
    sendAsked: (): void => {
      question.back();
      if (order.body !== undefined && stands()) void send(order.body);
      else announce('assertive', 'Not sent: the basket or the connection is not what it was.');
    },
  } as const;
}
