import { Unplug } from 'lucide-react';
import { formatTime } from '../lib/times.ts';
import { useClockShift } from '../live/conditions.ts';
import { useLink } from '../live/link-store.ts';

/** The page is cut off: what it shows is old, and it says since when. */
export function CutBanner() {
  const lost = useLink((link) => link.state === 'lost');
  const heardAt = useLink((link) => link.heardAtMs);
  const shift = useClockShift();
  if (!lost || heardAt === null) return null;
  return (
    <div
      role="alert"
      className="flex shrink-0 items-center gap-2 border-b border-warn bg-raised px-3 py-1.5 text-control text-text"
    >
      <Unplug aria-hidden size={15} className="shrink-0 text-warn" />
      <p>
        No connection to Copydesk since <span className="figures">{formatTime(heardAt + shift)}</span>.
        Figures are from then. From here we cannot tell whether it is running. Your broker's app works without
        it. Trying again, at least every 5 s.
      </p>
    </div>
  );
}
