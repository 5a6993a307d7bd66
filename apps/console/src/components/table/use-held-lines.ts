import { useMemo, useState } from 'react';

/**
 * Nothing moves under the hand: while pointer or focus is in a table its lines stay where they are. New ones wait, those
 * that are gone leave, and what changed in a line is shown in its place.
 *
 * @param lines In the order in which they would stand.
 * @param view What the person chose to see (filters, sort); another choice shows everything at once.
 */
export function useHeldLines<L>(lines: readonly L[], idOf: (line: L) => string, view: string) {
  // The order that the hand found; null while no hand is in the table.
  const [held, setHeld] = useState<{ readonly ids: readonly string[]; readonly view: string } | null>(null);
  const now = () => ({ ids: lines.map(idOf), view });
  if (held !== null && (held.view !== view || (held.ids.length === 0 && lines.length > 0))) setHeld(now());

  const shown = useMemo(() => {
    if (held === null || held.view !== view || held.ids.length === 0) return lines;
    const byId = new Map(lines.map((line) => [idOf(line), line]));
    return held.ids.flatMap((id) => byId.get(id) ?? []);
  }, [lines, held, view, idOf]);

  return {
    shown,
    waiting: lines.length - shown.length,
    enter: () => setHeld((before) => before ?? now()),
    leave: () => setHeld(null),
    showAll: () => setHeld(now()),
  } as const;
}
