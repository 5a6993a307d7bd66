import { useBasketDraft } from '../features/basket/basket-draft.ts';
import { BasketPanel } from '../features/basket/basket-panel.tsx';
import { useStops } from '../features/kill-switch/kill-switch-api.ts';
import { openKillSwitch } from '../features/kill-switch/kill-switch-store.ts';
import { showAnswer } from '../features/orders/orders-store.ts';
import type { Holdings } from '../lib/holdings.ts';
import { useBasketOrders } from './basket-orders.ts';

/** The basket in the ticket's place. */
export function DeskBasket({ holdings }: { readonly holdings: Holdings }) {
  const booked = useBasketOrders(useBasketDraft((draft) => draft.sentId));
  return (
    <BasketPanel
      holdings={holdings}
      booked={booked}
      onPlaced={({ orders }) => orders.forEach(showAnswer)}
      stops={useStops()}
      onSeeStops={openKillSwitch}
    />
  );
}
