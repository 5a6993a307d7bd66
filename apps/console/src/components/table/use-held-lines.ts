import { useCallback, useMemo, useRef, useState } from 'react';

/**
 * Nothing moves under the hand: while pointer or focus is in a table its lines stay where they are. New ones wait, those
 * that are gone leave, and what changed in a line is shown in its place.
 *
 * @param lines In the order in which they would stand.
 * @param view What the person chose to see (filters, sort); another choice shows everything at once.
 */
export function useHeldLines<L>(lines: readonly L[], idOf: (line: L) => string, view: string) {
  const [inside, setInside] = useState(false);
  // The order that the hand found; null while no hand is in the table.
  const held = useRef<{ readonly ids: readonly string[]; readonly view: string } | null>(null);
  const [released, release] = useState(0);

  const shown = useMemo(() => {
    void released;
    if (!inside) {
      held.current = null;
      return lines;
    }
    if (held.current === null || held.current.view !== view || held.current.ids.length === 0) {
      held.current = { ids: lines.map(idOf), view };
      return lines;
    }
    const byId = new Map(lines.map((line) => [idOf(line), line]));
    return held.current.ids.flatMap((id) => byId.get(id) ?? []);
  }, [lines, inside, view, released, idOf]);

  const showAll = useCallback(() => {
    held.current = null;
    release((count) => count + 1);
  }, []);
  return { shown, waiting: lines.length - shown.length, setInside, showAll } as const;
}
