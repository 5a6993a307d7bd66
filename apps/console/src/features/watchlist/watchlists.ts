/** The person's lists of instruments, kept with the other preferences. Pure: what a list is after a change. */
import type { Instrument } from '@copydesk/api-contract';
import type { Preferences } from '../../live/preferences.ts';

export type Watchlist = NonNullable<Preferences['watchlists']>[number];
export type Watched = Watchlist['items'][number];

/** All lists together stay well inside what the server keeps for one person. */
export const LISTS_MOST = 6;
export const ITEMS_MOST = 60;
const FIRST: readonly Watchlist[] = [{ name: 'Watch', items: [] }];

/** The lists, never none. */
export function listsOf(values: Preferences): readonly Watchlist[] {
  return values.watchlists === undefined || values.watchlists.length === 0 ? FIRST : values.watchlists;
}

/** Which list is shown. */
export function shownList(values: Preferences): number {
  return Math.min(values.watchlist ?? 0, listsOf(values).length - 1);
}

export function watchedOf({ id, symbol }: Instrument): Watched {
  return { id, symbol };
}

/** With an instrument at a place, else at the end; the same list when it is there already or the list is full. */
export function withItem(list: Watchlist, item: Watched, at = list.items.length): Watchlist {
  if (list.items.length >= ITEMS_MOST || list.items.some(({ id }) => id === item.id)) return list;
  return { ...list, items: list.items.toSpliced(at, 0, item) };
}

export function withoutItem(list: Watchlist, id: string): Watchlist {
  return { ...list, items: list.items.filter((item) => item.id !== id) };
}

/** One place up or down; at the end it stays. */
export function movedItem(list: Watchlist, id: string, step: -1 | 1): Watchlist {
  const at = list.items.findIndex((item) => item.id === id);
  const to = at + step;
  const item = list.items[at];
  if (item === undefined || to < 0 || to >= list.items.length) return list;
  return { ...list, items: list.items.toSpliced(at, 1).toSpliced(to, 0, item) };
}

export function replaced(lists: readonly Watchlist[], at: number, list: Watchlist): Watchlist[] {
  return lists.map((one, index) => (index === at ? list : one));
}

/** The list that is shown, and the other ones that have room for an item and do not hold it. */
export function listsTaking(values: Preferences, item: Watched) {
  const lists = listsOf(values);
  const shown = shownList(values);
  const others = lists.flatMap((list, at) =>
    at === shown || withItem(list, item) === list ? [] : [{ at, name: list.name }],
  );
  return { list: lists[shown], others } as const;
}
