import { OrderCards } from '../features/orders/order-cards.tsx';
import { OrdersPanel } from '../features/orders/orders-panel.tsx';
import { MtmBar } from '../features/positions/mtm-bar.tsx';
import { PositionCards } from '../features/positions/position-cards.tsx';
import { PositionsPanel } from '../features/positions/positions-panel.tsx';
import { SquareOffControl } from '../features/square-off/square-off-control.tsx';
import { useScreen } from '../lib/screen.ts';
import { OrderFilters, useOrderFilters } from './order-filters.tsx';
import { useRefusedExit } from './refused-exits.ts';

/** The order book on a page of its own, with the columns that the Desk has no room for. */
export function OrdersPage() {
  const filters = useOrderFilters();
  const phone = useScreen() === 'phone';
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="flex min-h-10 shrink-0 flex-wrap items-center border-b border-line px-3 phone:py-1">
        <h1 className="text-title font-semibold phone:w-full phone:py-1">Orders</h1>
        <OrderFilters className="ml-auto phone:w-full" />
      </div>
      {phone ? <OrderCards {...filters} /> : <OrdersPanel wide {...filters} />}
    </div>
  );
}

/** Every position of the family. */
export function PositionsPage() {
  const refusedExit = useRefusedExit();
  const phone = useScreen() === 'phone';
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-panel">
      <MtmBar title={<h1 className="text-title font-semibold">Positions</h1>} end={<SquareOffControl />} />
      {phone ? <PositionCards /> : <PositionsPanel wide refusedExit={refusedExit} />}
    </div>
  );
}
