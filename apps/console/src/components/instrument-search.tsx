import { type Account, type Instrument, instrumentsSchema } from '@copydesk/api-contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { call, wordsOf } from '../lib/api-client.ts';
import { instrumentLabel } from '../lib/instrument-name.ts';
import { formatQuantity } from '../lib/numbers.ts';
import { useScreen } from '../lib/screen.ts';
import { usePaused } from '../lib/use-paused.ts';
import { useMarketDay } from '../live/conditions.ts';
import { serverNow } from '../live/link-store.ts';
import { ExpiresToday } from './expires-today.tsx';

/** A person types faster than this between two letters of one word. */
const PAUSE_MS = 120;
const RESULTS = 12;

interface InstrumentSearchProps {
  /** Without one it is the field that `/` finds. */
  readonly label?: string;
  readonly environment: Account['environment'] | undefined;
  readonly onChoose: (instrument: Instrument) => void;
  readonly error?: string | undefined;
}

/** Finds an instrument as a person types; the server ranks. `/` brings the focus here from everywhere. */
export function InstrumentSearch({ label, environment, onChoose, error }: InstrumentSearchProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const asked = usePaused(text.trim(), PAUSE_MS);
  const today = useMarketDay(environment);
  const phone = useScreen() === 'phone';
  const { data, error: failure } = useQuery({
    queryKey: ['instruments', asked, environment],
    queryFn: ({ signal }) =>
      call({
        path: '/api/instruments',
        query: { q: asked, limit: RESULTS, environment },
        answer: instrumentsSchema,
        signal,
      }),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const items = asked.length === 0 ? [] : (data?.items ?? []);
  const shown = open && asked.length > 0;

  const choose = (instrument: Instrument | undefined): void => {
    if (instrument === undefined) return;
    onChoose(instrument);
    setText('');
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((at) => (items.length === 0 ? 0 : (at + step + items.length) % items.length));
    } else if (event.key === 'Enter' && shown && asked === text.trim()) {
      event.preventDefault();
      choose(items[active]);
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation();
      setOpen(false);
    }
  };

  return (
    <div className="relative">
      <label htmlFor={id} className="sr-only">
        {label ?? 'Find instrument'}
      </label>
      <div className="relative">
        <Search aria-hidden size={14} className="absolute top-1/2 left-2 -translate-y-1/2 text-muted" />
        <input
          ref={input}
          id={id}
          data-key={label === undefined ? 'find-instrument' : undefined}
          role="combobox"
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={shown && items[active] !== undefined ? `${id}-${active}` : undefined}
          aria-invalid={error === undefined ? undefined : true}
          autoComplete="off"
          spellCheck={false}
          placeholder={label ?? (phone ? 'Find instrument' : 'Find instrument   /')}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
          className="h-8 w-full rounded-box border border-edge bg-panel pr-2 pl-7 text-control placeholder:text-muted"
        />
      </div>
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label="Instruments found"
        hidden={!shown}
        className="absolute z-20 mt-1 max-h-96 w-full overflow-auto rounded-box border border-line bg-panel py-1 shadow-pop"
      >
        {items.map((instrument, index) => (
          // The keyboard moves through the list from the field, as a combobox does.
          <li
            key={instrument.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            onMouseDown={(event) => {
              event.preventDefault();
              choose(instrument);
            }}
            className={clsx(
              'flex cursor-pointer justify-between gap-2 px-2 py-1 text-table phone:min-h-11 phone:items-center',
              index === active && 'bg-selected',
            )}
          >
            <span className="truncate">
              {instrumentLabel(instrument, serverNow())}{' '}
              {instrument.expiry === today ? <ExpiresToday /> : null}
            </span>
            <span className="figures whitespace-nowrap text-muted">
              {instrument.segment}
              {instrument.lotSize > 1 ? ` · lot ${formatQuantity(instrument.lotSize)}` : ''}
            </span>
          </li>
        ))}
        {shown && items.length === 0 ? (
          <li role="option" aria-selected={false} aria-disabled className="px-2 py-1 text-table text-text-2">
            {emptyWords(asked, data !== undefined, failure)}
          </li>
        ) : null}
      </ul>
    </div>
  );
}

function emptyWords(asked: string, answered: boolean, failure: Error | null): string {
  if (failure !== null) return wordsOf(failure);
  return answered ? `Nothing is called “${asked}”.` : 'Looking …';
}
