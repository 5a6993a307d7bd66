import { type ExitBody, orderSchema, type Position } from '@copydesk/api-contract';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Choice } from '../../components/ui/choice.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { TextField } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { shortAccount } from '../../lib/words.ts';
import { announce } from '../../live/announcements.ts';
import { serverNow, useIsStale } from '../../live/link-store.ts';
import { usePress } from '../../live/use-press.ts';
import { usePreview } from '../../live/use-preview.ts';
import { exitEffect, exitOrder, exitShares } from './exit-reach.ts';
import { type ExitPart, exitQuantity, percentOf } from './exit-size.ts';
import { ExitTable } from './exit-table.tsx';
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
  const isOfNow = useHeldGuard(position);
  const turned = hasTurned(asked, position);
  const send = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    send.current?.focus();
  }, []);

  const percent = percentOf(part, Number(own));
  const valid = Number.isInteger(percent) && percent >= 1 && percent <= 100;
  const quantity = valid ? exitQuantity(position, percent) : 0;
  const preview = usePreview(exitOrder(position, quantity));
  const stale = useIsStale();
  const shares = exitShares(position, quantity, preview.old || stale ? undefined : preview.items);
  const effect = exitEffect(shares, position.lotSize);
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
      words: `Exit ${effect}, ${instrumentName(position, serverNow())}`,
    });
    if (end?.kind === 'refused') announce('assertive', wordsOf(end.problem));
    if (end?.kind !== 'done') return;
    announce('polite', `Exit of ${effect} sent.`);
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
      <ExitTable shares={shares} lotSize={position.lotSize} all={percent === 100} />
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
        {shares.length === 1
          ? ''
          : ' Each child exits the same part of what it copied, in whole lots; what it holds of its own stays.'}
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
          {exit.state.kind === 'sending' ? 'Sending' : `Exit ${effect}`.trim()}
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
