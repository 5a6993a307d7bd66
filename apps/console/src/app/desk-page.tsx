import { Tabs } from 'radix-ui';
import { useSearchParams } from 'wouter';
import { OrdersPanel } from '../features/orders/orders-panel.tsx';
import { showOrder, useOrders } from '../features/orders/orders-store.ts';
import { PositionsPanel } from '../features/positions/positions-panel.tsx';
import { positionKey, usePositions } from '../features/positions/positions-store.ts';
import { TicketPanel } from '../features/ticket/ticket-panel.tsx';
import { OrderFilters, useOrderFilters } from './order-filters.tsx';

const TAB =
  'inline-flex h-8 items-center gap-1.5 border-b-2 border-transparent px-2 text-control text-text-2 hover:text-text data-[state=active]:border-text data-[state=active]:font-medium data-[state=active]:text-text focus-visible:-outline-offset-2';

/** The working screen: blotter and ticket. */
export function DeskPage() {
  const [search, setSearch] = useSearchParams();
  const tab = search.get('tab') === 'positions' ? 'positions' : 'orders';
  const filters = useOrderFilters();
  const orders = useOrders((state) => state.ids?.length ?? 0);
  const positions = usePositions(
    (state) => Object.values(state.byKey ?? {}).filter((position) => position.netQty !== 0).length,
  );

  const choose = (value: string): void =>
    setSearch((before) => {
      before.set('tab', value);
      return before;
    });
  return (
    <div className="flex min-h-0 flex-1">
      <h1 className="sr-only">Desk</h1>
      <Tabs.Root
        value={tab}
        onValueChange={choose}
        className="flex min-w-0 flex-1 flex-col bg-panel"
        data-key="blotter"
      >
        <div className="flex h-9 shrink-0 items-end border-b border-line px-2">
          <Tabs.List aria-label="Blotter" className="flex">
            <Tabs.Trigger value="orders" className={TAB}>
              Orders <Count of={orders} />
            </Tabs.Trigger>
            <Tabs.Trigger value="positions" className={TAB}>
              Positions <Count of={positions} />
            </Tabs.Trigger>
          </Tabs.List>
          {tab === 'orders' ? <OrderFilters className="mb-1 ml-auto" /> : null}
        </div>
        <Tabs.Content value="orders" className="flex min-h-0 flex-1 flex-col" tabIndex={-1}>
          <OrdersPanel wide={false} {...filters} />
        </Tabs.Content>
        <Tabs.Content value="positions" className="flex min-h-0 flex-1 flex-col" tabIndex={-1}>
          <PositionsPanel />
        </Tabs.Content>
      </Tabs.Root>
      <aside aria-label="Ticket" className="flex w-[340px] shrink-0 flex-col border-l border-line bg-panel">
        <TicketPanel heldQuantity={heldQuantity} onPlaced={showOrder} />
      </aside>
    </div>
  );
}

function Count({ of }: { readonly of: number }) {
  return <span className="figures text-muted">{of}</span>;
}

/** Read when the ticket renders; a position that changes meanwhile is the server's to judge. */
function heldQuantity(accountId: string, instrumentId: string, product: 'I' | 'D' | 'MTF'): number {
  return usePositions.getState().byKey?.[positionKey({ accountId, instrumentId, product })]?.netQty ?? 0;
}
