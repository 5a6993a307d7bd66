import { OrdersPanel } from '../features/orders/orders-panel.tsx';
import { MtmBar } from '../features/positions/mtm-bar.tsx';
import { PositionsPanel } from '../features/positions/positions-panel.tsx';
import { SquareOffControl } from '../features/square-off/square-off-control.tsx';
import { OrderFilters, useOrderFilters } from './order-filters.tsx';
import { useRefusedExit } from './refused-exits.ts';

/** The order book on a page of its own, with the columns that the Desk has no room for. */
export function OrdersPage() {
  const filters = useOrderFilters();
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="flex h-10 shrink-0 items-center border-b border-line px-3">
        <h1 className="text-title font-semibold">Orders</h1>
        <OrderFilters className="ml-auto" />
      </div>
      <OrdersPanel wide {...filters} />
    </div>
  );
}

/** Every position of the family. */
export function PositionsPage() {
  const refusedExit = useRefusedExit();
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-panel">
      <MtmBar title={<h1 className="text-title font-semibold">Positions</h1>} end={<SquareOffControl />} />
      <PositionsPanel wide refusedExit={refusedExit} />
    </div>
  );
}
