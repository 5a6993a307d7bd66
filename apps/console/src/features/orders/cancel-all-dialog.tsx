import { orderSchema } from '@copydesk/api-contract';
import { useMemo, useRef, useState } from 'react';
import { SideWord } from '../../components/side-word.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatPrice, formatQuantity } from '../../lib/numbers.ts';
import { shortAccount } from '../../lib/words.ts';
import { announce } from '../../live/announcements.ts';
import { serverNow } from '../../live/link-store.ts';
import { keptPress, type PressEnd, sendPress } from '../../live/press.ts';
import { type CancelLine, closeCancelAll, useCancelAll, workingIn } from './cancel-all-request.ts';
import { priceOf } from './order-cells.tsx';
import { showAnswer, useOrders } from './orders-store.ts';

/** The question of cancelling several orders, above whatever page it was asked from. */
export function CancelAllLayer() {
  const request = useCancelAll((state) => state.request);
  return request === null ? null : <CancelAllDialog {...request} />;
}

type Standing = 'sending' | PressEnd<unknown>['kind'];

interface CancelAllDialogProps {
  readonly words: string;
  readonly accountIds: ReadonlySet<string>;
}

/** Every order that would be cancelled, before one is. Needs no connection to be asked for. */
function CancelAllDialog({ words, accountIds }: CancelAllDialogProps) {
  const byId = useOrders((state) => state.byId);
  const working = useMemo(() => workingIn(Object.values(byId), accountIds), [byId, accountIds]);
  // What was asked about stays in view until it is closed; what comes meanwhile is not cancelled unseen.
  const [lines] = useState(working);
  const still = new Set(working.map(({ orderId }) => orderId));
  const { standings, send } = useCancels(lines);
  const left = lines.filter(({ orderId }) => still.has(orderId) && standings[orderId] === undefined);
  const count = `${left.length} ${left.length === 1 ? 'order' : 'orders'}`;
  return (
    <Dialog title={`Cancel all, ${words}`} onClose={closeCancelAll}>
      {lines.length === 0 ? <p className="text-table">No order works in {words}.</p> : null}
      <table className="w-full text-table" hidden={lines.length === 0}>
        <caption className="sr-only">Orders that are cancelled</caption>
        <thead className="text-label text-muted">
          <tr>
            {['Account', 'Order'].map((head) => (
              <th key={head} scope="col" className="px-1.5 text-left font-medium first:pl-0">
                {head}
              </th>
            ))}
            {['Filled', 'Price ₹'].map((head) => (
              <th key={head} scope="col" className="px-1.5 text-right font-medium">
                {head}
              </th>
            ))}
            <th scope="col">
              <span className="sr-only">Now</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.orderId} className="h-6 border-t border-line align-top">
              <td className="font-medium">
                {shortAccount(line.account)}
                {line.followers.length === 0 ? null : (
                  <span className="font-normal text-text-2">
                    {' '}
                    and its copies in {line.followers.map(shortAccount).join(', ')}
                  </span>
                )}
              </td>
              <td className="px-1.5">
                <SideWord side={line.of.side} /> {instrumentName(line.of, serverNow())}
              </td>
              <td className="figures px-1.5 text-right">
                {formatQuantity(line.filledQuantity)}/{formatQuantity(line.quantity)}
              </td>
              <td className="figures px-1.5 text-right">{formatPrice(priceOf(line.of))}</td>
              <td className="text-right text-text-2">
                {standingWords(standings[line.orderId], still.has(line.orderId))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="pt-2 text-table text-text-2">
        What is filled stays. Stops and targets of positions stay too.
      </p>
      <div className="mt-3 flex justify-end gap-2">
        <Button autoFocus onClick={closeCancelAll}>
          {left.length === lines.length ? 'Back' : 'Close'}
        </Button>
        <Button look="danger" aria-disabled={left.length === 0} onClick={() => send(left)}>
          Cancel {count}
        </Button>
      </div>
    </Dialog>
  );
}

/** Each order is cancelled by a press of its own, once. */
function useCancels(lines: readonly CancelLine[]) {
  const [standings, setStandings] = useState<Readonly<Record<string, Standing>>>({});
  const begun = useRef(new Set<string>());
  const one = async (line: CancelLine): Promise<void> => {
    const slot = `cancel.${line.orderId}`;
    if (begun.current.has(line.orderId) || keptPress(slot) !== null) return;
    begun.current.add(line.orderId);
    const say = (standing: Standing): void =>
      setStandings((before) => ({ ...before, [line.orderId]: standing }));
    say('sending');
    const end = await sendPress(
      slot,
      {
        route: 'DELETE /api/orders/:id',
        path: `/api/orders/${encodeURIComponent(line.orderId)}`,
        words: `Cancel ${line.of.side} ${instrumentName(line.of, serverNow())}`,
      },
      orderSchema,
    );
    say(end.kind);
    if (end.kind === 'done') showAnswer(end.answer);
    if (end.kind === 'refused')
      announce('assertive', `${shortAccount(line.account)}: ${wordsOf(end.problem)}`);
  };
  const send = (some: readonly CancelLine[]): void => {
    for (const line of lines) if (some.includes(line)) void one(line);
  };
  return { standings, send } as const;
}

function standingWords(standing: Standing | undefined, works: boolean): string {
  if (standing === 'refused') return 'refused';
  if (standing === 'never-arrived') return 'not sent, no connection';
  if (!works) return 'ended';
  if (standing === undefined) return '';
  return standing === 'unknown' ? 'no answer yet' : 'cancelling';
}
