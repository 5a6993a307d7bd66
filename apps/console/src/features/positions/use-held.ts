import type { Position } from '@copydesk/api-contract';
import { withChildren } from './exit-request.ts';
import { positionAt, usePositions } from './positions-store.ts';

/** A position as it is now, while it is asked about: it may be left, or moved to another product, by somebody else. */
export function useHeld(asked: Position): Position {
  const now = usePositions(({ byKey }) => positionAt(byKey, asked));
  if (now !== undefined) return withChildren(now);
  return { ...asked, netQty: 0, childPositions: [] };
}
