import type { Order } from '@copydesk/api-contract';
import { Layers, ListTree, Pencil, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { isFinal } from '../../components/order-status-words.ts';
import { basketPath } from '../../lib/page-paths.ts';
import { useTabStop } from '../../live/own-keys.ts';

interface RowActionsProps {
  readonly order: Order;
  readonly name: string;
  readonly cancelling: boolean;
  readonly onCancel: () => void;
  readonly onModify: () => void;
  readonly onTimeline: () => void;
}

/** What can be done with an order. Keys press the same buttons. */
export function RowActions({ order, name, cancelling, onCancel, onModify, onTimeline }: RowActionsProps) {
  const living = !isFinal(order.status);
  return (
    <>
      {living ? (
        <Action
          action="modify"
          label={`Modify ${name}`}
          disabled={order.orderType === 'MARKET'}
          onPress={onModify}
        >
          <Pencil size={13} aria-hidden />
        </Action>
      ) : null}
      {living ? (
        <Action action="cancel" label={`Cancel order ${name}`} disabled={cancelling} onPress={onCancel}>
          <X size={14} aria-hidden />
        </Action>
      ) : null}
      {order.basketId === undefined ? null : <ToBasket basketId={order.basketId} name={name} />}
      <Action action="timeline" label={`Timeline of ${name}`} onPress={onTimeline}>
        <ListTree size={13} aria-hidden />
      </Action>
    </>
  );
}

/** An order that belongs to a basket leads to it. */
function ToBasket({ basketId, name }: { readonly basketId: string; readonly name: string }) {
  const [, go] = useLocation();
  return (
    <Action action="basket" label={`Basket of ${name}`} onPress={() => go(basketPath(basketId))}>
      <Layers size={13} aria-hidden />
    </Action>
  );
}

interface ActionProps {
  readonly action: string;
  readonly label: string;
  readonly disabled?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function Action({ action, label, disabled = false, onPress, children }: ActionProps) {
  return (
    <button
      type="button"
      data-action={action}
      aria-label={label}
      title={label}
      tabIndex={useTabStop()}
      disabled={disabled}
      onClick={onPress}
      className="inline-flex size-6 items-center justify-center rounded-box text-text hover:bg-hover disabled:opacity-40"
    >
      {children}
    </button>
  );
}
