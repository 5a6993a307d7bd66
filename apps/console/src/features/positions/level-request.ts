/** The stop or target that is being asked about. */
import type { Position } from '@copydesk/api-contract';
import { create } from 'zustand';

export interface LevelRequest {
  readonly position: Position;
  readonly level: 'sl' | 'target';
  /** As it was typed, a price. */
  readonly price: string;
}

export const useLevelRequest = create<{ readonly request: LevelRequest | null }>(() => ({ request: null }));

/** Opens the question; nothing is set before it is answered. */
export function askLevel(request: LevelRequest): void {
  useLevelRequest.setState({ request });
}

export function closeLevel(): void {
  useLevelRequest.setState({ request: null });
}
