import type { ReactNode } from 'react';
import type { PressState } from '../../live/use-press.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import { Refusal } from './refusal.tsx';

interface PressOutcomeProps<A> {
  readonly state: PressState<A>;
  /** Fields whose faults stand beside them already. */
  readonly shownPaths: ReadonlySet<string>;
  readonly onClear: () => void;
  /** What is said of what was taken; without it that shows itself where it stands. */
  readonly taken?: (answer: A, action: ReactNode) => ReactNode;
}

/** What became of a press that places something, until the next one. */
export function PressOutcome<A>({ state, shownPaths, onClear, taken }: PressOutcomeProps<A>) {
  const clear = (
    <Button size="small" look="quiet" onClick={onClear}>
      Close
    </Button>
  );
  switch (state.kind) {
    case 'done':
      return taken?.(state.answer, clear) ?? null;
    case 'refused':
      return (
        <Refusal problem={state.problem} shownPaths={shownPaths} action={clear}>
          Nothing was placed.
        </Refusal>
      );
    case 'unknown':
      return (
        <Notice tone="unknown">
          {state.words}: sent, no answer yet. It is looked up as soon as Copydesk answers, and not sent again.
        </Notice>
      );
    case 'never-arrived':
      return (
        <Notice tone="care" action={clear}>
          {state.words}: it never arrived. Nothing was placed.
        </Notice>
      );
    default:
      return null;
  }
}
