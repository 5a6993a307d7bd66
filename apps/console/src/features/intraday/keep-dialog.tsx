import { type ChildPosition, conversionSchema } from '@copydesk/api-contract';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { PressNotice } from '../../components/ui/press-notice.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatSignedQuantity } from '../../lib/numbers.ts';
import { productWord, shortAccount } from '../../lib/words.ts';
import { announce } from '../../live/announcements.ts';
import { serverNow } from '../../live/link-store.ts';
import { positionKey } from '../../live/pnl-store.ts';
import { usePress } from '../../live/use-press.ts';

interface KeepDialogProps {
  readonly positions: readonly ChildPosition[];
  readonly onClose: () => void;
}

/** Keeping over the close is converting to carry: there is no other way in which a position stays. */
export function KeepDialog({ positions, onClose }: KeepDialogProps) {
  return (
    <Dialog title="Keep over the close" onClose={onClose}>
      <p className="pb-2 text-table text-text-2">
        To keep one, it is converted from intraday to carry. Its broker then wants the full margin or the full
        price. Children convert their share of what was copied. What is not converted is closed.
      </p>
      <ul>
        {positions.map((position) => (
          <KeepLine key={positionKey(position)} position={position} />
        ))}
      </ul>
      <div className="flex justify-end pt-3">
        <Button autoFocus onClick={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}

function KeepLine({ position }: { readonly position: ChildPosition }) {
  const { accountId, instrumentId, netQty } = position;
  const { state, press, clear } = usePress(`convert.${positionKey(position)}`, conversionSchema);
  const name = `${shortAccount(position.account)} ${instrumentName(position, serverNow())}`;
  const carry = productWord('D', position.instrumentType);
  const convert = async (): Promise<void> => {
    clear();
    const end = await press({
      route: 'POST /api/positions/convert',
      path: '/api/positions/convert',
      body: { accountId, instrumentId, from: 'I', to: 'D', quantity: Math.abs(netQty) },
      words: `Convert ${name} to ${carry}`,
    });
    if (end?.kind === 'done') announce('polite', `${name} is being converted to ${carry}.`);
    if (end?.kind === 'refused') announce('assertive', wordsOf(end.problem));
  };
  return (
    <li className="flex flex-wrap items-center gap-3 border-t border-line py-1 text-control">
      <span className="min-w-0 flex-1">{name}</span>
      <span className="figures">{formatSignedQuantity(netQty)}</span>
      <Button
        aria-label={`Convert ${name} to ${carry}`}
        disabled={state.kind === 'sending' || state.kind === 'unknown' || state.kind === 'done'}
        onClick={() => void convert()}
      >
        {state.kind === 'done' ? 'Asked' : `Convert to ${carry}`}
      </Button>
      <div className="w-full">
        <PressNotice state={state} did="the conversion" />
      </div>
    </li>
  );
}
