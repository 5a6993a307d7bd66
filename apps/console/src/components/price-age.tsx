import { ClockAlert } from 'lucide-react';
import { formatSeconds } from '../lib/times.ts';
import type { LivePrice } from '../live/price-store.ts';
import { useServerClock } from '../live/use-server-clock.ts';

/** `14 s old`, counted on by the second. */
export function PriceAge({ price }: { readonly price: LivePrice }) {
  const now = useServerClock(1_000);
  return (
    <span className="figures inline-flex items-center gap-0.5 text-warn">
      <ClockAlert aria-hidden size={11} />
      {formatSeconds(now - price.atMs)} old
    </span>
  );
}
