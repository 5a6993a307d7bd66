import { instrumentsSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { call } from '../../lib/api-client.ts';
import { useAccounts } from '../../live/accounts-store.ts';
import { useDeskDay } from '../../live/conditions.ts';
import { closeLayer } from '../layers.ts';
import type { Command as Offered } from './command.ts';
import { commandsFor } from './commands.ts';
import { type Asked, parse } from './parse.ts';

const PAUSE_MS = 120;
const RESULTS = 8;

/** Everything by its words. It fills a ticket or opens the question; it never sends by itself. */
export function Palette() {
  const box = useRef<HTMLDialogElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [, go] = useLocation();
  const [line, setLine] = useState('');
  const asked = parse(line);
  const name = nameIn(asked);
  const { found, looking } = useInstruments(name);
  const commands = commandsFor(asked, { found, today: useDeskDay() }, go);
  const [active, setActive] = useState('');
  // The first one, until the arrows chose another: what is no longer there cannot stay chosen.
  const chosen = commands.some((command) => command.id === active) ? active : (commands[0]?.id ?? '');
  useEffect(() => {
    const element = box.current;
    if (element !== null && !element.open) element.showModal();
    // The browser would focus the box of the list, which takes no letters.
    input.current?.focus();
    return () => element?.close();
  }, []);
  const choose = (command: Offered): void => {
    closeLayer(command.moves);
    // After the dialog is gone: a field behind it cannot take the focus before.
    requestAnimationFrame(() => command.run());
  };
  return (
    <dialog
      ref={box}
      aria-label="Command palette"
      onCancel={(event) => {
        event.preventDefault();
        closeLayer();
      }}
      className="dialog-box mt-24 w-[600px] max-w-[calc(100vw-32px)] p-0"
    >
      <Command
        label="Command palette"
        shouldFilter={false}
        loop
        value={chosen}
        onValueChange={setActive}
        className="flex flex-col"
      >
        <Command.Input
          ref={input}
          value={line}
          onValueChange={(text) => {
            setLine(text);
            setActive('');
          }}
          placeholder="buy 4 nifty 26000 ce · exit half nifty · chart reliance · cancel all c1 · why c3"
          className="h-10 w-full border-b border-line bg-panel px-3 text-ticket placeholder:text-muted focus-visible:-outline-offset-2"
        />
        <Command.List className="max-h-96 overflow-auto p-1">
          <Command.Empty className="px-2 py-2 text-table text-text-2">
            {line === '' ? '' : looking ? 'Looking …' : `Nothing is called “${line.trim()}”.`}
          </Command.Empty>
          {commands.map((command) => (
            <Command.Item
              key={command.id}
              value={command.id}
              onSelect={() => choose(command)}
              // Where one line has no room for both, the name stands in full above its effect.
              className="flex min-h-7 cursor-pointer items-center justify-between gap-3 rounded-box px-2 text-control data-[selected=true]:bg-selected phone:min-h-11 phone:flex-col phone:items-start phone:justify-center phone:gap-0 phone:py-1"
            >
              <span className="truncate phone:whitespace-normal">{command.words}</span>
              <span className="text-table whitespace-nowrap text-text-2 phone:whitespace-normal">
                {command.effect}
              </span>
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </dialog>
  );
}

/** What instruments are looked for. */
function nameIn(asked: Asked): string {
  switch (asked.kind) {
    case 'trade':
    case 'chart':
      return asked.name;
    case 'words':
      return asked.text;
    default:
      return '';
  }
}

/** Instruments of that name, as the server ranks them; none of the name before, which Enter could choose. */
function useInstruments(name: string) {
  const [paused, setPaused] = useState(name);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(name), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [name]);
  const environment = useAccounts((state) => state.list?.[0]?.environment);
  const { data, isFetching } = useQuery({
    queryKey: ['instruments', paused, environment, RESULTS],
    queryFn: ({ signal }) =>
      call({
        path: '/api/instruments',
        query: { q: paused, limit: RESULTS, environment },
        answer: instrumentsSchema,
        signal,
      }),
    enabled: paused.length > 1,
    retry: false,
  });
  const asks = name.length > 1;
  const fresh = asks && name === paused;
  return { found: fresh ? (data?.items ?? []) : [], looking: asks && (!fresh || isFetching) };
}
