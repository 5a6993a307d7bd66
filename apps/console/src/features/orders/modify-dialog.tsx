import { type ModifyOrderBody, type Order, orderSchema } from '@copydesk/api-contract';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { TextField } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { shortAccount } from '../../lib/words.ts';
import { serverNow } from '../../live/link-store.ts';
import { usePress } from '../../live/use-press.ts';
import { showOrder } from './orders-store.ts';

/** New price, trigger or quantity of an order that rests; its children follow. */
export function ModifyDialog({ order, onClose }: { readonly order: Order; readonly onClose: () => void }) {
  const lot = order.lotSize ?? 1;
  const inLots = lot > 1;
  const [price, setPrice] = useState(textOf(order.price));
  const [trigger, setTrigger] = useState(textOf(order.triggerPrice));
  const [size, setSize] = useState(String(inLots ? order.quantity / lot : order.quantity));
  const modify = usePress(`modify.${order.id}`, orderSchema);
  const refused = modify.state.kind === 'refused' ? modify.state.problem : undefined;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const body = changedTerms(order, {
      price,
      trigger,
      quantity: inLots ? Number(size) * lot : Number(size),
    });
    if (Object.keys(body).length === 0) return onClose();
    modify.clear();
    const end = await modify.press({
      route: 'PATCH /api/orders/:id',
      path: `/api/orders/${encodeURIComponent(order.id)}`,
      body,
      words: `Modify ${instrumentName(order, serverNow())}`,
    });
    if (end?.kind !== 'done') return;
    showOrder(end.answer);
    onClose();
  };

  const followers = order.childOrders
    .filter((child) => child.orderId !== null)
    .map((child) => shortAccount(child.account));
  return (
    <Dialog title={`Modify ${order.side} ${instrumentName(order, serverNow())}`} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="grid grid-cols-2 gap-3">
        {order.price === null ? null : (
          <TextField
            label="Price ₹"
            figures
            inputMode="decimal"
            value={price}
            onChange={(event) => setPrice(event.target.value)}
            error={refused?.at('/price')?.message}
          />
        )}
        {order.triggerPrice === null ? null : (
          <TextField
            label="Trigger ₹"
            figures
            inputMode="decimal"
            value={trigger}
            onChange={(event) => setTrigger(event.target.value)}
            error={refused?.at('/triggerPrice')?.message}
          />
        )}
        <TextField
          label={inLots ? `Lots of ${lot}` : 'Quantity'}
          figures
          inputMode="numeric"
          value={size}
          onChange={(event) => setSize(event.target.value)}
          error={refused?.at('/quantity')?.message}
        />
        <p className="col-span-2 text-table text-text-2">
          {followers.length === 0
            ? `Changes ${shortAccount(order.account)} only.`
            : `Changes ${shortAccount(order.account)}; ${followers.join(', ')} follow in their own sizes.`}
        </p>
        {modify.state.kind === 'refused' ? (
          <Notice tone="bad" className="col-span-2">
            {wordsOf(modify.state.problem)}
          </Notice>
        ) : null}
        {modify.state.kind === 'unknown' ? (
          <Notice tone="unknown" className="col-span-2">
            Sent, no answer yet. We are looking up what became of it.
          </Notice>
        ) : null}
        {modify.state.kind === 'never-arrived' ? (
          <Notice tone="care" className="col-span-2">
            Not sent, no connection. The order stands as it was.
          </Notice>
        ) : null}
        <div className="col-span-2 flex justify-end gap-2">
          <Button onClick={onClose}>Back</Button>
          <Button
            type="submit"
            look="primary"
            disabled={modify.state.kind === 'sending' || modify.state.kind === 'unknown'}
          >
            {modify.state.kind === 'sending' ? 'Sending' : 'Modify'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function textOf(price: number | null): string {
  return price === null ? '' : String(price);
}

interface Wanted {
  readonly price: string;
  readonly trigger: string;
  readonly quantity: number;
}

/** Only what differs is sent; prices go as the text that was typed. */
function changedTerms(order: Order, wanted: Wanted): ModifyOrderBody {
  const body: ModifyOrderBody = {};
  if (order.price !== null && wanted.price !== textOf(order.price)) body.price = wanted.price;
  if (order.triggerPrice !== null && wanted.trigger !== textOf(order.triggerPrice))
    body.triggerPrice = wanted.trigger;
  if (wanted.quantity !== order.quantity) body.quantity = wanted.quantity;
  return body;
}
