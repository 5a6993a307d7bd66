import { createContext, type RefObject, useCallback, useContext, useEffect, useRef, useState } from 'react';

/** Whether what stands here is seen, or hidden behind something else. */
export const IsShown = createContext(true);

interface SendQuestion {
  /** Why it is asked, in words that may be none; null while it is not. */
  readonly because: string | null;
  readonly ask: (because: string) => void;
  readonly back: () => void;
}

/**
 * "Send?" in the place of the button, about one order and no other.
 *
 * It is withdrawn, and does not come back by itself, once the order is another one (`mark`), may not be sent
 * any more, or is hidden.
 */
export function useSendQuestion(
  { mark, closed }: { readonly mark: string | null; readonly closed: boolean },
  button: RefObject<HTMLButtonElement | null>,
): SendQuestion {
  const [asked, setAsked] = useState<{ readonly because: string; readonly mark: string } | null>(null);
  const shown = useContext(IsShown);
  if (asked !== null && (closed || !shown || asked.mark !== mark)) setAsked(null);
  const back = useCallback(() => setAsked(null), []);
  const because = asked?.because ?? null;
  // The step takes the place of the button: when it goes, focus returns to where it was opened.
  const before = useRef<string | null>(null);
  useEffect(() => {
    if (shown && before.current !== null && because === null && document.activeElement === document.body)
      button.current?.focus();
    before.current = because;
  }, [because, button, shown]);
  return {
    because,
    ask: (words) => {
      if (mark !== null) setAsked({ because: words, mark });
    },
    back,
  };
}
