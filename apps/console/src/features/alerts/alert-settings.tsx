import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { CheckField } from '../../components/ui/field.tsx';
import { changeAlertPreferences, type Sound, useAlertPreferences } from './alert-preferences.ts';
import { type Permission, permission, switchNotificationsOn } from './notifications.ts';
import { play } from './sounds.ts';

const SOUNDS: readonly { readonly sound: Sound; readonly word: string }[] = [
  { sound: 'fill', word: 'An order filled' },
  { sound: 'refusal', word: 'A broker refused' },
  { sound: 'needsYou', word: 'Something needs you' },
];

/** Each sound off by itself; browser notifications only after the person has asked for them here. */
export function AlertSettings() {
  const preferences = useAlertPreferences();
  const [allowed, setAllowed] = useState<Permission>(permission);
  const switchNotifications = (on: boolean): void => {
    if (on) void switchNotificationsOn().then(setAllowed);
    else changeAlertPreferences({ notifications: false });
  };
  return (
    <section aria-label="How you hear of it" className="flex w-72 max-w-full flex-col gap-2">
      <h2 className="text-ticket font-semibold">Sounds</h2>
      {SOUNDS.map(({ sound, word }) => (
        <div key={sound} className="flex items-center justify-between gap-2">
          <CheckField
            label={word}
            checked={preferences[sound]}
            onChange={(event) => changeAlertPreferences({ [sound]: event.target.checked })}
          />
          <Button
            size="small"
            look="quiet"
            disabled={!preferences[sound]}
            aria-label={`Play: ${word}`}
            onClick={() => play(sound)}
          >
            Play
          </Button>
        </div>
      ))}
      <h2 className="pt-2 text-ticket font-semibold">Browser notifications</h2>
      <CheckField
        label="For what needs you, while you look elsewhere"
        checked={preferences.notifications && allowed === 'granted'}
        disabled={allowed === 'absent' || allowed === 'denied'}
        onChange={(event) => switchNotifications(event.target.checked)}
      />
      <p className="text-label text-muted">{PERMISSION_WORDS[allowed]}</p>
      <p className="text-label text-muted">Kept in this browser.</p>
    </section>
  );
}

const PERMISSION_WORDS: Readonly<Record<Permission, string>> = {
  absent: 'This browser has none.',
  default: 'The browser asks once, when you tick it.',
  granted: 'Allowed in this browser.',
  denied: 'Blocked in this browser: allow it in the browser’s settings of this page first.',
};
