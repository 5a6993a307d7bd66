import { clsx } from 'clsx';
import { Pencil, Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { addList, changeShown, chooseList } from './change-watchlists.ts';
import { LISTS_MOST, type Watchlist } from './watchlists.ts';

const NAME_MOST = 12;
const ICON =
  'inline-flex size-6 shrink-0 items-center justify-center rounded-box text-text-2 hover:bg-hover hover:text-text';

interface ListTabsProps {
  readonly lists: readonly Watchlist[];
  readonly shown: number;
}

/** Which list is shown, its name, and another one. */
export function ListTabs({ lists, shown }: ListTabsProps) {
  const [naming, setNaming] = useState(false);
  return (
    <div className="flex h-9 shrink-0 items-center gap-1 overflow-x-auto border-b border-line px-2">
      {lists.map(({ name }, index): ReactNode => {
        if (naming && index === shown)
          return <NameField key={name} name={name} onEnd={() => setNaming(false)} />;
        return (
          <button
            key={name}
            type="button"
            aria-pressed={index === shown}
            onClick={() => chooseList(index)}
            className={clsx(
              'h-6 shrink-0 rounded-box px-2 text-control whitespace-nowrap',
              index === shown ? 'bg-selected font-medium text-text' : 'text-text-2 hover:bg-hover',
            )}
          >
            {name}
          </button>
        );
      })}
      <button type="button" className={ICON} aria-label="Rename this list" onClick={() => setNaming(true)}>
        <Pencil aria-hidden size={12} />
      </button>
      {lists.length < LISTS_MOST ? (
        <button type="button" className={ICON} aria-label="New list" onClick={addList}>
          <Plus aria-hidden size={14} />
        </button>
      ) : null}
    </div>
  );
}

function NameField({ name, onEnd }: { readonly name: string; readonly onEnd: () => void }) {
  const [text, setText] = useState(name);
  const keep = (): void => {
    const named = text.trim();
    if (named !== '') changeShown((list) => (list.name === named ? list : { ...list, name: named }));
    onEnd();
  };
  return (
    <input
      aria-label="Name of the list"
      autoFocus
      maxLength={NAME_MOST}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
        if (event.key === 'Escape') {
          event.stopPropagation();
          onEnd();
        }
      }}
      className="h-6 w-26 rounded-box border border-edge bg-panel px-1.5 text-control"
    />
  );
}
