/**
 * What stands in the middle of the Desk: in the address, so that it can be linked to, and kept with the person.
 *
 * Decides: what the same address shows on a phone, which has room for one part at a time.
 */
import { useSearchParams } from 'wouter';
import { changePreferences, DESK_VIEWS, usePreferences } from '../live/preferences.ts';

export type DeskView = (typeof DESK_VIEWS)[number];

/** The view, and how another one is chosen. */
export function useDeskView(): readonly [DeskView, (view: DeskView) => void] {
  const [search, setSearch] = useSearchParams();
  const kept = usePreferences((state) => state.values.view);
  const asked = search.get('view');
  const view = DESK_VIEWS.find((name) => name === asked) ?? kept ?? 'both';
  const choose = (chosen: DeskView): void => {
    changePreferences({ view: chosen });
    setSearch((before) => {
      before.set('view', chosen);
      return before;
    });
  };
  return [view, choose];
}

/** The parts that stand behind each other on a phone. */
export const PHONE_PARTS = ['watch', 'chart', 'chain', 'book'] as const;
export type PhonePart = (typeof PHONE_PARTS)[number];

/** The part that a phone shows, and how another one is chosen; what a desk shows is not changed by it. A tab is one of the book. */
export function usePhonePart(): readonly [PhonePart, (part: PhonePart) => void] {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('view');
  const unasked = asked === 'both' ? 'chart' : search.has('tab') ? 'book' : 'watch';
  const part = PHONE_PARTS.find((name) => name === asked) ?? unasked;
  const choose = (chosen: PhonePart): void =>
    setSearch((before) => {
      before.set('view', chosen);
      return before;
    });
  return [part, choose];
}

/** Where the Desk shows this; everything else of its address stays. */
export function deskAddress(view: DeskView): string {
  const search = new URLSearchParams(location.pathname === '/desk' ? location.search : '');
  search.set('view', view);
  return `/desk?${search.toString()}`;
}
