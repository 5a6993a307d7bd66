import type { Position } from '@copydesk/api-contract';
import { useCallback, useEffect, useRef } from 'react';
import { withChildren } from './exit-request.ts';
import { positionAt, usePositions } from './positions-store.ts';

/** A position as it is now, while it is asked about: it may be left, or moved to another product, by somebody else. */
export function useHeld(asked: Position): Position {
  const now = usePositions(({ byKey }) => positionAt(byKey, asked));
  if (now !== undefined) return withChildren(now);
  return { ...asked, netQty: 0, childPositions: [] };
}

/** It was long and is short, or the other way round: what was asked about one of them is no answer to the other. */
export function hasTurned(asked: Position, now: Position): boolean {
  return asked.netQty * now.netQty < 0;
}

/** Said where it has turned. */
export const TURNED_WORDS = 'It is held the other way round than it was asked about. Go back, and ask anew.';

/** An Enter that is still held from opening the step, or meant what stood there a moment ago, must not confirm it. */
const GUARD_MS = 250;

/** Whether a press at this time is of what is shown: a moment after it was opened, and after what is held changed. */
export function useHeldGuard({ netQty, childPositions }: Position): (atMs: number) => boolean {
  const shownAt = useRef(Number.POSITIVE_INFINITY);
  const shown = [netQty, ...childPositions.map((child) => `${child.accountId} ${child.netQty}`)].join(', ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is shown anew with what is held
  useEffect(() => {
    shownAt.current = performance.now();
  }, [shown]);
  return useCallback((atMs) => atMs - shownAt.current >= GUARD_MS, []);
}
