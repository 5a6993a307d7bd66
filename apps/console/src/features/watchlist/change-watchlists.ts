/** Changes to the list that is shown: at once on the page, a moment later at the server. */
import type { Instrument } from '@copydesk/api-contract';
import { announce } from '../../live/announcements.ts';
import { changePreferences, usePreferences } from '../../live/preferences.ts';
import { offerUndo } from '../../live/undo.ts';
import {
  ITEMS_MOST,
  LISTS_MOST,
  listsOf,
  replaced,
  shownList,
  type Watched,
  type Watchlist,
  watchedOf,
  withItem,
  withoutItem,
} from './watchlists.ts';

export function changeShown(change: (list: Watchlist) => Watchlist): void {
  const { values } = usePreferences.getState();
  const lists = listsOf(values);
  const at = shownList(values);
  const list = lists[at];
  if (list === undefined) return;
  const changed = change(list);
  if (changed !== list) changePreferences({ watchlists: replaced(lists, at, changed) });
}

/** Puts an instrument at the end of the list that is shown. */
export function watch(instrument: Instrument): void {
  changeShown((list) => {
    const changed = withItem(list, watchedOf(instrument));
    if (changed !== list) announce('polite', `${instrument.symbol} is in ${list.name}.`);
    else if (list.items.length >= ITEMS_MOST) announce('polite', `${list.name} is full: ${ITEMS_MOST}.`);
    return changed;
  });
}

/** Takes an item out of one list, by its place, and puts it at the end of another; for ten seconds it can be put back. */
export function moveToList(
  item: Watched,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const before = listsOf(usePreferences.getState().values);
  const [source, target] = [before[from], before[to]];
  if (source === undefined || target === undefined) return;
  const taken = withItem(target, item);
  if (taken === target) return;
  changePreferences({
    watchlists: replaced(replaced(before, from, withoutItem(source, item.id)), to, taken),
  });
  announce('polite', `${item.symbol} is in ${target.name}.`);
  offerUndo({
    words: `${item.symbol} is in ${target.name}.`,
    undo: () => {
      const now = listsOf(usePreferences.getState().values);
      const [left, held] = [now[from], now[to]];
      if (left === undefined || held === undefined) return;
      const at = source.items.findIndex(({ id }) => id === item.id);
      changePreferences({
        watchlists: replaced(replaced(now, from, withItem(left, item, at)), to, withoutItem(held, item.id)),
      });
    },
  });
}

export function chooseList(at: number): void {
  changePreferences({ watchlist: at });
}

export function addList(): void {
  const lists = listsOf(usePreferences.getState().values);
  if (lists.length >= LISTS_MOST) return;
  const names = new Set(lists.map(({ name }) => name));
  let number = lists.length + 1;
  while (names.has(`List ${number}`)) number += 1;
  changePreferences({
    watchlists: [...lists, { name: `List ${number}`, items: [] }],
    watchlist: lists.length,
  });
}

/** Takes the shown list away; the last one stays. */
export function removeShownList(): void {
  const { values } = usePreferences.getState();
  const lists = listsOf(values);
  if (lists.length < 2) return;
  const at = shownList(values);
  changePreferences({ watchlists: lists.toSpliced(at, 1), watchlist: 0 });
  const removed = lists[at];
  if (removed === undefined) return;
  offerUndo({
    words: `${removed.name} is removed.`,
    undo: () => {
      const now = listsOf(usePreferences.getState().values);
      changePreferences({ watchlists: now.toSpliced(at, 0, removed), watchlist: Math.min(at, now.length) });
    },
  });
}
