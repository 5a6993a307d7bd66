import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';

/** Long enough that nobody does it by accident. */
const HOLD_MS = 1000;
const HALF = 0.5;

/** What is spoken of a hold; `half` so that a person who does not see the bar hears that it goes on. */
export type HoldState = 'idle' | 'holding' | 'half' | 'released' | 'done';

/**
 * A press that counts only when it is held for a second, by mouse, touch, Space or Enter. Letting go, leaving the
 * button and losing the focus abort it. The share goes to the button as `--held`, without a render a frame.
 */
export function useHold(button: RefObject<HTMLButtonElement | null>, onDone: () => void) {
  const [state, setState] = useState<HoldState>('idle');
  /** The next frame of a hold that goes on. */
  const running = useRef<number | null>(null);

  const stop = useCallback((): boolean => {
    if (running.current === null) return false;
    cancelAnimationFrame(running.current);
    running.current = null;
    button.current?.style.removeProperty('--held');
    return true;
  }, [button]);

  const abort = useCallback((): void => {
    if (stop()) setState('released');
  }, [stop]);

  useEffect(() => () => void stop(), [stop]);

  const start = (): void => {
    if (running.current !== null) return;
    const begunAt = performance.now();
    // Done with a frame, not by a timer: after a moment in which the page stood still, what was let go meanwhile is heard before it.
    const draw = (): void => {
      const share = Math.min(1, (performance.now() - begunAt) / HOLD_MS);
      if (share === 1) {
        stop();
        setState('done');
        onDone();
        return;
      }
      button.current?.style.setProperty('--held', String(share));
      if (share >= HALF) setState((before) => (before === 'holding' ? 'half' : before));
      running.current = requestAnimationFrame(draw);
    };
    running.current = requestAnimationFrame(draw);
    setState('holding');
  };

  const isHoldKey = ({ key }: KeyboardEvent): boolean => key === ' ' || key === 'Enter';
  return {
    state,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        if (event.button === 0 && event.isPrimary) start();
      },
      onPointerUp: abort,
      onPointerLeave: abort,
      onPointerCancel: abort,
      onKeyDown: (event: KeyboardEvent) => {
        if (!isHoldKey(event)) return;
        event.preventDefault();
        // A key that was held before the button had the focus repeats; only a fresh press counts.
        if (!event.repeat) start();
      },
      onKeyUp: (event: KeyboardEvent) => {
        if (!isHoldKey(event)) return;
        event.preventDefault();
        abort();
      },
      onBlur: abort,
      onContextMenu: (event: { preventDefault: () => void }) => event.preventDefault(),
    },
  } as const;
}
