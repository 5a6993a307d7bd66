import { type ChildOrder, type Order, orderSchema } from '@copydesk/api-contract';
import { type ReactNode, type Ref, type RefObject, useRef, useState } from 'react';
import { isFinal } from '../../components/order-status-words.ts';
import { SendStep } from '../../components/ui/send-step.tsx';
import { useSendQuestion } from '../../components/ui/use-send-question.ts';
import { wordsOf } from '../../lib/api-client.ts';
import { shortAccount } from '../../lib/words.ts';
import { announce } from '../../live/announcements.ts';
import { useIsStale } from '../../live/link-store.ts';
import { type PressState, usePress } from '../../live/use-press.ts';
import { showAnswer } from './orders-store.ts';
import { retryWords, sellsToOpen } from './retry-question.ts';

interface ChildActionsProps {
  readonly master: Order;
  readonly child: ChildOrder;
  readonly onWhy: () => void;
}

/** Retry, Leave, Why beside a child that got less than its rule says. Keys press the same buttons. */
export function ChildActions({ master, child, onWhy }: ChildActionsProps) {
  const stale = useIsStale();
  const short = isFinal(child.status) && (child.quantity === 0 || child.filledQuantity < child.quantity);
  const left = child.reason?.code === 'left-by-hand';
  const retry = useDecision(master, child, 'retry');
  const leave = useDecision(master, child, 'skip');
  const name = shortAccount(child.account);
  const busy = retry.state.kind === 'sending' || leave.state.kind === 'sending';
  const button = useRef<HTMLButtonElement>(null);
  const asked = useRetryQuestion(master, child, { closed: busy || stale || !short, button });
  const said = outcomeWords(retry.state, 'The retry') ?? outcomeWords(leave.state, 'Your word');
  return (
    <>
      <span className="inline-flex flex-wrap items-center gap-2 pl-2 align-middle phone:flex phone:pt-1 phone:pl-0">
        {short && asked.words === null ? (
          <Word
            ref={button}
            action="retry"
            label={`Retry ${name}`}
            disabled={busy || stale || asked.reading}
            onPress={sellsToOpen(master, child) ? asked.ask : retry.run}
          >
            {retry.state.kind === 'sending' ? 'Sending' : asked.reading ? 'Working it out…' : `Retry ${name}`}
          </Word>
        ) : null}
        {short && !left ? (
          <Word action="leave" label={`Leave ${name} as it is`} disabled={busy} onPress={leave.run}>
            Leave
          </Word>
        ) : null}
        <Word action="why" label={`Why ${name} got this`} onPress={onWhy}>
          Why
        </Word>
        {said === null ? null : (
          <span role="status" className="text-loss">
            {said}
          </span>
        )}
      </span>
      {asked.words === null ? null : (
        <div className="max-w-xl py-1 text-text">
          <SendStep
            words={asked.words}
            look="sell"
            onSend={() => {
              asked.back();
              retry.run();
            }}
            onBack={asked.back}
          />
        </div>
      )}
    </>
  );
}

interface RetryAsked {
  readonly closed: boolean;
  readonly button: RefObject<HTMLButtonElement | null>;
}

/** "Send?" about this child as it stands: taken back when anything of it moves. */
function useRetryQuestion(master: Order, child: ChildOrder, { closed, button }: RetryAsked) {
  const [reading, setReading] = useState(false);
  const mark = [master.status, master.filledQuantity, child.status, child.filledQuantity].join(' ');
  const question = useSendQuestion({ mark, closed }, button);
  const ask = async (): Promise<void> => {
    setReading(true);
    const words = await retryWords(master, child);
    setReading(false);
    question.ask(words);
  };
  return { reading, words: question.because, ask: () => void ask(), back: question.back } as const;
}

const WORDS = { retry: 'Retry', skip: 'Leave' } as const;

function useDecision(master: Order, child: ChildOrder, what: keyof typeof WORDS) {
  const { state, press, clear } = usePress(`${what}.${master.id}.${child.childId}`, orderSchema);
  const run = async (): Promise<void> => {
    clear();
    const name = shortAccount(child.account);
    const end = await press({
      route: `POST /api/orders/:id/children/:childId/${what}`,
      path: `/api/orders/${encodeURIComponent(master.id)}/children/${encodeURIComponent(child.childId)}/${what}`,
      words: `${WORDS[what]} ${name}`,
    });
    if (end?.kind === 'refused') announce('assertive', `${name}: ${wordsOf(end.problem)}`);
    if (end?.kind !== 'done') return;
    showAnswer(end.answer);
    announce('polite', what === 'retry' ? `${name} is tried again.` : `${name} is left as it is.`);
  };
  return { state, run: () => void run() } as const;
}

function outcomeWords(state: PressState<Order>, what: string): string | null {
  if (state.kind === 'refused') return wordsOf(state.problem);
  if (state.kind === 'never-arrived') return 'Not sent, no connection.';
  return state.kind === 'unknown'
    ? `${what} was sent, no answer yet. We are looking up what became of it.`
    : null;
}

interface WordProps {
  readonly ref?: Ref<HTMLButtonElement>;
  readonly action: string;
  readonly label: string;
  readonly disabled?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

/** A word that can be pressed, in a sentence. */
export function Word({ ref, action, label, disabled = false, onPress, children }: WordProps) {
  return (
    <button
      ref={ref}
      type="button"
      data-action={action}
      aria-label={label}
      disabled={disabled}
      onClick={onPress}
      className="inline-flex h-6 items-center rounded-box border border-edge bg-raised px-1.5 text-table text-text hover:bg-hover disabled:opacity-50 phone:px-3"
    >
      {children}
    </button>
  );
}
