import { type RefObject, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { IsShown } from '../../lib/is-shown.ts';
import { type SaidReach, saidTogether, saysOtherwise } from '../../lib/said-reach.ts';

interface SendQuestion {
  /** Why it is asked, in words that may be none; null while it is not. */
  readonly because: string | null;
  readonly ask: (because: string) => void;
  readonly back: () => void;
}

interface AskedAbout {
  /** The order as text; null while nothing can be asked. */
  readonly mark: string | null;
  /** It may not be sent. */
  readonly closed: boolean;
  /** What is said of whom it reaches. */
  readonly said?: SaidReach;
}

interface Asked {
  readonly because: string;
  readonly mark: string;
  readonly said: SaidReach;
}

const NOTHING_SAID: SaidReach = new Map();

/**
 * "Send?" in the place of the button, about one order and no other.
 *
 * It is withdrawn, and does not come back by itself, once the order is another one (`mark`), reaches others or in another size than
 * was said when it was asked (`said`), may not be sent any more, or is hidden.
 */
export function useSendQuestion(
  { mark, closed, said = NOTHING_SAID }: AskedAbout,
  button: RefObject<HTMLButtonElement | null>,
): SendQuestion {
  const [asked, setAsked] = useState<Asked | null>(null);
  const shown = useContext(IsShown);
  if (asked !== null) {
    if (closed || !shown || asked.mark !== mark || saysOtherwise(asked.said, said)) setAsked(null);
    else {
      // What is said first while it is asked is from then on part of the question.
      const together = saidTogether(asked.said, said);
      if (together !== asked.said) setAsked({ ...asked, said: together });
    }
  }
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
      if (mark !== null) setAsked({ because: words, mark, said });
    },
    back,
  };
}
