import { type Order, orderSchema } from '@copydesk/api-contract';
import { wordsOf } from '../../lib/api-client.ts';
import { announce } from '../../live/announcements.ts';
import { type PressState, usePress } from '../../live/use-press.ts';
import { showAnswer } from './orders-store.ts';

/** Cancels an order, its children with it. */
export function useCancel(order: Order, name: string): readonly [PressState<Order>, () => void] {
  const { state, press, clear } = usePress(`cancel.${order.id}`, orderSchema);
  const cancel = async (): Promise<void> => {
    clear();
    const end = await press({
      route: 'DELETE /api/orders/:id',
      path: `/api/orders/${encodeURIComponent(order.id)}`,
      words: `Cancel ${name}`,
    });
    if (end?.kind === 'done') showAnswer(end.answer);
    if (end?.kind === 'refused') announce('assertive', wordsOf(end.problem));
  };
  return [state, () => void cancel()];
}

/** What became of the cancel, where the order's own status does not say it. */
export function cancelWords(state: PressState<Order>): string | null {
  switch (state.kind) {
    case 'refused':
      return `Not cancelled: ${wordsOf(state.problem)}`;
    case 'never-arrived':
      return 'The cancel was not sent, no connection. The order stands as it was.';
    case 'unknown':
      return 'The cancel was sent, no answer yet. We are looking up what became of it.';
    default:
      return null;
  }
}
