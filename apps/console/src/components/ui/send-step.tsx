import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';

/** An Enter that is still held, or pressed twice in a row, must not send. */
const GUARD_MS = 250;
const CLOSES_AFTER_S = 8;

interface SendStepProps {
  /** `Buy 7 lots at 124.15 in k2, c1, c2.` */
  readonly words: string;
  readonly look: ButtonProps['look'];
  /** The word on the button that sends. */
  readonly verb?: string;
  readonly onSend: () => void;
  readonly onBack: () => void;
}

/** "Send?" in place: Enter sends, Esc goes back, and it closes by itself. */
export function SendStep({ words, look, verb = 'Send', onSend, onBack }: SendStepProps) {
  const shownAt = useRef(Number.POSITIVE_INFINITY);
  const sent = useRef(false);
  const button = useRef<HTMLButtonElement>(null);
  const [left, setLeft] = useState(CLOSES_AFTER_S);

  useEffect(() => {
    shownAt.current = performance.now();
    button.current?.focus();
  }, []);
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => seconds - 1), 1000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (left <= 0) onBack();
  }, [left, onBack]);

  const send = (): void => {
    if (sent.current || performance.now() - shownAt.current < GUARD_MS) return;
    sent.current = true;
    onSend();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onBack();
    }
    // A held Enter repeats; only a fresh press counts.
    if (event.key === 'Enter' && event.repeat) event.preventDefault();
  };

  return (
    <div
      role="group"
      aria-label="Send?"
      onKeyDown={onKeyDown}
      className="rounded-box border border-edge bg-raised p-2"
    >
      <p className="text-control">
        <span className="font-semibold">Send?</span> {words}
      </p>
      <div className="flex items-center gap-2 pt-2">
        <Button ref={button} look={look} onClick={send}>
          {verb} <kbd className="font-sans text-label phone:hidden">Enter</kbd>
        </Button>
        <Button onClick={onBack}>
          Back <kbd className="font-sans text-label text-muted phone:hidden">Esc</kbd>
        </Button>
        <span className="figures ml-auto text-label text-muted">closes in {Math.max(0, left)} s</span>
      </div>
    </div>
  );
}
