import { OctagonPause } from 'lucide-react';
import { Button } from './button.tsx';

interface NoEntryProps {
  /** A kill switch is on, and it is no exit. */
  readonly killed: boolean;
  /** No connection, and it is no exit. */
  readonly cutOff: boolean;
  readonly onSeeStops: (() => void) | undefined;
}

/** Why nothing can be entered now, below the button that it closes. */
export function NoEntry({ killed, cutOff, onSeeStops }: NoEntryProps) {
  return (
    <>
      {killed ? (
        <div className="flex items-center gap-2 text-table text-loss">
          <OctagonPause aria-hidden size={13} className="shrink-0" />
          <p className="min-w-0 flex-1">Kill switch is on: entries are blocked. Exits work.</p>
          {onSeeStops === undefined ? null : (
            <Button size="small" onClick={onSeeStops}>
              See
            </Button>
          )}
        </div>
      ) : null}
      {cutOff ? (
        <p className="text-table text-warn">
          No connection to Copydesk: no entry is possible. Exits are tried at once.
        </p>
      ) : null}
    </>
  );
}
