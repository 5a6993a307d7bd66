import { PanelRightOpen, X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { showAnswer, useOrders } from '../features/orders/orders-store.ts';
import { positionAt, usePositions } from '../features/positions/positions-store.ts';
import { TicketPanel } from '../features/ticket/ticket-panel.tsx';
import type { Holdings } from '../lib/holdings.ts';
import { closeTicketDrawer, openTicketDrawer, useTicketDrawer } from './ticket-drawer.ts';

const HOLDINGS: Holdings = {
  quantity: (accountId, instrumentId, product) =>
    positionAt(usePositions.getState().byKey, { accountId, instrumentId, product })?.netQty ?? 0,
  subscribe: usePositions.subscribe,
};

/** The ticket with a place of its own. */
export function DeskTicket() {
  return (
    <aside aria-label="Ticket" className="flex h-full flex-col bg-panel">
      <TicketPanel holdings={HOLDINGS} orderedToday={orderedToday} onPlaced={showAnswer} />
    </aside>
  );
}

/** The ticket as a drawer over the right side of the page: what stands in it stays while it is closed. */
export function TicketDrawer() {
  const open = useTicketDrawer((state) => state.open);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    closeTicketDrawer();
  };
  return (
    <aside
      aria-label="Ticket"
      hidden={!open}
      onKeyDown={onKeyDown}
      className="absolute inset-y-0 right-0 z-10 flex w-85 flex-col border-l border-edge bg-panel shadow-pop phone:w-full phone:border-l-0"
    >
      <div className="flex h-9 shrink-0 items-center border-b border-line pl-3 phone:h-11">
        <span className="text-control font-medium">Ticket</span>
        <button
          type="button"
          aria-label="Close the ticket"
          onClick={closeTicketDrawer}
          className="ml-auto inline-flex size-9 items-center justify-center text-text-2 hover:bg-hover hover:text-text focus-visible:-outline-offset-2 phone:size-11"
        >
          <X aria-hidden size={16} />
        </button>
      </div>
      <TicketPanel holdings={HOLDINGS} orderedToday={orderedToday} onPlaced={showAnswer} />
    </aside>
  );
}

/** The edge from which the drawer is drawn. */
export function TicketEdge() {
  const open = useTicketDrawer((state) => state.open);
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={openTicketDrawer}
      className="flex w-12 shrink-0 flex-col items-center gap-0.5 border-l border-line bg-panel pt-3 text-rail text-text-2 hover:bg-hover hover:text-text focus-visible:-outline-offset-2"
    >
      <PanelRightOpen aria-hidden size={17} />
      Ticket
    </button>
  );
}

/** By a person at the desk: what a protection or a square-off sent is no practice. */
function orderedToday(): boolean {
  return Object.values(useOrders.getState().byId).some(({ origin }) => origin === 'desk');
}
