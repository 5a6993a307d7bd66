import { type KeyboardEvent, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { CheckField } from '../../components/ui/field.tsx';
import { areHeardTogether, KEY_TABLE, type KeyEntry, keyWords } from '../../lib/key-table.ts';
import { changePreferences, usePreferences } from '../../live/preferences.ts';

/** Single letters on or off, and each on another key. */
export function Keys() {
  const { letters = true, keys: moved = {} } = usePreferences((state) => state.values);
  const [taking, setTaking] = useState<string | null>(null);
  const singles = KEY_TABLE.filter((entry) => entry.single);
  const keyOf = (entry: KeyEntry): string => moved[entry.id] ?? entry.keys;

  const take = (entry: KeyEntry, event: KeyboardEvent): void => {
    if (event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key !== 'Escape' && isSingle(event))
      changePreferences({ keys: { ...moved, [entry.id]: asWritten(entry, event.key) } });
    if (event.key === 'Escape' || isSingle(event)) setTaking(null);
  };
  return (
    <>
      <CheckField
        label="Single letters work outside fields"
        checked={letters}
        onChange={(event) => changePreferences({ letters: event.target.checked })}
      />
      <p className="pt-1 pb-3 text-table text-text-2">
        Without them everything is still reached by Tab and Enter, and by {keyWords('$mod+k')}. The scalper's
        are heard only while its keys are live.
      </p>
      <table className="w-full text-table">
        <caption className="sr-only">Keys and what they do</caption>
        <thead className="text-label text-muted">
          <tr>
            <th scope="col" className="text-left font-medium">
              Does
            </th>
            <th scope="col" className="w-28 text-left font-medium">
              Key
            </th>
            <th scope="col" className="w-44">
              <span className="sr-only">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {singles.map((entry) => {
            const clash = singles.find(
              (other) => other !== entry && areHeardTogether(other, entry) && keyOf(other) === keyOf(entry),
            );
            return (
              <tr key={entry.id} className="h-8 border-t border-line">
                <td>
                  {entry.words}
                  {clash === undefined ? null : (
                    <span className="text-warn"> · the same key as “{clash.words}”</span>
                  )}
                </td>
                <td>
                  <kbd className="rounded-box border border-edge bg-raised px-1 font-sans">
                    {taking === entry.id ? 'press a key' : keyWords(keyOf(entry))}
                  </kbd>
                </td>
                <td className="text-right">
                  <Button
                    size="small"
                    look="quiet"
                    aria-label={`Change the key of ${entry.words}`}
                    onClick={() => setTaking(entry.id)}
                    onBlur={() => setTaking(null)}
                    {...(taking === entry.id
                      ? { onKeyDown: (event: KeyboardEvent) => take(entry, event) }
                      : {})}
                  >
                    {taking === entry.id ? 'Esc keeps it' : 'Change'}
                  </Button>
                  {moved[entry.id] === undefined ? null : (
                    <Button
                      size="small"
                      look="quiet"
                      aria-label={`The usual key of ${entry.words}`}
                      onClick={() => {
                        const { [entry.id]: _moved, ...others } = moved;
                        changePreferences({ keys: others });
                      }}
                    >
                      Usual
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

/** What needed Shift before needs it on its new key too. */
function asWritten(entry: KeyEntry, key: string): string {
  return `${entry.keys.startsWith('Shift+') ? 'Shift+' : ''}${key.toLowerCase()}`;
}

/** One printing key alone: chords stay with the browser. */
function isSingle(event: KeyboardEvent): boolean {
  return event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.altKey && !event.metaKey;
}
