import { type ConvertBody, conversionSchema, type Position } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Choice } from '../../components/ui/choice.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { TextField } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { PressNotice } from '../../components/ui/press-notice.tsx';
import { call, wordsOf } from '../../lib/api-client.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatQuantity, formatSignedQuantity } from '../../lib/numbers.ts';
import { productWord, shortAccount } from '../../lib/words.ts';
import { useBrokerName } from '../../live/accounts-store.ts';
import { announce } from '../../live/announcements.ts';
import { serverNow } from '../../live/link-store.ts';
import { usePress } from '../../live/use-press.ts';
import { childShare, conversionWords, isSettled } from './conversion-words.ts';
import { hasTurned, TURNED_WORDS, useHeld, useHeldGuard } from './use-held.ts';

const LOOK_EVERY_MS = 1_000;

interface ConvertDialogProps {
  /** The master's or standalone position; or a child's alone, then without children. */
  readonly position: Position;
  readonly onClose: () => void;
}

/** What moves to another product, account by account, before it is sent; and what became of it. */
export function ConvertDialog({ position: asked, onClose }: ConvertDialogProps) {
  const now = useHeld(asked);
  const slot = `convert.${asked.accountId}.${asked.instrumentId}.${asked.product}`;
  const convert = usePress(slot, conversionSchema);
  const [sentOf, setSentOf] = useState<Position | null>(null);
  // What was sent was sent of what was held then; where nothing came of it, whoever found that out, it is asked about now again.
  const isOver = convert.state.kind === 'refused' || convert.state.kind === 'never-arrived';
  const position = isOver ? now : (sentOf ?? now);
  const { product: from, instrumentType: kind } = position;
  const targets = targetsOf(position);
  const held = Math.abs(position.netQty);
  const lot = Math.max(1, position.lotSize ?? 1);
  const [to, setTo] = useState(targets[0] ?? 'D');
  const [typed, setTyped] = useState(String(held));
  const broker = useBrokerName(position.accountId);
  const isOfNow = useHeldGuard(position);
  const turned = hasTurned(asked, position);
  const send = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    send.current?.focus();
  }, []);

  const quantity = Number(typed.replaceAll(',', ''));
  const fault = faultOf(quantity, held, lot);
  const children = position.childPositions.filter((child) => child.netQty !== 0);
  const outcome = useOutcome(convert.state.kind === 'done' ? convert.state.answer : null);
  const busy = convert.state.kind === 'sending' || convert.state.kind === 'unknown';
  const press = async (atMs: number): Promise<void> => {
    if (!isOfNow(atMs) || turned || fault !== undefined) return;
    convert.clear();
    setSentOf(position);
    const body: ConvertBody = {
      accountId: position.accountId,
      instrumentId: position.instrumentId,
      from,
      to,
      quantity,
    };
    const words = `Convert ${formatQuantity(quantity)} ${instrumentName(position, serverNow())}`;
    const end = await convert.press({
      route: 'POST /api/positions/convert',
      path: '/api/positions/convert',
      body,
      words,
    });
    if (end?.kind === 'refused') announce('assertive', wordsOf(end.problem));
    if (end?.kind === 'done') announce('polite', `${words} is on its way.`);
  };
  const becameOf = (accountId: string): string => {
    if (outcome === null) return '';
    if (accountId === outcome.accountId) return conversionWords(outcome);
    const child = outcome.childConversions.find((one) => one.accountId === accountId);
    return child === undefined ? '' : conversionWords(child);
  };

  return (
    <Dialog title={`Convert ${instrumentName(position, serverNow())}`} onClose={onClose}>
      <div className="flex items-end gap-3">
        <Choice
          legend={`From ${productWord(from, kind)} to`}
          showLegend
          options={targets.map((value) => ({ value, label: productWord(value, kind) }))}
          value={to}
          onChange={setTo}
          disabled={busy || outcome !== null}
          className="flex-1"
        />
        <TextField
          label={lot > 1 ? `Quantity, lots of ${formatQuantity(lot)}` : 'Quantity'}
          figures
          inputMode="numeric"
          className="w-36"
          value={typed}
          readOnly={busy || outcome !== null}
          onChange={(event) => setTyped(event.target.value)}
          error={fault}
        />
      </div>
      <table className="mt-3 w-full text-table">
        <caption className="sr-only">What moves in which account</caption>
        <thead className="text-label text-muted">
          <tr>
            <th scope="col" className="text-left font-medium">
              Account
            </th>
            <th scope="col" className="text-right font-medium">
              Holds
            </th>
            <th scope="col" className="text-right font-medium">
              Moves
            </th>
            <th scope="col" className="pl-3 text-left font-medium">
              {outcome === null ? <span className="sr-only">Outcome</span> : 'Outcome'}
            </th>
          </tr>
        </thead>
        <tbody className="figures">
          {[position, ...children].map((one) => {
            const isChild = one !== position;
            return (
              <tr key={one.accountId} className="h-6">
                <td>
                  {shortAccount(one.account)} {isChild ? null : <span className="text-muted">{broker}</span>}
                </td>
                <td className="text-right">{formatSignedQuantity(one.netQty)}</td>
                <td className="text-right">
                  {fault === undefined
                    ? formatQuantity(isChild ? childShare(one, position, quantity) : quantity)
                    : '—'}
                </td>
                <td className="pl-3 text-text-2">{becameOf(one.accountId)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {children.length === 0 ? null : (
        <p className="pt-2 text-table text-text-2">
          A child moves the same share of what was copied, in whole lots; its own stays where it is.
        </p>
      )}
      {turned ? (
        <Notice tone="care" className="mt-2">
          {TURNED_WORDS}
        </Notice>
      ) : null}
      <div className="pt-2">
        <PressNotice state={convert.state} did="the conversion" />
      </div>
      <div className="mt-3 flex justify-end gap-2">
        <Button onClick={onClose}>{outcome === null && !busy ? 'Back' : 'Close'}</Button>
        {outcome !== null ? null : (
          <Button
            ref={send}
            look="primary"
            disabled={busy || turned || fault !== undefined}
            onKeyDown={(event) => {
              if (event.repeat) event.preventDefault();
            }}
            onClick={(event) => void press(event.nativeEvent.timeStamp)}
          >
            {convert.state.kind === 'sending'
              ? 'Sending'
              : `Convert ${fault === undefined ? formatQuantity(quantity) : ''} to ${productWord(to, kind)}`}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

/** Products that it can be moved to. What a broker does not offer it refuses, in words. */
function targetsOf({ product, instrumentType }: Position): readonly Position['product'][] {
  const all = instrumentType === 'EQ' ? (['D', 'I', 'MTF'] as const) : (['D', 'I'] as const);
  return all.filter((one) => one !== product);
}

function faultOf(quantity: number, held: number, lot: number): string | undefined {
  if (!Number.isInteger(quantity) || quantity <= 0) return 'A whole number above 0';
  if (quantity > held) return `At most ${formatQuantity(held)}`;
  return quantity % lot === 0 ? undefined : `Whole lots of ${formatQuantity(lot)}`;
}

/** A conversion as it stands now: asked for again until everybody is settled. */
function useOutcome(answer: ReturnType<typeof conversionSchema.parse> | null) {
  const { data } = useQuery({
    queryKey: ['conversion', answer?.id],
    queryFn: ({ signal }) =>
      call({
        path: `/api/conversions/${encodeURIComponent(answer?.id ?? '')}`,
        answer: conversionSchema,
        signal,
      }),
    enabled: answer !== null,
    refetchInterval: ({ state }) =>
      state.data !== undefined && isSettled(state.data) ? false : LOOK_EVERY_MS,
  });
  return data ?? answer;
}
