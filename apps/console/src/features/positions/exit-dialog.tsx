import { type ExitBody, orderSchema, type Position } from '@copydesk/api-contract';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Choice } from '../../components/ui/choice.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { TextField } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatQuantity, formatSignedQuantity } from '../../lib/numbers.ts';
import { shortAccount } from '../../lib/words.ts';
import { useBrokerName } from '../../live/accounts-store.ts';
import { announce } from '../../live/announcements.ts';
import { serverNow } from '../../live/link-store.ts';
import { usePress } from '../../live/use-press.ts';
import { type ExitPart, exitQuantity, percentOf } from './exit-size.ts';
import { hasTurned, TURNED_WORDS, useHeld, useHeldGuard } from './use-held.ts';

const PARTS = [
  { value: 'quarter', label: '¼' },
  { value: 'half', label: '½' },
  { value: 'all', label: 'All' },
  { value: 'own', label: 'Own' },
] as const;

interface ExitDialogProps {
  /** The master's or standalone position, or a child's alone, then without children; what is held of it now is read. */
  readonly position: Position;
  readonly part: ExitPart;
  readonly onClose: () => void;
}

/** What leaves, and from which accounts, before it is sent. Needs no arming and no connection to be asked for. */
export function ExitDialog({ position: asked, part: opened, onClose }: ExitDialogProps) {
  const position = useHeld(asked);
  const [part, setPart] = useState<ExitPart>(opened);
  const [own, setOwn] = useState('33');
  const exit = usePress(
    `exit.${position.accountId}.${position.instrumentId}.${position.product}`,
    orderSchema,
  );
  const broker = useBrokerName(position.accountId);
  const isOfNow = useHeldGuard(position);
  const turned = hasTurned(asked, position);
  const send = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    send.current?.focus();
  }, []);

  const percent = percentOf(part, Number(own));
  const valid = Number.isInteger(percent) && percent >= 1 && percent <= 100;
  const quantity = valid ? exitQuantity(position, percent) : 0;
  const holding = position.childPositions.filter((child) => child.netQty !== 0);
  const busy = exit.state.kind === 'sending' || exit.state.kind === 'unknown';

  const press = async (atMs: number): Promise<void> => {
    if (!isOfNow(atMs) || turned || !valid || quantity === 0) return;
    exit.clear();
    const body: ExitBody = {
      accountId: position.accountId,
      instrumentId: position.instrumentId,
      product: position.product,
      fraction: percent / 100,
    };
    const end = await exit.press({
      route: 'POST /api/positions/exit',
      path: '/api/positions/exit',
      body,
      words: `Exit ${formatQuantity(quantity)} ${instrumentName(position, serverNow())}`,
    });
    if (end?.kind === 'refused') announce('assertive', wordsOf(end.problem));
    if (end?.kind !== 'done') return;
    announce('polite', `Exit of ${quantity} sent.`);
    onClose();
  };

  return (
    <Dialog title={`Exit ${instrumentName(position, serverNow())}`} onClose={onClose}>
      <div className="flex items-end gap-3">
        <Choice legend="How much" options={PARTS} value={part} onChange={setPart} className="flex-1" />
        {part === 'own' ? (
          <TextField
            label="Percent"
            figures
            inputMode="numeric"
            className="w-24"
            value={own}
            onChange={(event) => setOwn(event.target.value)}
            error={valid ? undefined : '1 to 100'}
          />
        ) : null}
      </div>
      <table className="mt-3 w-full text-table">
        <caption className="sr-only">What leaves from which account</caption>
        <thead className="text-label text-muted">
          <tr>
            <th scope="col" className="text-left font-medium">
              Account
            </th>
            <th scope="col" className="text-right font-medium">
              Holds
            </th>
            <th scope="col" className="text-right font-medium">
              Leaves
            </th>
          </tr>
        </thead>
        <tbody className="figures">
          <tr className="h-6">
            <td>
              {shortAccount(position.account)} <span className="text-muted">{broker}</span>
            </td>
            <td className="text-right">{formatSignedQuantity(position.netQty)}</td>
            <td className="text-right">{formatQuantity(quantity)}</td>
          </tr>
          {holding.map((child) => (
            <tr key={child.accountId} className="h-6">
              <td>{shortAccount(child.account)}</td>
              <td className="text-right">{formatSignedQuantity(child.netQty)}</td>
              <td className="text-right text-text-2">
                {percent === 100 ? 'all that was copied' : 'its share'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {position.netQty === 0 && !busy ? (
        <Notice tone="care" className="mt-2">
          {shortAccount(position.account)} holds nothing of it any more.
        </Notice>
      ) : null}
      {turned && !busy ? (
        <Notice tone="care" className="mt-2">
          {TURNED_WORDS}
        </Notice>
      ) : null}
      <p className="pt-2 text-table text-text-2">
        At market, with the broker's protection.
        {holding.length === 0
          ? ''
          : ' A share is what the master keeps, in whole lots; a child holds its own beyond what was copied.'}
      </p>
      <div className="pt-2">
        <ExitOutcome state={exit.state} />
      </div>
      <div className="mt-3 flex justify-end gap-2">
        <Button onClick={onClose}>{busy ? 'Close' : 'Back'}</Button>
        <Button
          ref={send}
          look="primary"
          disabled={busy || turned || !valid || quantity === 0}
          onKeyDown={(event) => {
            if (event.repeat) event.preventDefault();
          }}
          onClick={(event) => void press(event.nativeEvent.timeStamp)}
        >
          {exit.state.kind === 'sending' ? 'Sending' : `Exit ${formatQuantity(quantity)}`}
        </Button>
      </div>
    </Dialog>
  );
}

function ExitOutcome({ state }: { readonly state: ReturnType<typeof usePress>['state'] }) {
  if (state.kind === 'refused') return <Notice tone="bad">{wordsOf(state.problem)}</Notice>;
  if (state.kind === 'never-arrived')
    return <Notice tone="bad">Not sent, no connection. Nothing left for a broker.</Notice>;
  if (state.kind !== 'unknown') return null;
  return (
    <Notice tone="unknown">
      No answer yet: from here we cannot tell whether the exit left. It is looked up as soon as Copydesk
      answers, and not sent again. Your broker's app works without it.
    </Notice>
  );
}
