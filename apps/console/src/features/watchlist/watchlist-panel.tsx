import { type KeyboardEvent, useEffect, useState } from 'react';
import { InstrumentSearch } from '../../components/instrument-search.tsx';
import { TreeTable } from '../../components/table/tree-table.tsx';
import { type Column, SentenceRow } from '../../components/ui/table.tsx';
import { nameOfId } from '../../lib/instrument-name.ts';
import { useScreen } from '../../lib/screen.ts';
import { serverNow } from '../../live/link-store.ts';
import { heardKey } from '../../live/own-keys.ts';
import { usePreferences } from '../../live/preferences.ts';
import { type OnChoose, useChooseInstrument, useDeskEnvironment } from '../../live/use-choose-instrument.ts';
import { changeShown, removeShownList, watch } from './change-watchlists.ts';
import { ListTabs } from './list-tabs.tsx';
import { WatchRow } from './watch-row.tsx';
import { listsOf, movedItem, shownList, type Watched, withItem, withoutItem } from './watchlists.ts';

const COLUMNS: readonly Column[] = [
  { id: 'name', name: 'Name', align: 'left' },
  { id: 'ltp', name: 'LTP', align: 'right', width: 'w-22' },
  { id: 'change', name: '%', align: 'right', width: 'w-20' },
];
/** A thumb has no pointer under which the way to the chart could show. */
const PHONE_COLUMNS: readonly Column[] = [
  ...COLUMNS,
  { id: 'chart', name: '', spoken: 'Chart', align: 'center', width: 'w-11' },
];
const ROW_PX = 24;
const PHONE_ROW_PX = 44;
const UNDO_MS = 10_000;

interface WatchlistPanelProps {
  /** What stands in the ticket now. */
  readonly chosenId: string | undefined;
  /** Puts an instrument in the ticket; with a side, the next letters go to its lots; or shows its chart. */
  readonly onChoose: OnChoose;
}

/** What the person keeps an eye on: several lists, live, kept for every computer. */
export function WatchlistPanel({ chosenId, onChoose }: WatchlistPanelProps) {
  const values = usePreferences((state) => state.values);
  const lists = listsOf(values);
  const shown = shownList(values);
  const list = lists[shown];
  const items = list?.items ?? [];
  const environment = useDeskEnvironment();
  const phone = useScreen() === 'phone';
  const columns = phone ? PHONE_COLUMNS : COLUMNS;
  const { choose, problem } = useChooseInstrument(onChoose);
  const [menuOf, setMenuOf] = useState<string | null>(null);
  const [removed, setRemoved] = useState<{ readonly item: Watched; readonly at: number } | null>(null);
  useEffect(() => {
    if (removed === null) return undefined;
    const timer = setTimeout(() => setRemoved(null), UNDO_MS);
    return () => clearTimeout(timer);
  }, [removed]);

  const remove = (id: string): void => {
    const at = items.findIndex((item) => item.id === id);
    const item = items[at];
    if (item === undefined) return;
    setRemoved({ item, at });
    changeShown((before) => withoutItem(before, id));
  };
  const onKey = (id: string, event: KeyboardEvent): void => {
    const heard = heardKey(event, ['side.buy', 'side.sell', 'chart', 'chain']);
    // The page shows the chain of what then stands in the ticket.
    if (heard === 'chain') return choose(id, null);
    if (heard === 'chart') choose(id, 'chart');
    else if (event.key === 'Enter') choose(id, null);
    else if (heard !== undefined) choose(id, heard === 'side.buy' ? 'BUY' : 'SELL');
    else if (event.key === 'Delete') remove(id);
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) setMenuOf(id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="flex h-full min-h-0 flex-col bg-panel" data-key="watch">
      <ListTabs lists={lists} shown={shown} />
      <div className="shrink-0 border-b border-line p-1.5">
        <InstrumentSearch label="Add to the list" environment={environment} onChoose={watch} />
      </div>
      {/* The order is changed before the table hears an arrow. */}
      <div
        className="flex min-h-0 flex-1 flex-col"
        onKeyDownCapture={(event) => {
          if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
          const id = (event.target as HTMLElement).closest<HTMLElement>('[data-row]')?.dataset['row'];
          if (id === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          changeShown((before) => movedItem(before, id, event.key === 'ArrowUp' ? -1 : 1));
        }}
      >
        <TreeTable
          label={`Watchlist ${list?.name ?? ''}`}
          columns={columns}
          lines={items as Watched[]}
          idOf={idOf}
          childrenOf={NONE}
          isOpen={NEVER}
          onOpen={NOTHING}
          rowHeight={phone ? PHONE_ROW_PX : ROW_PX}
          onKey={onKey}
          read
          view={`${shown} ${items.map(idOf).join(' ')}`}
          empty={
            <SentenceRow span={columns.length}>
              {phone
                ? 'Type above to add an instrument.'
                : 'Type above to add an instrument, or W for the one in the ticket.'}
            </SentenceRow>
          }
          renderRow={(item, place) => (
            <WatchRow
              item={item}
              environment={environment}
              chosen={item.id === chosenId}
              phone={phone}
              rowProps={place.rowProps}
              menuOpen={menuOf === item.id}
              onMenu={(open) => setMenuOf(open ? item.id : null)}
              onChoose={(chosenFor) => choose(item.id, chosenFor)}
              onRemove={() => remove(item.id)}
            />
          )}
        />
      </div>
      {problem === null ? null : <p className="px-2 py-1 text-table text-warn">{problem}</p>}
      {removed === null ? null : (
        <p className="flex items-center gap-2 px-2 py-1 text-table text-text-2">
          {nameOfId(removed.item.id, removed.item.symbol, serverNow())} is out of the list.
          <button
            type="button"
            className="underline"
            onClick={() => {
              changeShown((before) => withItem(before, removed.item, removed.at));
              setRemoved(null);
            }}
          >
            Undo
          </button>
        </p>
      )}
      {items.length === 0 && lists.length > 1 ? (
        <p className="px-2 py-1 text-table">
          <button type="button" className="text-text-2 underline" onClick={removeShownList}>
            Remove this empty list
          </button>
        </p>
      ) : null}
    </div>
  );
}

function idOf({ id }: Watched): string {
  return id;
}
const NONE = (): readonly never[] => [];
const NEVER = (): boolean => false;
const NOTHING = (): void => undefined;
