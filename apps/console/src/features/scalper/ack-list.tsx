import type { ChildOrder, Order } from '@copydesk/api-contract';
import { CircleQuestionMark, CircleSlash2, OctagonX } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatTime } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { type Press, usePresses } from './presses.ts';

interface AckListProps {
  /** The book as it is now: an answer to a press is only its first word. */
  readonly orders: Readonly<Record<string, Order>>;
}

/** `Q 11:22:07  k2 38 ms · c1 84 ms · c2 ? · c3 ⊘`: what became of each key, in each account. */
export function AckList({ orders }: AckListProps) {
  const list = usePresses((state) => state.list);
  return (
    <section aria-label="What was sent" className="min-w-0">
      {list.length === 0 ? (
        <p className="text-table text-text-2">Nothing was sent from here yet.</p>
      ) : (
        <ol className="flex flex-col gap-1 text-table">
          {list.map((press, index) => (
            <PressLine key={press.number} press={press} orders={orders} newest={index === 0} />
          ))}
        </ol>
      )}
    </section>
  );
}

interface PressLineProps extends AckListProps {
  readonly press: Press;
  readonly newest: boolean;
}

function PressLine({ press, orders, newest }: PressLineProps) {
  const { standing } = press;
  const order = standing.kind === 'done' ? (orders[standing.order.id] ?? standing.order) : null;
  return (
    <li className={newest ? 'text-text' : 'text-text-2'}>
      <span className="figures flex flex-wrap items-center gap-x-1.5">
        {press.cap === '' ? null : (
          <kbd className="rounded-box border border-edge bg-raised px-1 font-sans">{press.cap}</kbd>
        )}
        {press.atMs === null ? <span className="text-muted">before the reload</span> : formatTime(press.atMs)}
        {order === null ? <Standing press={press} /> : <Acks order={order} />}
      </span>
      <span className="block truncate text-muted" title={press.words}>
        {press.words}
      </span>
      {newest && order !== null ? <Reasons order={order} /> : null}
    </li>
  );
}

function Standing({ press: { standing } }: { readonly press: Press }) {
  switch (standing.kind) {
    case 'sending':
      return <span>Sending</span>;
    case 'unknown':
      return (
        <Mark
          icon={<CircleQuestionMark aria-hidden size={12} />}
          look="text-unknown"
          text="no answer yet; looked up, not sent again"
        />
      );
    case 'never-arrived':
      return <span className="text-warn">It never arrived. Nothing was sent.</span>;
    case 'refused':
      return <Mark icon={<OctagonX aria-hidden size={12} />} look="text-loss" text={standing.words} />;
    case 'done':
      return null;
  }
}

/** One part of an order: the master's own, or a child's. */
type Part = Pick<ChildOrder, 'status' | 'ackMs'> & { readonly key: string; readonly account: string };

function Acks({ order }: { readonly order: Order }) {
  const parts: readonly Part[] = [
    { ...order, key: order.id },
    ...order.childOrders.map((child) => ({ ...child, key: child.childId })),
  ];
  return parts.map((part, index) => (
    <span key={part.key} className="inline-flex items-center gap-1">
      <span className="font-medium">{shortAccount(part.account)}</span>
      <Ack part={part} />
      {index === parts.length - 1 ? null : <span className="text-muted">·</span>}
    </span>
  ));
}

function Ack({ part: { status, ackMs } }: { readonly part: Part }): ReactNode {
  if (status === 'uncertain')
    return <Mark icon={<CircleQuestionMark aria-hidden size={12} />} look="text-unknown" text="checking" />;
  if (status === 'skipped')
    return <Mark icon={<CircleSlash2 aria-hidden size={12} />} look="text-text-2" text="skipped" />;
  if (status === 'rejected' || status === 'denied')
    return <Mark icon={<OctagonX aria-hidden size={12} />} look="text-loss" text="refused" />;
  if (status === 'cancelled' || status === 'expired') return <span className="text-text-2">{status}</span>;
  if (ackMs !== null) return <span>{Math.round(ackMs)} ms</span>;
  return <span className="text-muted">{WAITING[status] ?? 'no answer'}</span>;
}

const WAITING: Readonly<Partial<Record<ChildOrder['status'], string>>> = {
  journaled: 'in lane',
  sending: 'sending',
  held: 'held',
};

interface MarkProps {
  readonly icon: ReactNode;
  readonly look: string;
  readonly text: string;
}

function Mark({ icon, look, text }: MarkProps) {
  return (
    <span className={`inline-flex items-center gap-0.5 ${look}`}>
      {icon}
      {text}
    </span>
  );
}

/** Why an account got nothing, beside its name. */
function Reasons({ order }: { readonly order: Order }) {
  const said = [order, ...order.childOrders].flatMap(({ account, reason }) =>
    reason === null ? [] : [`${shortAccount(account)}: ${reason.brokerText ?? reason.text}`],
  );
  return said.map((line) => (
    <span key={line} className="block wrap-anywhere text-text-2">
      {line}
    </span>
  ));
}
