import { Undo2 } from 'lucide-react';
import { Button } from '../components/ui/button.tsx';
import { announce } from '../live/announcements.ts';
import { takeBack, useUndo } from '../live/undo.ts';
import { useServerClock } from '../live/use-server-clock.ts';

const SECOND_MS = 1_000;

/** The last change that nothing of left for a broker, and for ten seconds the way back. */
export function UndoBar() {
  const offer = useUndo((state) => state.offer);
  const now = useServerClock(SECOND_MS);
  if (offer === null) return null;
  const left = Math.max(0, Math.ceil((offer.untilMs - now) / SECOND_MS));
  return (
    <div
      role="status"
      aria-label="Undo"
      className="fixed bottom-10 left-1/2 z-20 flex max-w-[calc(100vw-16px)] -translate-x-1/2 items-center gap-3 rounded-box border border-edge bg-raised px-3 py-2 text-control shadow-pop phone:bottom-16"
    >
      <span className="min-w-0">{offer.words}</span>
      <Button
        onClick={() => {
          takeBack();
          announce('polite', 'Taken back.');
        }}
      >
        <Undo2 aria-hidden size={14} /> Undo
        <span aria-hidden className="figures text-label text-muted">
          {left} s
        </span>
      </Button>
    </div>
  );
}
