/** Whether the ticket stands before the page, where the page has no room for it beside. */
import { create } from 'zustand';

export const useTicketDrawer = create<{ readonly open: boolean }>(() => ({ open: false }));

let openedFrom: HTMLElement | null = null;

/** Opens it; where the ticket has a place of its own nothing changes. */
export function openTicketDrawer(): void {
  if (useTicketDrawer.getState().open) return;
  openedFrom = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  useTicketDrawer.setState({ open: true });
}

/** Closes it, and gives the focus back to where it was opened. */
export function closeTicketDrawer(): void {
  useTicketDrawer.setState({ open: false });
  const from = openedFrom;
  openedFrom = null;
  if (from?.isConnected === true) requestAnimationFrame(() => from.focus());
}
