/**
 * What a screen reader is told.
 *
 * Decides: one polite line for outcomes, one assertive for refusals and what needs the person, each at most once in
 * two seconds; the latest wins.
 */
import { create } from 'zustand';

const SPACING_MS = 2000;

interface Announcements {
  readonly polite: string;
  readonly assertive: string;
}

export const useAnnouncements = create<Announcements>(() => ({ polite: '', assertive: '' }));

const spokenAt = { polite: 0, assertive: 0 };
const timers: { polite?: ReturnType<typeof setTimeout>; assertive?: ReturnType<typeof setTimeout> } = {};

/** Speaks a line, after the pause that the one before it needs. */
export function announce(how: keyof Announcements, text: string): void {
  clearTimeout(timers[how]);
  const wait = Math.max(0, spokenAt[how] + SPACING_MS - Date.now());
  timers[how] = setTimeout(() => {
    spokenAt[how] = Date.now();
    useAnnouncements.setState({ [how]: text });
  }, wait);
}
