/**
 * Which key of the table a table, panel or field has heard, as the person has put them.
 *
 * Decides: letters that are switched off are not heard; Shift belongs to a letter that is written with it and to no other.
 */
import { KEY_TABLE, type KeyEntry } from '../lib/key-table.ts';
import { usePreferences } from './preferences.ts';

type Heard = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

/** The one of these keys that was pressed; undefined for any other. */
export function heardKey<Id extends string>(event: Heard, ids: readonly Id[]): Id | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined;
  if (usePreferences.getState().values.letters === false) return undefined;
  return ids.find((id) => isKey(event, keysOf(id)));
}

/** For what a letter does too: without letters it must be a stop of Tab. */
export function useTabStop(): 0 | -1 {
  return usePreferences((state) => state.values.letters === false) ? 0 : -1;
}

/** Where a key stands now. */
export function keysOf(id: string): string {
  return usePreferences.getState().values.keys?.[id] ?? usualKeys(id);
}

/** The same, kept up with the settings. */
export function useKeysOf(): (id: string) => string {
  const moved = usePreferences((state) => state.values.keys);
  return (id) => moved?.[id] ?? usualKeys(id);
}

/** Whether an event is that key. A sign such as `+` needs Shift on one keyboard and not on another. */
export function isKey({ key, shiftKey }: Pick<Heard, 'key' | 'shiftKey'>, keys: string): boolean {
  const shifted = keys.startsWith('Shift+');
  const wanted = shifted ? keys.slice('Shift+'.length) : keys;
  const isSign = wanted.length === 1 && !/[a-z0-9]/i.test(wanted);
  return key.toLowerCase() === wanted.toLowerCase() && (isSign || shiftKey === shifted);
}

function usualKeys(id: string): string {
  const entry: KeyEntry | undefined = KEY_TABLE.find((one) => one.id === id);
  return entry?.keys ?? '';
}
