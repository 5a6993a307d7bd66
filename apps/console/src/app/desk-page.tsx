import type { Instrument } from '@copydesk/api-contract';
import { lazy, type ReactNode, Suspense } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { showOrder } from '../features/orders/orders-store.ts';
import { positionKey, usePositions } from '../features/positions/positions-store.ts';
import { TicketPanel } from '../features/ticket/ticket-panel.tsx';
import { chooseInstrument, useTicket } from '../features/ticket/ticket-store.ts';
import { changePreferences, usePreferences } from '../live/preferences.ts';
import { Blotter } from './blotter.tsx';
import { focusOn } from './key-actions.ts';

const WatchlistPanel = lazy(async () => ({
  default: (await import('../features/watchlist/watchlist-panel.tsx')).WatchlistPanel,
}));

const OptionChainPanel = lazy(async () => ({
  default: (await import('../features/option-chain/option-chain-panel.tsx')).OptionChainPanel,
}));

/** The ticket's width holds the preview's figures. */
const TICKET_PX = '340px';
const TICKET_LEAST = '320px';
const TICKET_MOST = '520px';
const WORK_LEAST = '40%';
const WATCH_PX = '332px';
const WATCH_LEAST = '240px';
const BLOTTER_PX = '336px';
const BLOTTER_LEAST = '160px';
const BAR =
  'bg-line hover:bg-edge focus-visible:bg-text focus-visible:outline-none aria-[orientation=vertical]:w-1 aria-[orientation=horizontal]:h-1';

/** The working screen: watchlist, option chain, blotter and ticket in the sizes that the person gave them. */
export function DeskPage() {
  const read = usePreferences((state) => state.read);
  return (
    <div className="flex min-h-0 flex-1">
      <h1 className="sr-only">Desk</h1>
      {read ? <Panels /> : <div className="flex-1 bg-panel" aria-busy />}
    </div>
  );
}

function Panels() {
  return (
    <KeptGroup id="desk-columns" orientation="horizontal">
      <Panel
        id="watch"
        defaultSize={WATCH_PX}
        minSize={WATCH_LEAST}
        groupResizeBehavior="preserve-pixel-size"
      >
        <aside aria-label="Watchlist" className="h-full">
          <Suspense fallback={<div className="h-full bg-panel" aria-busy />}>
            <Watch />
          </Suspense>
        </aside>
      </Panel>
      <Separator aria-label="Width of the watchlist" className={BAR} />
      <Panel id="work" minSize={WORK_LEAST} className="flex min-w-0 flex-col">
        <KeptGroup id="desk-work" orientation="vertical">
          <Panel id="chain" className="flex min-h-0 flex-col">
            <Suspense fallback={<div className="flex-1 bg-panel" aria-busy />}>
              <Chain />
            </Suspense>
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
      </Panel>
      <Separator aria-label="Width of the ticket" className={BAR} />
      <Panel
        id="ticket"
        defaultSize={TICKET_PX}
        minSize={TICKET_LEAST}
        maxSize={TICKET_MOST}
        groupResizeBehavior="preserve-pixel-size"
      >
        <aside aria-label="Ticket" className="flex h-full flex-col bg-panel">
          <TicketPanel heldQuantity={heldQuantity} onPlaced={showOrder} />
        </aside>
      </Panel>
    </KeptGroup>
  );
}

interface KeptGroupProps {
  readonly id: string;
  readonly orientation: 'horizontal' | 'vertical';
  readonly children: ReactNode;
}

/** Panels whose sizes are kept with the person. */
function KeptGroup({ id, orientation, children }: KeptGroupProps) {
  // Read once: what the person drags is not set back by its own saving.
  const before = usePreferences.getState().values.layout?.[id];
  return (
    <Group
      orientation={orientation}
      id={id}
      className="flex-1"
      {...(before === undefined ? {} : { defaultLayout: before })}
      onLayoutChanged={(sizes, { isUserInteraction }) => {
        if (!isUserInteraction) return;
        const others = usePreferences.getState().values.layout;
        changePreferences({ layout: { ...others, [id]: sizes } });
      }}
    >
      {children}
    </Group>
  );
}

function Watch() {
  const chosenId = useTicket((ticket) => ticket.instrument?.id);
  return <WatchlistPanel chosenId={chosenId} onChoose={toTicket} />;
}

/** That of the ticket's instrument; before there is one, the index that most people trade. */
function Chain() {
  const underlying = useTicket((ticket) => ticket.instrument?.underlying ?? 'NIFTY');
  const exchange = useTicket((ticket) => ticket.instrument?.exchange);
  return <OptionChainPanel underlying={underlying} exchange={exchange} onChoose={toTicket} />;
}

/** Into the ticket; with a side the focus goes to its lots. */
function toTicket(instrument: Instrument, side: 'BUY' | 'SELL' | null): void {
  chooseInstrument(instrument);
  if (side === null) return;
  useTicket.setState({ side });
  focusOn('lots');
}

/** Read when the ticket renders; a position that changes meanwhile is the server's to judge. */
function heldQuantity(accountId: string, instrumentId: string, product: 'I' | 'D' | 'MTF'): number {
  return usePositions.getState().byKey?.[positionKey({ accountId, instrumentId, product })]?.netQty ?? 0;
}
