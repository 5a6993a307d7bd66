import { ClockAlert } from 'lucide-react';
import { formatQuantity } from '../../lib/numbers.ts';
import { formatSeconds } from '../../lib/times.ts';
import type { LivePrice } from '../../live/price-store.ts';
import { useServerClock } from '../../live/use-server-clock.ts';

interface SumAgeProps {
  /** The prices that it stands on, of every open position. */
  readonly prices: readonly (LivePrice | undefined)[];
  /** `c2`: accounts that hold something of it and are logged out. */
  readonly loggedOut: readonly string[];
}

/** What of a sum is of another moment: `1 of 3 at a price 14 s old · c2 as last read`; nothing where all of it is of now. */
export function SumAge({ prices, loggedOut }: SumAgeProps) {
  const old = prices.filter((price) => price?.stale === true);
  if (old.length === 0 && loggedOut.length === 0) return null;
  const oldestMs = Math.min(...old.flatMap((price) => (price === undefined ? [] : [price.atMs])));
  return (
    <span className="figures inline-flex items-center gap-1 pl-4 font-normal text-warn">
      <ClockAlert aria-hidden size={11} className="shrink-0" />
      {old.length === 0 ? null : (
        <span>
          {old.length === prices.length
            ? 'at prices up to '
            : `${formatQuantity(old.length)} of ${formatQuantity(prices.length)} at ${old.length === 1 ? 'a price' : 'prices up to'} `}
          <Age atMs={oldestMs} />
        </span>
      )}
      {old.length > 0 && loggedOut.length > 0 ? <span aria-hidden>·</span> : null}
      {loggedOut.length === 0 ? null : <span>{loggedOut.join(', ')} as last read</span>}
    </span>
  );
}

/** `14 s old`, counted on by the second. */
function Age({ atMs }: { readonly atMs: number }) {
  return <>{formatSeconds(useServerClock(1_000) - atMs)} old</>;
}
