/** Keys that work everywhere. Single letters only outside fields and dialogs, and never on key repeat. */
import { useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { KEY_TABLE } from '../lib/key-table.ts';
import { usePreferences } from '../live/preferences.ts';
import { runKey } from './key-actions.ts';

const FIELDS = 'input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable], dialog';

/** Whether the person is typing, or the page is behind a dialog. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  return (target?.closest(FIELDS) ?? null) !== null || document.querySelector('dialog[open]') !== null;
}

/** A sign such as `?` or `/` needs Shift on one keyboard and not on another. */
function spellings(keys: string): readonly string[] {
  return keys.length === 1 && !/[a-z0-9]/i.test(keys) ? [keys, `Shift+${keys}`] : [keys];
}

/** Listens for the keys of the table, as the person has put them. The kill switch hears its chord itself. */
export function useKeys(go: (path: string) => void): void {
  const letters = usePreferences((state) => state.values.letters ?? true);
  const moved = usePreferences((state) => state.values.keys);
  useEffect(() => {
    const listened = KEY_TABLE.filter(
      (entry) => entry.local !== true && entry.id !== 'kill' && (letters || !entry.single),
    );
    const run = (id: string, single: boolean) => (event: KeyboardEvent) => {
      if (event.repeat || event.defaultPrevented || (single && isTyping(event))) return;
      if (!single && document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      runKey(id, go);
    };
    return tinykeys(
      window,
      Object.fromEntries(
        listened.flatMap((entry) =>
          spellings(moved?.[entry.id] ?? entry.keys).map((keys) => [keys, run(entry.id, entry.single)]),
        ),
      ),
    );
  }, [go, letters, moved]);
}
