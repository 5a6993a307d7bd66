import { clsx } from 'clsx';
import { lazy, type ReactNode } from 'react';
import { Panel, Separator } from 'react-resizable-panels';
import { useLocation } from 'wouter';
import { PagePart } from '../components/ui/page-part.tsx';
import { chooseInstrument, useTicket } from '../features/ticket/ticket-store.ts';
import { type Screen, useScreen } from '../lib/screen.ts';
import { usePreferences } from '../live/preferences.ts';
import type { OnChoose } from '../live/use-choose-instrument.ts';
import { Blotter } from './blotter.tsx';
import { DeskChain, DeskChartAlone, DeskMiddle } from './desk-middle.tsx';
import { DeskTicket, TicketDrawer, TicketEdge, useDrawerWord } from './desk-ticket.tsx';
import { PHONE_PARTS, type PhonePart, usePhonePart } from './desk-view.ts';
import { BAR, KeptGroup } from './kept-group.tsx';
import { focusOn, runKey, showBasket } from './key-actions.ts';
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
  const [, go] = useLocation();
  const onChoose: OnChoose = (instrument, chosenFor) => {
    chooseInstrument(instrument);
    // As its key does, also where only the other one is shown.
    if (chosenFor === 'chart' || chosenFor === 'chain') runKey(chosenFor, go);
    else if (chosenFor !== null) trade(chosenFor);
  };
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
            <Watch onChoose={onChoose} />
          </Panel>
          <Separator aria-label="Width of the watchlist" className={BAR} />
          <Panel id="middle" className="flex min-h-0 flex-col">
            <DeskMiddle onChoose={onChoose} />
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

const PART_NAMES: Readonly<Record<PhonePart, string>> = {
  watch: 'Watch',
  chart: 'Chart',
  chain: 'Chain',
  book: 'Book',
};

const PHONE_TAB = 'flex h-11 flex-1 items-center justify-center border-b-2 text-control';

/** On a phone the parts stand behind each other. */
function OneAtATime() {
  const [part, setPart] = usePhonePart();
  const drawerWord = useDrawerWord();
  // A phone shows one thing at a time: what was chosen is shown, and no keyboard comes up before it is asked for.
  const onChoose: OnChoose = (instrument, chosenFor) => {
    chooseInstrument(instrument);
    if (chosenFor === 'chart' || chosenFor === 'chain') return setPart(chosenFor);
    showBasket(false);
    if (chosenFor !== null) useTicket.setState({ side: chosenFor });
    openTicketDrawer();
  };
  const shown: Readonly<Record<PhonePart, ReactNode>> = {
    watch: <Watch onChoose={onChoose} />,
    chart: <DeskChartAlone />,
    chain: <DeskChain onChoose={onChoose} />,
    book: <Blotter />,
  };
  return (
    <div className="flex min-w-0 flex-1 flex-col bg-panel">
      <div className="flex shrink-0 border-b border-line">
        {PHONE_PARTS.map((id) => (
          <button
            key={id}
            type="button"
            aria-pressed={id === part}
            onClick={() => setPart(id)}
            className={clsx(
              PHONE_TAB,
              id === part ? 'border-text font-medium' : 'border-transparent text-text-2',
            )}
          >
            {PART_NAMES[id]}
          </button>
        ))}
        <button
          type="button"
          onClick={openTicketDrawer}
          className={clsx(PHONE_TAB, 'border-transparent text-text-2')}
        >
          {drawerWord}
        </button>
      </div>
      <div className="flex min-h-0 flex-1 flex-col">{shown[part]}</div>
    </div>
  );
}

function Watch({ onChoose }: { readonly onChoose: OnChoose }) {
  const chosenId = useTicket((ticket) => ticket.instrument?.id);
  return (
    <aside aria-label="Watchlist" className="own-layer h-full">
      <PagePart name="The watchlist" waiting={<div className="h-full bg-panel" aria-busy />}>
        <WatchlistPanel chosenId={chosenId} onChoose={onChoose} />
      </PagePart>
    </aside>
  );
}

/** With that side, and the focus in the ticket's lots. */
function trade(side: 'BUY' | 'SELL'): void {
  useTicket.setState({ side });
  if (focusOn('lots')) return;
  openTicketDrawer();
  requestAnimationFrame(() => focusOn('lots'));
}
