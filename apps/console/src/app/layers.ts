/** What is open above the page: the palette or the key sheet. Closing returns the focus to where it was opened. */
import { create } from 'zustand';

type Layer = 'palette' | 'help';

export const useLayer = create<{ readonly layer: Layer | null }>(() => ({ layer: null }));

let openedFrom: HTMLElement | null = null;

export function openLayer(layer: Layer): void {
  if (useLayer.getState().layer === null)
    openedFrom = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  useLayer.setState({ layer });
}

/** @param stay The action that was chosen moves the focus itself. */
export function closeLayer(stay = false): void {
  useLayer.setState({ layer: null });
  const from = openedFrom;
  openedFrom = null;
  if (!stay && from?.isConnected === true) requestAnimationFrame(() => from.focus());
}
