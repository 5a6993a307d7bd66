/** Of the states of several connections, the one that their feed has. */
import type { FeedState } from '@copydesk/core';

/** Nothing was asked for yet, so there is no connection. */
export const NOT_ASKED: FeedState = { kind: 'connecting', attempt: 0 };

const BADNESS: Readonly<Record<FeedState['kind'], number>> = { up: 0, silent: 1, connecting: 2, refused: 3 };

/** The worst of them; among equals the one that has been failing for longer. */
export function worstOf(states: readonly FeedState[]): FeedState {
  return states.length === 0
    ? NOT_ASKED
    : states.reduce((worst, state) => (isWorse(state, worst) ? state : worst));
}

function isWorse(state: FeedState, than: FeedState): boolean {
  if (state.kind === 'connecting' && than.kind === 'connecting') return state.attempt > than.attempt;
  if (state.kind === 'silent' && than.kind === 'silent') return state.sinceMs > than.sinceMs;
  return BADNESS[state.kind] > BADNESS[than.kind];
}

/** Whether two states say the same. */
export function isSameState(one: FeedState, other: FeedState): boolean {
  return one.kind === other.kind && !isWorse(one, other) && !isWorse(other, one);
}
