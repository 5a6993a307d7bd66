import { clsx } from 'clsx';
import { OctagonPause } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useHoldMode } from '../../lib/hold-mode.ts';
import { type HoldState, useHold } from './use-hold.ts';

/** A second press counts this long after the first, and not as the second half of a double click. */
const AGAIN_WITHIN_MS = 4000;
const NOT_BEFORE_MS = 250;

interface HoldButtonProps {
  /** What it does, after "Hold to": `stop`, `square off c1`. */
  readonly verb: string;
  readonly onDone: () => void;
  readonly disabled?: boolean;
  readonly focus?: boolean;
  readonly className?: string;
}

/** The button of what must not happen by accident: held for a second, or pressed twice by who cannot hold. */
export function HoldButton({ focus = false, ...rest }: HoldButtonProps) {
  const mode = useHoldMode((state) => state.mode);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!focus) return;
    // A dialog around it opens after this effect, and puts the focus on its first field.
    const frame = requestAnimationFrame(() => button.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, [focus]);
  return mode === 'hold' ? <Held {...rest} button={button} /> : <Twice {...rest} button={button} />;
}

type PartProps = Omit<HoldButtonProps, 'focus'> & { readonly button: RefObject<HTMLButtonElement | null> };

const LOOK =
  'relative inline-flex h-10 touch-none items-center justify-center gap-2 overflow-hidden rounded-box border border-kill bg-kill px-4 text-ticket font-semibold whitespace-nowrap text-on-kill phone:h-auto phone:min-h-12 phone:py-2 phone:whitespace-normal select-none disabled:opacity-50';

const SPOKEN: Readonly<Record<HoldState, string>> = {
  idle: '',
  holding: 'Holding, 1 second.',
  half: 'Half a second left.',
  released: 'Let go too early. Nothing was sent.',
  done: 'Held. Sending.',
};

function Held({ verb, onDone, disabled = false, className, button }: PartProps) {
  const { state, handlers } = useHold(button, onDone);
  const holding = state === 'holding' || state === 'half';
  return (
    <>
      <button
        ref={button}
        type="button"
        disabled={disabled}
        className={clsx(LOOK, className)}
        {...(disabled ? {} : handlers)}
      >
        <span
          aria-hidden
          className="absolute inset-x-0 bottom-0 h-1.5 origin-left scale-x-(--held,0) bg-on-kill"
        />
        <OctagonPause aria-hidden size={16} className="shrink-0" />
        <span>Hold to {verb}</span>
        <span className="figures shrink-0 text-table font-medium">{holding ? 'hold on' : '1.0 s'}</span>
      </button>
      <span aria-live="assertive" className="sr-only">
        {SPOKEN[state]}
      </span>
    </>
  );
}

function Twice({ verb, onDone, disabled = false, className, button }: PartProps) {
  const [pressedAt, setPressedAt] = useState<number | null>(null);
  useEffect(() => {
    if (pressedAt === null) return;
    const timer = setTimeout(() => setPressedAt(null), AGAIN_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [pressedAt]);
  const press = (): void => {
    const now = performance.now();
    if (pressedAt === null) {
      setPressedAt(now);
      return;
    }
    if (now - pressedAt < NOT_BEFORE_MS) return;
    setPressedAt(null);
    onDone();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        disabled={disabled}
        className={clsx(LOOK, className)}
        onKeyDown={(event) => {
          if (event.repeat) event.preventDefault();
        }}
        onClick={press}
      >
        <OctagonPause aria-hidden size={16} className="shrink-0" />
        {pressedAt === null ? `Press twice to ${verb}` : `Press again to ${verb}`}
      </button>
      <span aria-live="assertive" className="sr-only">
        {pressedAt === null ? '' : 'Pressed once. Press again within 4 seconds.'}
      </span>
    </>
  );
}
