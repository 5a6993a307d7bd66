/** Browser notifications: for what needs the person, and only when they asked for them. */
import { changeAlertPreferences, useAlertPreferences } from './alert-preferences.ts';

/** `absent`: the browser has none. */
export type Permission = 'absent' | NotificationPermission;

export function permission(): Permission {
  return typeof Notification === 'undefined' ? 'absent' : Notification.permission;
}

/** Called by the person's own tick: the one place where the browser asks. */
export async function switchNotificationsOn(): Promise<Permission> {
  if (typeof Notification === 'undefined') return 'absent';
  const answer = await Notification.requestPermission();
  changeAlertPreferences({ notifications: answer === 'granted' });
  return answer;
}

/** Shows one while the person looks elsewhere; on the page itself it would say a thing twice. */
export function notify(id: string, text: string): void {
  if (!useAlertPreferences.getState().notifications || permission() !== 'granted' || document.hasFocus())
    return;
  try {
    const shown = new Notification('Copydesk needs you', { body: text, tag: id });
    shown.addEventListener('click', () => window.focus());
  } catch {
    // Some phones have the name but not the thing.
  }
}
