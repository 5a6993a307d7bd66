/** Keys that work everywhere. Single letters only outside fields and dialogs, and never on key repeat. */
import { useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { useTicket } from '../features/ticket/ticket-store.ts';

/** Runs a single key unless the person is typing, or the page is behind a dialog. */
function outsideFields(run: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    const target = event.target as HTMLElement | null;
    const typing = target?.closest(
      'input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable], dialog',
    );
    if (
      event.repeat ||
      (typing !== null && typing !== undefined) ||
      document.querySelector('dialog[open]') !== null
    )
      return;
    event.preventDefault();
    run();
  };
}

function focusOn(key: string): void {
  const field = document.querySelector<HTMLInputElement>(`[data-key="${key}"]`);
  field?.focus();
  field?.select?.();
}

/** `/` finds an instrument, B and S set the side, `g` then a letter goes to a page. */
export function useKeys(go: (path: string) => void): void {
  useEffect(() => {
    const side = (value: 'BUY' | 'SELL') => () => {
      useTicket.setState({ side: value });
      focusOn('lots');
    };
    const page = (path: string) => outsideFields(() => go(path));
    return tinykeys(window, {
      '/': outsideFields(() => {
        // At once where the field stands: the next letters are typed already.
        if (document.querySelector('[data-key="find-instrument"]') !== null)
          return focusOn('find-instrument');
        go('/desk');
        requestAnimationFrame(() => requestAnimationFrame(() => focusOn('find-instrument')));
      }),
      b: outsideFields(side('BUY')),
      s: outsideFields(side('SELL')),
      'g d': page('/desk'),
      'g o': page('/orders'),
      'g p': page('/positions'),
      'g c': page('/copy'),
      'g a': page('/accounts'),
    });
  }, [go]);
}
