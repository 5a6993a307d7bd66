import { type Divergence, ordersSchema } from '@copydesk/api-contract';
import { Button } from '../../components/ui/button.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { nameOfId } from '../../lib/instrument-name.ts';
import { shortAccount } from '../../lib/words.ts';
import { announce } from '../../live/announcements.ts';
import { showDivergence } from '../../live/divergences-store.ts';
import { serverNow } from '../../live/link-store.ts';
import { usePress } from '../../live/use-press.ts';
import { pathOfDivergence } from './drift-api.ts';

interface AcceptButtonProps {
  readonly divergence: Divergence;
  readonly small?: boolean;
  /** Why it was not accepted; null when it begins. */
  readonly onProblem: (words: string | null) => void;
  readonly onDone?: () => void;
}

/** Says that the difference is wanted. Nothing is sent to a broker, so nothing is asked first. */
export function AcceptButton({ divergence, small = false, onProblem, onDone }: AcceptButtonProps) {
  const { state, press, clear } = usePress(`accept.${divergence.id}`, ordersSchema);
  const what = `${nameOfId(divergence.instrumentId, divergence.symbolName, serverNow())} in ${shortAccount(divergence.account)}`;
  const accept = async (): Promise<void> => {
    onProblem(null);
    clear();
    const end = await press({
      route: 'POST /api/divergences/:id/resync',
      path: pathOfDivergence(divergence.id, 'resync'),
      body: { accept: true },
      words: `Accept the difference of ${what}`,
    });
    if (end?.kind === 'done') {
      // The event that says the same may come later; the row must not stay pressable until then.
      showDivergence(divergence.id, null);
      announce('polite', `Accepted: ${what}. Nothing was sent.`);
      onDone?.();
    } else if (end?.kind === 'refused') onProblem(wordsOf(end.problem));
    else if (end !== null)
      onProblem('Not accepted, no connection. Nothing changed as far as this page knows.');
  };
  return (
    <Button
      size={small ? 'small' : 'normal'}
      aria-label={`Accept ${what}`}
      disabled={state.kind === 'sending'}
      onClick={() => void accept()}
    >
      {state.kind === 'sending' ? 'Sending' : 'Accept'}
    </Button>
  );
}
