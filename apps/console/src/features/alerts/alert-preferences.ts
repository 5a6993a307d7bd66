/** What sounds and what the browser shows; kept in this browser, for each computer has its own ears. */
import { create } from 'zustand';

const KEY = 'copydesk.alerts';

export type Sound = 'fill' | 'refusal' | 'needsYou';

interface AlertPreferences {
  readonly fill: boolean;
  readonly refusal: boolean;
  readonly needsYou: boolean;
  /** Browser notifications; the browser's own permission is asked for when it is switched on, never before. */
  readonly notifications: boolean;
}

const FIRST: AlertPreferences = { fill: true, refusal: true, needsYou: true, notifications: false };

function stored(): AlertPreferences {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Record<string, unknown>>;
    const of = (name: keyof AlertPreferences): boolean =>
      typeof kept[name] === 'boolean' ? kept[name] : FIRST[name];
    return {
      fill: of('fill'),
      refusal: of('refusal'),
      needsYou: of('needsYou'),
      notifications: of('notifications'),
    };
  } catch {
    return FIRST;
  }
}

export const useAlertPreferences = create<AlertPreferences>(() => stored());

export function changeAlertPreferences(part: Partial<AlertPreferences>): void {
  useAlertPreferences.setState(part);
  try {
    localStorage.setItem(KEY, JSON.stringify(useAlertPreferences.getState()));
  } catch {
    // Storage may be switched off; the choice then holds until a reload.
  }
}
