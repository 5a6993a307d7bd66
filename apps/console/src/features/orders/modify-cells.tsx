import { type ModifyOrderBody, type Order, orderSchema } from '@copydesk/api-contract';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { isFinal } from '../../components/order-status-words.ts';
import { CellField, cellKeys } from '../../components/ui/cell-field.tsx';
import { Cell } from '../../components/ui/table.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { decimalsOfTick, formatLots, formatMoney, money, parseMoney, stepPrice } from '../../lib/numbers.ts';
import { shortAccount } from '../../lib/words.ts';
import { announce } from '../../live/announcements.ts';
import { serverNow } from '../../live/link-store.ts';
import { usePress } from '../../live/use-press.ts';
import { showAnswer } from './orders-store.ts';

interface Draft {
  readonly price: string;
  readonly trigger: string;
  readonly size: string;
}

/** New terms of an order that rests, as they stand in its own cells. */
export function useModify(order: Order, modifying: boolean, onEnd: () => void) {
  const lot = Math.max(1, order.lotSize ?? 1);
  const start: Draft = {
    price: textOf(order, order.price),
    trigger: textOf(order, order.triggerPrice),
    size: String(order.quantity / lot),
  };
  const [draft, setDraft] = useState<Partial<Draft>>({});
  const [fault, setFault] = useState<string | null>(null);
  const press = usePress(`modify.${order.id}`, orderSchema);
  // What nobody typed in stays what it is, also while it is changed from elsewhere.
  const typed: Draft = { ...start, ...draft };
  const end = (): void => {
    setDraft({});
    setFault(null);
    press.clear();
    onEnd();
  };
  const { kind } = press.state;
  const isOver =
    modifying && kind !== 'sending' && kind !== 'unknown' && kind !== 'done' && isFinal(order.status);
  useEffect(() => {
    // Filled or cancelled while its terms were typed: there is nothing to change any more.
    if (!isOver) return;
    onEnd();
    announce('polite', `${order.side} ${instrumentName(order, serverNow())} has ended. Nothing was changed.`);
  }, [isOver, order, onEnd]);
  const save = async (): Promise<void> => {
    const body = changedTerms(order, typed, lot);
    if (typeof body === 'string') return setFault(body);
    if (Object.keys(body).length === 0) return end();
    setFault(null);
    press.clear();
    const name = `${order.side} ${instrumentName(order, serverNow())}`;
    const outcome = await press.press({
      route: 'PATCH /api/orders/:id',
      path: `/api/orders/${encodeURIComponent(order.id)}`,
      body,
      words: `Modify ${name}`,
    });
    if (outcome?.kind === 'refused') {
      setFault(wordsOf(outcome.problem));
      announce('assertive', `Not modified. ${wordsOf(outcome.problem)}`);
    }
    if (outcome?.kind !== 'done') return;
    showAnswer(outcome.answer);
    announce('polite', `${name} modified.`);
    end();
  };
  return {
    typed,
    lot,
    busy: kind === 'sending' || kind === 'unknown',
    change: (part: Partial<Draft>) => setDraft({ ...draft, ...part }),
    save: () => void save(),
    end,
    words: modifying ? wordsWhile(order, kind, fault) : null,
    isFault: fault !== null,
  } as const;
}

type Modify = ReturnType<typeof useModify>;

/** What Enter does, or what became of it. */
function wordsWhile(order: Order, state: string, fault: string | null): string {
  if (fault !== null) return fault;
  if (state === 'sending') return 'Sending the new terms.';
  if (state === 'unknown') return 'Sent, no answer yet. We are looking up what became of it.';
  if (state === 'never-arrived') return 'Not sent, no connection. The order stands as it was.';
  const followers = order.childOrders
    .filter((child) => child.orderId !== null)
    .map((child) => shortAccount(child.account));
  const follow = followers.length === 0 ? '' : `; ${followers.join(', ')} follow in their own sizes`;
  return `Enter changes ${shortAccount(order.account)}${follow}. Esc leaves it as it is.`;
}

/** The Filled and Price cells while they are edited; what has no price keeps its dash. */
export function ModifyCells({ order, modify }: { readonly order: Order; readonly modify: Modify }) {
  const { typed, change, lot } = modify;
  const tick = order.tickSize ?? 0.05;
  const ofPrice = order.price !== null;
  const first = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const field = first.current;
    field?.focus();
    field?.select();
    return () => {
      // The row takes the focus back before its cells are figures again.
      const row = field?.closest<HTMLElement>('[data-row]');
      if (row?.contains(document.activeElement) === true) row.focus();
    };
  }, []);
  const keys = (onStep: (steps: number) => void) =>
    cellKeys({
      onStep,
      onEnter: () => (modify.busy ? undefined : modify.save()),
      onEscape: () => (modify.busy ? undefined : modify.end()),
    });
  const priced = ofPrice ? 'price' : 'trigger';
  return (
    <>
      <Cell figure className="px-0.5">
        <CellField
          label={lot > 1 ? `Lots of ${lot}` : 'Quantity'}
          title={lot > 1 && Number(typed.size) > 0 ? formatLots(Number(typed.size)) : undefined}
          value={typed.size}
          disabled={modify.busy}
          onChange={(size) => change({ size })}
          onKeyDown={keys((steps) =>
            change({ size: String(Math.max(1, Math.trunc(Number(typed.size) || 0) + steps)) }),
          )}
        />
      </Cell>
      <Cell figure className="px-0.5">
        <CellField
          ref={first}
          label={ofPrice ? 'Price ₹' : 'Trigger ₹'}
          value={typed[priced]}
          disabled={modify.busy}
          onChange={(value) => change({ [priced]: value })}
          onKeyDown={keys((steps) => change({ [priced]: stepPrice(typed[priced], tick, steps) }))}
        />
      </Cell>
      <Cell figure className="px-0.5">
        {ofPrice && order.triggerPrice !== null ? (
          <CellField
            label="Trigger ₹"
            value={typed.trigger}
            disabled={modify.busy}
            onChange={(trigger) => change({ trigger })}
            onKeyDown={keys((steps) => change({ trigger: stepPrice(typed.trigger, tick, steps) }))}
          />
        ) : (
          '—'
        )}
      </Cell>
    </>
  );
}

/** As the cell showed it, with the decimals of the tick. */
function textOf({ tickSize }: Order, price: number | null): string {
  return price === null
    ? ''
    : formatMoney(money(price), decimalsOfTick(tickSize ?? 0.05)).replaceAll(',', '');
}

/** Only what differs is sent, prices as the text that was typed; or what is wrong with it. */
function changedTerms(order: Order, typed: Draft, lot: number): ModifyOrderBody | string {
  if (!/^\d{1,9}$/.test(typed.size.trim()) || Number(typed.size) === 0)
    return lot > 1 ? 'Whole lots only.' : 'Needs a whole number above 0.';
  const body: ModifyOrderBody = {};
  const quantity = Number(typed.size) * lot;
  if (quantity !== order.quantity) body.quantity = quantity;
  for (const [now, text, field] of [
    [order.price, typed.price, 'price'],
    [order.triggerPrice, typed.trigger, 'triggerPrice'],
  ] as const) {
    if (now === null || text.trim() === textOf(order, now)) continue;
    const price = parseMoney(text);
    if (price === null || price <= 0) return 'Needs a price above 0, such as 124.15.';
    body[field] = text.trim();
  }
  return body;
}
