import type { Instrument } from '@copydesk/api-contract';
import { ExternalLink } from 'lucide-react';
import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { Button } from '../components/ui/button.tsx';
import { useIsStopped } from '../features/kill-switch/kill-switch-api.ts';
import { filledMs, showAnswer, useOrders } from '../features/orders/orders-store.ts';
import { PositionPnl } from '../features/positions/live-cells.tsx';
import { toldMs, usePositions } from '../features/positions/positions-store.ts';
import { ScalperPanel } from '../features/scalper/scalper-panel.tsx';
import { useTicket } from '../features/ticket/ticket-store.ts';
import { useScreen } from '../lib/screen.ts';
import { Blotter } from './blotter.tsx';

const OWN_WINDOW = 'popup,width=760,height=680';

/** `/scalper?u=NIFTY&x=NSE`: one-key trading above the books; with `own`, alone in a window. */
export function ScalperPage() {
  const [search, setSearch] = useSearchParams();
  const ticket = useTicket((state) => state.instrument);
  const underlying = search.get('u') ?? ticket?.underlying ?? 'NIFTY';
  const exchange = search.get('x') ?? (search.has('u') ? undefined : ticket?.exchange);
  const own = search.has('own');
  const isTouched = useScreen() === 'phone';
  const orders = useOrders((state) => state.byId);
  const byKey = usePositions((state) => state.byKey);
  const positions = useMemo(() => Object.values(byKey ?? {}), [byKey]);
  const isKilled = useIsStopped();
  const choose = (instrument: Instrument): void =>
    setSearch((before) => {
      before.set('u', instrument.underlying);
      before.set('x', instrument.exchange);
      return before;
    });
  return (
    <div className="flex min-h-0 flex-1 flex-col phone:overflow-auto">
      <ScalperPanel
        key={`${exchange}:${underlying}`}
        underlying={underlying}
        exchange={exchange ?? undefined}
        onUnderlying={choose}
        orders={orders}
        positions={positions}
        isNews={(order, position) => filledMs(order) > toldMs(position)}
        isKilled={isKilled}
        renderPnl={(position) => <PositionPnl position={position} />}
        onPlaced={showAnswer}
      >
        {own || isTouched ? null : (
          <Button
            size="small"
            onClick={() => {
              const asked = new URLSearchParams({
                u: underlying,
                ...(exchange ? { x: exchange } : {}),
                own: '',
              });
              window.open(`/scalper?${asked.toString()}`, 'copydesk-scalper', OWN_WINDOW);
            }}
          >
            <ExternalLink aria-hidden size={12} /> Own window
          </Button>
        )}
      </ScalperPanel>
      {own ? null : (
        <div className="flex min-h-40 flex-1 border-t border-line phone:min-h-80 phone:shrink-0">
          <Blotter />
        </div>
      )}
    </div>
  );
}
