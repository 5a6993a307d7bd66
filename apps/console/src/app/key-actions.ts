/** What the page's own keys do; tables and fields hear theirs themselves. */
import { flushSync } from 'react-dom';
import { useBasketDraft } from '../features/basket/basket-draft.ts';
import { chooseUnit, useTicket } from '../features/ticket/ticket-store.ts';
import { watch } from '../features/watchlist/change-watchlists.ts';
import { changePreferences } from '../live/preferences.ts';
import { deskAddress } from './desk-view.ts';
import { openLayer } from './layers.ts';
import { openTicketDrawer } from './ticket-drawer.ts';

const PAGES: Readonly<Record<string, string>> = {
  'go.desk': '/desk',
  'go.scalper': '/scalper',
  'go.orders': '/orders',
  'go.positions': '/positions',
  'go.copy': '/copy',
  'go.readiness': '/readiness',
  'go.alerts': '/alerts',
  'go.log': '/log',
  'go.review': '/review',
  'go.settings': '/settings',
};

/** What of the side panel is only there while it is the ticket. */
const IN_TICKET: ReadonlySet<string> = new Set(['lots', 'find-instrument']);

/** The side panel is the ticket, or the basket; drawn at once, for the next letters are typed already. */
export function showBasket(open: boolean): void {
  if (useBasketDraft.getState().open !== open) flushSync(() => useBasketDraft.setState({ open }));
}

/** Focuses what has this key; false where it does not stand, or stands in a drawer that is closed. */
export function focusOn(key: string): boolean {
  if (IN_TICKET.has(key)) showBasket(false);
  const element = document.querySelector<HTMLElement>(`[data-key="${key}"]`);
  if (element === null || element.closest('[hidden]') !== null) return false;
  element.focus();
  if (element instanceof HTMLInputElement) element.select();
  return true;
}

/** On the Desk, in its ticket; from elsewhere the Desk is opened first, and where the ticket is a drawer, that. */
export function focusOnDesk(key: string, go: (path: string) => void): void {
  // At once where the field stands: the next letters are typed already.
  if (focusOn(key)) return;
  openPanel(go);
  focusSoon(key);
}

/** The Desk, as its address says, with what stands beside it. */
function openPanel(go: (path: string) => void): void {
  if (location.pathname !== '/desk') go('/desk');
  openTicketDrawer();
}

/** In what the side panel is now; a basket without legs has no field, and none is waited for: its legs come from the chain. */
function focusOnPanel(go: (path: string) => void): void {
  const { open, legs } = useBasketDraft.getState();
  if (open && legs.length === 0) return openPanel(go);
  focusOnDesk(open ? 'basket-lots' : 'lots', go);
}

/** A page that is loaded first stands within this many frames, or the focus stays where the page puts it. */
const FRAMES = 240;

/** Focuses what has this key on the page that was just opened, once it can be pressed; not after the person has gone elsewhere. */
export function focusSoon(key: string): void {
  const from = document.activeElement;
  const again = (left: number): void => {
    const now = document.activeElement;
    if (left === 0 || (now !== from && now !== document.body)) return;
    const there = document.querySelector(`[data-key="${key}"]:not(:disabled)`) !== null && focusOn(key);
    if (!there) requestAnimationFrame(() => again(left - 1));
  };
  again(FRAMES);
}

const CHAIN_PRICE = '[data-key="chain"] [data-leg][tabindex="0"]';

/** Focuses a part of the Desk's middle, which is shown where it is not. */
function showInMiddle(view: 'chart' | 'chain', selector: string, go: (path: string) => void): void {
  const focus = (): boolean => {
    const element = document.querySelector<HTMLElement>(selector);
    element?.focus();
    return element !== null;
  };
  if (focus()) return;
  go(deskAddress(view));
  const again = (left: number): void => {
    if (!focus() && left > 0) requestAnimationFrame(() => again(left - 1));
  };
  again(FRAMES);
}

/** Does what a key of the table means. */
export function runKey(id: string, go: (path: string) => void): void {
  const page = PAGES[id];
  if (page !== undefined) return go(page);
  switch (id) {
    case 'palette':
    case 'help':
      return openLayer(id);
    case 'find':
      return focusOnDesk('find-instrument', go);
    case 'side.buy':
    case 'side.sell':
      useTicket.setState({ side: id === 'side.buy' ? 'BUY' : 'SELL' });
      return focusOnDesk('lots', go);
    case 'units': {
      const unit = useTicket.getState().unit === 'lots' ? 'quantity' : 'lots';
      chooseUnit(unit);
      return changePreferences({ units: unit });
    }
    case 'watch': {
      const { instrument } = useTicket.getState();
      if (instrument !== null) watch(instrument);
      return;
    }
    case 'chain.centre':
      document.querySelector<HTMLElement>('[data-key="centre-chain"]')?.click();
      return;
    case 'chart':
    case 'focus.chart':
      return showInMiddle('chart', '[data-key="chart"]', go);
    case 'chain':
    case 'focus.chain':
      return showInMiddle('chain', CHAIN_PRICE, go);
    case 'focus.watch':
      document
        .querySelector<HTMLElement>(
          '[data-key="watch"] [data-row][tabindex="0"], [data-key="watch"] input[role=combobox]',
        )
        ?.focus();
      return;
    case 'focus.ticket':
      return focusOnPanel(go);
    case 'basket':
      showBasket(!useBasketDraft.getState().open);
      return focusOnPanel(go);
    case 'focus.blotter':
      // The watchlist is such a table too, and stands before it.
      (
        document.querySelector<HTMLElement>('[data-key="blotter"] [data-row][tabindex="0"]') ??
        document.querySelector<HTMLElement>('[role=treegrid] [data-row][tabindex="0"]')
      )?.focus();
      return;
    default:
      return;
  }
}
