import { useEffect, useState } from 'react';
import { wordsOf } from '../../lib/api-client.ts';
import type { Money } from '../../lib/numbers.ts';
import { announce } from '../../live/announcements.ts';
import { usePress } from '../../live/use-press.ts';
import { type ChartLine, type Move, movedSchema } from './chart-line.ts';
import type { Moved } from './line-primitive.ts';

/** A move that nobody confirmed yet, or whose answer is not on the chart yet. */
interface Asked extends Moved {
  readonly from: Money;
  readonly move: Move;
  /** The same of the line as it is now; null where it can no longer be done. */
  readonly moveOf: (line: ChartLine) => Move | null;
  readonly confirmed: boolean;
}

/** The book may say it a moment after the answer; then the line stands where the book says. */
const SHOWN_WITHIN_MS = 3_000;

/** From a line that was let go at another price to its outcome. Nothing is sent before it was confirmed. */
export function useLineMove(lines: readonly ChartLine[]) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const { state, press, clear } = usePress('chart.move', movedSchema);
  const now = asked === null ? undefined : lines.find(({ id }) => id === asked.id);
  const stands =
    asked !== null &&
    now !== undefined &&
    now.price === asked.from &&
    (asked.confirmed || asked.moveOf(now)?.asks === asked.move.asks);

  // Filled, cancelled or moved by somebody else: what was asked is about something that is no more.
  if (asked !== null && !stands && (!asked.confirmed || state.kind === 'done')) {
    setAsked(null);
    if (!asked.confirmed) setSaid('It changed meanwhile. Nothing was sent.');
  }
  // Looked up after the connection was back: it stands where it stood.
  const failed = state.kind === 'refused' || state.kind === 'never-arrived';
  if (asked?.confirmed === true && failed) setAsked(null);
  const isAnswered = asked?.confirmed === true && state.kind === 'done';
  useEffect(() => {
    if (!isAnswered) return;
    const timer = setTimeout(() => setAsked(null), SHOWN_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [isAnswered]);

  const isBusy = state.kind === 'sending' || state.kind === 'unknown';

  const send = async (confirmed: Asked): Promise<void> => {
    const { move } = confirmed;
    setAsked({ ...confirmed, confirmed: true });
    const end = await press(move.request);
    if (end?.kind === 'done') {
      move.show(end.answer);
      announce('polite', move.done);
      return;
    }
    if (end?.kind === 'refused') announce('assertive', `Not changed. ${wordsOf(end.problem)}`);
    // Without an answer it stays where it was dragged to until somebody knows.
    if (end?.kind !== 'unknown') setAsked(null);
  };
  const ask = (line: ChartLine, price: Money, moveOf: Asked['moveOf']): void => {
    const move = moveOf(line);
    // Also while the books have not told yet what the answer told.
    if (move === null || isBusy || asked?.confirmed === true) return;
    clear();
    setSaid(null);
    const next = { id: line.id, price, from: line.price, move, moveOf, confirmed: false };
    if (move.asks === null) void send(next);
    else setAsked(next);
  };
  return {
    asked,
    state,
    said,
    isBusy,
    ask: (line: ChartLine, price: Money) => ask(line, price, ({ move }) => move?.(price) ?? null),
    remove: (line: ChartLine) => ask(line, line.price, ({ remove }) => remove),
    send: () => {
      if (asked?.confirmed === false) void send(asked);
    },
    back: () => setAsked(null),
    close: () => {
      clear();
      setSaid(null);
    },
  } as const;
}
