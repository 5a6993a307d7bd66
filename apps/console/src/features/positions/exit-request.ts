/** The exit that is being asked about: from a row of positions, or from the command palette. */
import type { ChildPosition, Position } from '@copydesk/api-contract';
import { create } from 'zustand';
import type { ExitPart } from './exit-size.ts';

interface ExitRequest {
  readonly position: Position;
  readonly part: ExitPart;
}

export const useExitRequest = create<{ readonly request: ExitRequest | null }>(() => ({ request: null }));

/** Opens the question; nothing is sent before it is answered. A child's position is left alone: nothing follows it. */
export function askExit(position: Position | ChildPosition, part: ExitPart): void {
  useExitRequest.setState({ request: { position: withChildren(position), part } });
}

/** A child's own position has none that follow it. */
export function withChildren(position: Position | ChildPosition): Position {
  return { ...position, childPositions: 'childPositions' in position ? position.childPositions : [] };
}

export function closeExit(): void {
  useExitRequest.setState({ request: null });
}
