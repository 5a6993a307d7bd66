import { type ChildOrder, type Order, orderSchema, type ResolveBody } from '@copydesk/api-contract';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { TextField } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatQuantity } from '../../lib/numbers.ts';
import { shortAccount } from '../../lib/words.ts';
import { useClockShift } from '../../live/conditions.ts';
import { serverNow } from '../../live/link-store.ts';
import { usePress } from '../../live/use-press.ts';
import { useServerClock } from '../../live/use-server-clock.ts';
import { Word } from './child-actions.tsx';
import { showAnswer } from './orders-store.ts';

interface ResolveButtonsProps {
  readonly order: Order;
  /** The order itself, or the child that is unknown. */
  readonly figures: Pick<ChildOrder, 'status' | 'certainBy' | 'quantity'>;
  readonly account: string;
  /** Null: the order itself. */
  readonly child: string | null;
}

/** Only when the broker can prove neither: a person looks in its app, and says what is there. */
export function ResolveButtons(props: ResolveButtonsProps) {
  return props.figures.status === 'uncertain' ? <WhenDue {...props} /> : null;
}

function WhenDue(props: ResolveButtonsProps) {
  const { certainBy } = props.figures;
  const now = useServerClock(1000) + useClockShift(props.order.environment);
  const [asking, setAsking] = useState<boolean | null>(null);
  if (certainBy !== null && Date.parse(certainBy) > now) return null;
  const name = shortAccount(props.account);
  return (
    <span className="inline-flex items-center gap-2 pl-2 align-middle phone:flex phone:pt-1 phone:pl-0">
      <Word action="there" label={`${name}: it is there`} onPress={() => setAsking(true)}>
        It is there
      </Word>
      <Word action="absent" label={`${name}: it is not there`} onPress={() => setAsking(false)}>
        It is not there
      </Word>
      {asking === null ? null : <ResolveDialog {...props} exists={asking} onClose={() => setAsking(null)} />}
    </span>
  );
}

interface ResolveDialogProps extends ResolveButtonsProps {
  readonly exists: boolean;
  readonly onClose: () => void;
}

function ResolveDialog({ order, figures, account, child, exists, onClose }: ResolveDialogProps) {
  const [brokerOrderId, setId] = useState('');
  const { state, press } = usePress(`resolve.${order.id}.${child ?? ''}`, orderSchema);
  const name = shortAccount(account);
  const what = `${order.side} ${formatQuantity(figures.quantity)} ${instrumentName(order, serverNow())}`;
  const at = `/api/orders/${encodeURIComponent(order.id)}`;
  const submit = async (): Promise<void> => {
    const body: ResolveBody = exists ? { exists, brokerOrderId: brokerOrderId.trim() } : { exists };
    const end = await press({
      route:
        child === null ? 'POST /api/orders/:id/resolve' : 'POST /api/orders/:id/children/:childId/resolve',
      path: child === null ? `${at}/resolve` : `${at}/children/${encodeURIComponent(child)}/resolve`,
      body,
      words: `${name}: ${what} ${exists ? 'is there' : 'is not there'}`,
    });
    if (end?.kind !== 'done') return;
    showAnswer(end.answer);
    onClose();
  };
  const busy = state.kind === 'sending' || state.kind === 'unknown';
  return (
    <Dialog title={exists ? 'The order is there' : 'The order is not there'} onClose={onClose}>
      <p className="pb-3 text-control">
        {name}: {what}.{' '}
        {exists
          ? 'Copydesk takes this order of the broker as its own, with what it filled.'
          : 'Copydesk counts it as never arrived. Nothing is sent again by itself.'}
      </p>
      {exists ? (
        <TextField
          label="Broker order id, as its app shows it"
          figures
          value={brokerOrderId}
          onChange={(event) => setId(event.target.value)}
        />
      ) : null}
      {state.kind === 'refused' ? (
        <Notice tone="bad" className="mt-2">
          {wordsOf(state.problem)}
        </Notice>
      ) : null}
      <div className="mt-3 flex justify-end gap-2">
        <Button onClick={onClose}>Back</Button>
        <Button
          look="primary"
          disabled={busy || (exists && brokerOrderId.trim() === '')}
          onClick={() => void submit()}
        >
          {busy ? 'Sending' : exists ? 'It is there' : 'It is not there'}
        </Button>
      </div>
    </Dialog>
  );
}
