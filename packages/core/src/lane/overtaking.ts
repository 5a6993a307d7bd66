/** Which unsent entries make way for an exit or a cancel that enters the lane (domain §4.10). */
import type { Lane } from './lane.ts';
import { decisionOf, SliceAction } from './slice-action.ts';

/** Takes the entries of an instrument and product out that were decided before `decidedAt`. One decided later stays: an exit that goes again has not seen it. */
export function takeOvertaken(lane: Lane, key: string, decidedAt: number): readonly SliceAction[] {
  return lane
    .remove(
      (action) =>
        action instanceof SliceAction &&
        action.priority === 'entry' &&
        action.key === key &&
        decisionOf(action) < decidedAt,
    )
    .filter((action) => action instanceof SliceAction);
}
