import type { Instrument } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Panel, Separator } from 'react-resizable-panels';
import { chooseInstrument, useTicket } from '../features/ticket/ticket-store.ts';
import { type Screen, useScreen } from '../lib/screen.ts';
import { usePreferences } from '../live/preferences.ts';
import { Blotter } from './blotter.tsx';
import { DeskChain, DeskMiddle } from './desk-middle.tsx';
import { DeskTicket, TicketDrawer, TicketEdge } from './desk-ticket.tsx';
import { BAR, KeptGroup } from './kept-group.tsx';
import { focusOn } from './key-actions.ts';
import { openTicketDrawer } from './ticket-drawer.ts';

const WatchlistPanel = lazy(async () => ({
  default: (await import('../features/watchlist/watchlist-panel.tsx')).WatchlistPanel,
}));

/** The ticket's width holds the preview's figures. */
const TICKET_PX = '340px';
const TICKET_LEAST = '320px';
const TICKET_MOST = '520px';
const WORK_LEAST = '40%';
const WATCH_LEAST = '240px';
const BLOTTER_PX = '336px';
const BLOTTER_LEAST = '160px';

/** The working screen: watchlist, chart and option chain, blotter and ticket in the sizes that the person gave them. */
export function DeskPage() {
  const read = usePreferences((state) => state.read);
  const screen = useScreen();
  return (
    <div className="relative flex min-h-0 flex-1">
      <h1 className="sr-only">Desk</h1>
      {read ? <Layout screen={screen} /> : <div className="flex-1 bg-panel" aria-busy />}
    </div>
  );
}

function Layout({ screen }: { readonly screen: Screen }) {
  switch (screen) {
    case 'phone':
      return (
        <>
          <OneAtATime />
          <TicketDrawer />
        </>
      );
    case 'narrow':
      return (
        <>
          <Work watchWidth="280px" />
          <TicketEdge />
          <TicketDrawer />
        </>
      );
    case 'desk':
      return (
        <KeptGroup id="desk-ticket" orientation="horizontal">
          <Panel id="work" minSize={WORK_LEAST} className="flex min-w-0 flex-col">
            <Work watchWidth="332px" />
          </Panel>
          <Separator aria-label="Width of the ticket" className={BAR} />
          <Panel
            id="ticket"
            defaultSize={TICKET_PX}
            minSize={TICKET_LEAST}
            maxSize={TICKET_MOST}
            groupResizeBehavior="preserve-pixel-size"
          >
            <DeskTicket />
          </Panel>
        </KeptGroup>
      );
  }
}

/** Watchlist, chart and chain, and under all of them the blotter: its columns need the width. */
function Work({ watchWidth }: { readonly watchWidth: '280px' | '332px' }) {
  return (
    <KeptGroup id="desk-rows" orientation="vertical">
      <Panel id="upper" className="flex min-h-0 flex-col">
        <KeptGroup id={`desk-middle-${watchWidth}`} orientation="horizontal">
          <Panel
            id="watch"
            defaultSize={watchWidth}
            minSize={WATCH_LEAST}
            groupResizeBehavior="preserve-pixel-size"
          >
            <Watch onChoose={toTicket} />
          </Panel>
          <Separator aria-label="Width of the watchlist" className={BAR} />
          <Panel id="middle" className="flex min-h-0 flex-col">
            <DeskMiddle onChoose={toTicket} />
          </Panel>
        </KeptGroup>
      </Panel>
      <Separator aria-label="Height of the blotter" className={BAR} />
      <Panel
        id="blotter"
        defaultSize={BLOTTER_PX}
        minSize={BLOTTER_LEAST}
        groupResizeBehavior="preserve-pixel-size"
        className="flex min-h-0 flex-col"
      >
        <Blotter />
      </Panel>
    </KeptGroup>
  );
}

const PARTS = { watch: 'Watch', chain: 'Chain', blotter: 'Book' } as const;
type Part = keyof typeof PARTS;

const PHONE_TAB = 'flex h-11 flex-1 items-center justify-center border-b-2 text-control';

/** On a phone the parts stand behind each other. */
function OneAtATime() {
  const [part, setPart] = useState<Part>('watch');
  const shown: Readonly<Record<Part, ReactNode>> = {
    watch: <Watch onChoose={toPhoneTicket} />,
    chain: <DeskChain onChoose={toPhoneTicket} />,
    blotter: <Blotter />,
  };
  return (
    <div className="flex min-w-0 flex-1 flex-col bg-panel">
      <div className="flex shrink-0 border-b border-line">
        {Object.entries(PARTS).map(([id, name]) => (
          <button
            key={id}
            type="button"
            aria-pressed={id === part}
            onClick={() => setPart(id as Part)}
            className={clsx(
              PHONE_TAB,
              id === part ? 'border-text font-medium' : 'border-transparent text-text-2',
            )}
          >
            {name}
          </button>
        ))}
        <button
          type="button"
          onClick={openTicketDrawer}
          className={clsx(PHONE_TAB, 'border-transparent text-text-2')}
        >
          Ticket
        </button>
      </div>
      <div className="flex min-h-0 flex-1 flex-col">{shown[part]}</div>
    </div>
  );
}

type OnChoose = (instrument: Instrument, side: 'BUY' | 'SELL' | null) => void;

function Watch({ onChoose }: { readonly onChoose: OnChoose }) {
  const chosenId = useTicket((ticket) => ticket.instrument?.id);
  return (
    <aside aria-label="Watchlist" className="own-layer h-full">
      <Suspense fallback={<div className="h-full bg-panel" aria-busy />}>
        <WatchlistPanel chosenId={chosenId} onChoose={onChoose} />
      </Suspense>
    </aside>
  );
}

/** Into the ticket; with a side the focus goes to its lots. */
function toTicket(instrument: Instrument, side: 'BUY' | 'SELL' | null): void {
  chooseInstrument(instrument);
  if (side === null) return;
  useTicket.setState({ side });
  if (focusOn('lots')) return;
  openTicketDrawer();
  requestAnimationFrame(() => focusOn('lots'));
}

/** A phone shows one thing at a time: what was chosen is shown, and no keyboard comes up before it is asked for. */
function toPhoneTicket(instrument: Instrument, side: 'BUY' | 'SELL' | null): void {
  chooseInstrument(instrument);
  if (side !== null) useTicket.setState({ side });
  openTicketDrawer();
}
