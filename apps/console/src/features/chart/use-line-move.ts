import { useEffect, useState } from 'react';
import { wordsOf } from '../../lib/api-client.ts';
import type { Money } from '../../lib/numbers.ts';
import { announce } from '../../live/announcements.ts';
import { usePress } from '../../live/use-press.ts';
import { type ChartLine, type Move, movedSchema, type OnOrderMoved } from './chart-line.ts';
import type { Moved } from './line-primitive.ts';

/** A move that nobody confirmed yet, or whose answer is not on the chart yet. */
interface Asked extends Moved {
  readonly from: Money;
  readonly move: Move;
  readonly confirmed: boolean;
}

/** The book may say it a moment after the answer; then the line stands where the book says. */
const SHOWN_WITHIN_MS = 3_000;

/** From a line that was let go at another price to its outcome. Nothing is sent before it was confirmed. */
export function useLineMove(lines: readonly ChartLine[], onOrderMoved: OnOrderMoved) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const { state, press, clear } = usePress('chart.move', movedSchema);
  const line = asked === null ? undefined : lines.find(({ id }) => id === asked.id);
  const stands = line !== undefined && line.price === asked?.from;

  // Filled, cancelled or moved by somebody else: what was asked is about something that is no more.
  if (asked !== null && !stands && (!asked.confirmed || state.kind === 'done')) {
    setAsked(null);
    if (!asked.confirmed) setSaid('It changed meanwhile. Nothing was sent.');
  }
  const isAnswered = asked?.confirmed === true && state.kind === 'done';
  useEffect(() => {
    if (!isAnswered) return;
    const timer = setTimeout(() => setAsked(null), SHOWN_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [isAnswered]);

  const send = async (): Promise<void> => {
    if (asked === null || asked.confirmed) return;
    setAsked({ ...asked, confirmed: true });
    const end = await press(asked.move.request);
    if (end?.kind === 'done') {
      if (!('protection' in end.answer)) onOrderMoved(end.answer);
      announce('polite', asked.move.done);
      return;
    }
    if (end?.kind === 'refused') announce('assertive', `Not changed. ${wordsOf(end.problem)}`);
    // Without an answer it stays where it was dragged to until somebody knows.
    if (end?.kind !== 'unknown') setAsked(null);
  };
  return {
    asked,
    state,
    said,
    isBusy: state.kind === 'sending' || state.kind === 'unknown',
    ask: (dragged: ChartLine, price: Money) => {
      if (dragged.move === null) return;
      clear();
      setSaid(null);
      setAsked({ id: dragged.id, price, from: dragged.price, move: dragged.move(price), confirmed: false });
    },
    send: () => void send(),
    back: () => setAsked(null),
    close: () => {
      clear();
      setSaid(null);
    },
  } as const;
}
