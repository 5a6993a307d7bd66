/** What stands in the middle of the Desk: in the address, so that it can be linked to, and kept with the person. */
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

/** Where the Desk shows this; everything else of its address stays. */
export function deskAddress(view: DeskView): string {
  const search = new URLSearchParams(location.pathname === '/desk' ? location.search : '');
  search.set('view', view);
  return `/desk?${search.toString()}`;
}
