import type { Basket } from '@copydesk/api-contract';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { Refusal } from '../../components/ui/refusal.tsx';
import type { PressState } from '../../live/use-press.ts';

interface BasketOutcomeProps {
  readonly state: PressState<Basket>;
  /** Fields whose faults stand beside them already. */
  readonly shownPaths: ReadonlySet<string>;
  readonly onClear: () => void;
}

/** What became of the press, until the next one; a basket that was taken stands where its legs stood. */
export function BasketOutcome({ state, shownPaths, onClear }: BasketOutcomeProps) {
  const clear = (
    <Button size="small" look="quiet" onClick={onClear}>
      Close
    </Button>
  );
  switch (state.kind) {
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
