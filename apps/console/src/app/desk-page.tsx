import { Group, Panel, Separator } from 'react-resizable-panels';
import { showOrder } from '../features/orders/orders-store.ts';
import { positionKey, usePositions } from '../features/positions/positions-store.ts';
import { TicketPanel } from '../features/ticket/ticket-panel.tsx';
import { changePreferences, usePreferences } from '../live/preferences.ts';
import { Blotter } from './blotter.tsx';

/** The ticket's width holds the preview's figures. */
const TICKET_PX = '340px';
const TICKET_LEAST = '320px';
const TICKET_MOST = '520px';
const BLOTTER_LEAST = '40%';

/** The working screen: blotter and ticket, side by side in the sizes that the person gave them. */
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
  // Read once: what the person drags is not set back by its own saving.
  const { layout } = usePreferences.getState().values;
  const before = layout?.['desk'];
  return (
    <Group
      orientation="horizontal"
      id="desk"
      className="flex-1"
      {...(before === undefined ? {} : { defaultLayout: before })}
      onLayoutChanged={(sizes, { isUserInteraction }) => {
        if (!isUserInteraction) return;
        const others = usePreferences.getState().values.layout;
        changePreferences({ layout: { ...others, desk: sizes } });
      }}
    >
      <Panel id="blotter" minSize={BLOTTER_LEAST} className="flex min-w-0 flex-col">
        <Blotter />
      </Panel>
      <Separator
        aria-label="Width of the ticket"
        className="w-1 bg-line hover:bg-edge focus-visible:bg-text focus-visible:outline-none"
      />
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
    </Group>
  );
}

/** Read when the ticket renders; a position that changes meanwhile is the server's to judge. */
function heldQuantity(accountId: string, instrumentId: string, product: 'I' | 'D' | 'MTF'): number {
  return usePositions.getState().byKey?.[positionKey({ accountId, instrumentId, product })]?.netQty ?? 0;
}
