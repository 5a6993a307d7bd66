import { PanelRightOpen, X } from 'lucide-react';
import { type KeyboardEvent, lazy, type ReactNode, useContext, useState } from 'react';
import { Choice } from '../components/ui/choice.tsx';
import { PagePart } from '../components/ui/page-part.tsx';
import { putLeg, useBasketDraft } from '../features/basket/basket-draft.ts';
import { useStops } from '../features/kill-switch/kill-switch-api.ts';
import { openKillSwitch } from '../features/kill-switch/kill-switch-store.ts';
import { showAnswer, useOrders } from '../features/orders/orders-store.ts';
import { positionAt, usePositions } from '../features/positions/positions-store.ts';
import { TicketPanel } from '../features/ticket/ticket-panel.tsx';
import type { Holdings } from '../lib/holdings.ts';
import { IsShown } from '../lib/is-shown.ts';
import { closeTicketDrawer, openTicketDrawer, useTicketDrawer } from './ticket-drawer.ts';

const HOLDINGS: Holdings = {
  quantity: (accountId, instrumentId, product) =>
    positionAt(usePositions.getState().byKey, { accountId, instrumentId, product })?.netQty ?? 0,
  subscribe: usePositions.subscribe,
};

// Who sends one order does not wait for what sends several.
const DeskBasket = lazy(async () => ({ default: (await import('./desk-basket.tsx')).DeskBasket }));

/** The ticket with a place of its own. */
export function DeskTicket() {
  return (
    <aside aria-label={usePanelName()} className="flex h-full flex-col bg-panel">
      <TicketOrBasket />
    </aside>
  );
}

const PANELS = [
  { value: 'ticket', label: 'Ticket' },
  { value: 'basket', label: 'Basket' },
] as const;

/**
 * The ticket, or the basket in its place; between them a person changes once there is a basket.
 *
 * Who is not shown stays behind: what is on its way, or was refused, is still known when a person comes back to it.
 */
function TicketOrBasket() {
  const open = useBasketDraft((draft) => draft.open);
  const count = useBasketDraft((draft) => draft.legs.length);
  const stops = useStops();
  const [wasOpen, setWasOpen] = useState(open);
  if (open && !wasOpen) setWasOpen(true);
  const isSent = useBasketDraft((draft) => draft.sentId !== null);
  return (
    <>
      {open || isSent || count > 0 ? (
        <Choice
          className="shrink-0 border-b border-line p-2"
          legend="Ticket or basket"
          options={PANELS.map((one) => (one.value === 'basket' ? { ...one, label: basketWord(count) } : one))}
          value={open ? 'basket' : 'ticket'}
          onChange={(shown) => useBasketDraft.setState({ open: shown === 'basket' })}
        />
      ) : null}
      <Part shown={!open}>
        <PagePart name="The ticket">
          <TicketPanel
            holdings={HOLDINGS}
            orderedToday={orderedToday}
            onPlaced={showAnswer}
            onCollect={putLeg}
            stops={stops}
            onSeeStops={openKillSwitch}
          />
        </PagePart>
      </Part>
      {wasOpen ? (
        <Part shown={open}>
          <PagePart name="The basket" waiting={<div className="flex-1 bg-panel" aria-busy />}>
            <DeskBasket holdings={HOLDINGS} />
          </PagePart>
        </Part>
      ) : null}
    </>
  );
}

function Part({ shown, children }: { readonly shown: boolean; readonly children: ReactNode }) {
  return (
    <div hidden={!shown} className="flex min-h-0 flex-1 flex-col">
      <IsShown value={useContext(IsShown) && shown}>{children}</IsShown>
    </div>
  );
}

/** `Basket 2` */
function basketWord(legs: number): string {
  return legs === 0 ? 'Basket' : `Basket ${legs}`;
}

/** What the side panel is called: what stands in it. */
function usePanelName(): 'Ticket' | 'Basket' {
  return useBasketDraft((draft) => draft.open) ? 'Basket' : 'Ticket';
}

/** What the drawer's own handle is called: what stands in it, and how much. */
export function useDrawerWord(): string {
  const name = usePanelName();
  const count = useBasketDraft((draft) => draft.legs.length);
  return name === 'Basket' ? basketWord(count) : name;
}

/** The ticket as a drawer over the right side of the page: what stands in it stays while it is closed. */
export function TicketDrawer() {
  const open = useTicketDrawer((state) => state.open);
  const name = usePanelName();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    closeTicketDrawer();
  };
  return (
    <aside
      aria-label={name}
      hidden={!open}
      onKeyDown={onKeyDown}
      className="absolute inset-y-0 right-0 z-10 flex w-85 flex-col border-l border-edge bg-panel shadow-pop phone:w-full phone:border-l-0"
    >
      <div className="flex h-9 shrink-0 items-center border-b border-line pl-3 phone:h-11">
        <span className="text-control font-medium">{useDrawerWord()}</span>
        <button
          type="button"
          aria-label={`Close the ${name.toLowerCase()}`}
          onClick={closeTicketDrawer}
          className="ml-auto inline-flex size-9 items-center justify-center text-text-2 hover:bg-hover hover:text-text focus-visible:-outline-offset-2 phone:size-11"
        >
          <X aria-hidden size={16} />
        </button>
      </div>
      <IsShown value={open}>
        <TicketOrBasket />
      </IsShown>
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
      {useDrawerWord()}
    </button>
  );
}

/** By a person at the desk: what a protection or a square-off sent is no practice. */
function orderedToday(): boolean {
  return Object.values(useOrders.getState().byId).some(({ origin }) => origin === 'desk');
}
