/** What was changed a moment ago and can be taken back, because nothing of it left for a broker. One at a time: the last. */
import { create } from 'zustand';
import { serverNow } from './link-store.ts';

const UNDO_MS = 10_000;

interface Undoable {
  /** What was done, in words: `c1 is paused.` */
  readonly words: string;
  readonly undo: () => void;
}

interface Offer extends Undoable {
  readonly untilMs: number;
}

export const useUndo = create<{ readonly offer: Offer | null }>(() => ({ offer: null }));

let timer: ReturnType<typeof setTimeout> | undefined;

/** Offers to take something back for ten seconds. */
export function offerUndo(undoable: Undoable): void {
  clearTimeout(timer);
  useUndo.setState({ offer: { ...undoable, untilMs: serverNow() + UNDO_MS } });
  timer = setTimeout(() => useUndo.setState({ offer: null }), UNDO_MS);
}

/** Takes the last one back. */
export function takeBack(): void {
  const { offer } = useUndo.getState();
  forgetUndo();
  offer?.undo();
}

/** Another person has the page now, or what was changed was changed again. */
export function forgetUndo(): void {
  clearTimeout(timer);
  useUndo.setState({ offer: null });
}
