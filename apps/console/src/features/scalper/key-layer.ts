/**
 * The scalper's key layer.
 *
 * Decides: on only by a click or Enter on its button; off by the same, Esc, the focus or the window leaving, a minute without
 * a key, and whatever blocks it. While it is on no other key of the desk is heard, and a key counts once until it is let
 * go, whatever the keyboard repeats. Keeps I1 at the screen: one press of a finger is one intent.
 */
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { announce } from '../../live/announcements.ts';

export const IDLE_MS = 60_000;

/** What is typed into; a letter for it must never trade. */
const FIELDS = 'input:not([type=checkbox]):not([type=radio]), select, textarea';

/** Keys that belong to the browser or to a chord, not to the page. */
const LEFT_ALONE = /^(Tab|Shift|Control|Alt|AltGraph|Meta|CapsLock|F\d+)$/;

interface LayerParts {
  /** The panel; focus outside of it ends the layer. */
  readonly panel: RefObject<HTMLElement | null>;
  /** Why it cannot be on, in words; null when nothing is in the way. */
  readonly blocked: string | null;
  readonly onKey: (event: KeyboardEvent) => void;
}

export interface KeyLayer {
  readonly live: boolean;
  /** Why it went off the last time, unless the person put it off. */
  readonly endedBecause: string | null;
  readonly toggle: () => void;
  /** A click in the panel is a sign of life too. */
  readonly touch: () => void;
}

export function useKeyLayer({ panel, blocked, onKey }: LayerParts): KeyLayer {
  const [on, setOn] = useState(false);
  const [endedBecause, setEnded] = useState<string | null>(null);
  const live = on && blocked === null;
  const idle = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const end = useCallback((because: string | null) => {
    clearTimeout(idle.current);
    setOn(false);
    setEnded(because);
  }, []);
  const touch = useCallback(() => {
    clearTimeout(idle.current);
    idle.current = setTimeout(() => end('Nothing was pressed for 60 seconds.'), IDLE_MS);
  }, [end]);
  // What blocked it may pass in the next moment: it does not come on again by itself.
  if (on && blocked !== null) {
    setOn(false);
    setEnded(blocked);
  }

  const latest = useRef(onKey);
  useEffect(() => {
    latest.current = onKey;
  });
  useEffect(() => {
    if (!live) return undefined;
    touch();
    // A browser that does not focus a button which was clicked leaves the focus outside.
    if (panel.current?.contains(document.activeElement) === false) panel.current.focus();
    const ends = listen(panel.current, {
      onKey: (event) => {
        touch();
        latest.current(event);
      },
      onOff: end,
    });
    return () => {
      clearTimeout(idle.current);
      ends();
    };
  }, [live, panel, touch, end]);

  useEffect(() => {
    if (live) announce('assertive', 'Keys live.');
    else if (endedBecause !== null) announce('assertive', `Keys off. ${endedBecause}`);
  }, [live, endedBecause]);
  const toggle = useCallback(() => {
    if (on) return end(null);
    if (blocked !== null) return setEnded(blocked);
    setEnded(null);
    setOn(true);
  }, [on, blocked, end]);
  return { live, endedBecause, toggle, touch: live ? touch : NOTHING };
}

interface Listeners {
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onOff: (because: string | null) => void;
}

/** Hears every key before the rest of the page does. Returns how to end it. */
function listen(panel: HTMLElement | null, { onKey, onOff }: Listeners): () => void {
  const held = new Set<string>();
  const down = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || LEFT_ALONE.test(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.repeat || held.has(event.code)) return;
    held.add(event.code);
    const onSwitch = event.target instanceof Element && event.target.closest('[data-layer-switch]') !== null;
    if (event.key === 'Escape' || (event.key === 'Enter' && onSwitch)) onOff(null);
    else onKey(event);
  };
  const up = (event: KeyboardEvent): void => void held.delete(event.code);
  const away = (): void => onOff('The window was left.');
  const hidden = (): void => {
    if (document.visibilityState === 'hidden') away();
  };
  const left = (event: FocusEvent): void => {
    const to = event.relatedTarget;
    if (!(to instanceof Node) || panel?.contains(to) !== true) onOff('The focus left the scalper.');
  };
  const entered = (event: FocusEvent): void => {
    if (event.target instanceof Element && event.target.matches(FIELDS)) onOff('A field has the focus.');
  };
  window.addEventListener('keydown', down, true);
  window.addEventListener('keyup', up, true);
  window.addEventListener('blur', away);
  document.addEventListener('visibilitychange', hidden);
  panel?.addEventListener('focusout', left);
  panel?.addEventListener('focusin', entered);
  return () => {
    window.removeEventListener('keydown', down, true);
    window.removeEventListener('keyup', up, true);
    window.removeEventListener('blur', away);
    document.removeEventListener('visibilitychange', hidden);
    panel?.removeEventListener('focusout', left);
    panel?.removeEventListener('focusin', entered);
  };
}

const NOTHING = (): void => undefined;
