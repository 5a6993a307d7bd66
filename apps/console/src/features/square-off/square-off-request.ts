/** The square-off that is being asked about: from the positions, or from the command palette. */
import type { ScopeBody } from '@copydesk/api-contract';
import { create } from 'zustand';

export const useSquareOff = create<{ readonly scope: ScopeBody | null }>(() => ({ scope: null }));

/** Opens the question; nothing is sent before it is held. */
export function askSquareOff(scope: ScopeBody): void {
  useSquareOff.setState({ scope });
}

export function closeSquareOff(): void {
  useSquareOff.setState({ scope: null });
}
