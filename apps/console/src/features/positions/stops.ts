/**
 * Which stop takes a position out, and what that costs.
 *
 * Decides: whose stop counts for a child (its own, else its master's where the group follows it), and what is lost from the last
 * price to the stops, in integers. What has no price or no worth of a point makes the sum unknown.
 */
import type { ChildPosition, Group, Position, Protection } from '@copydesk/api-contract';
import { type Money, money } from '../../lib/numbers.ts';
import { protectionAt } from './protections-api.ts';

/** Whether the exits of the master's protection are the child's too: what was copied goes the same way. */
export function inherits(child: ChildPosition, group: Group | undefined): boolean {
  const link = group?.children.find(({ accountId }) => accountId === child.accountId);
  if (group?.protection !== 'follow' || link === undefined || link.state === 'paused') return false;
  return child.netQty !== 0 && child.copied !== 0;
}

/** Where the stop of a position stands now, the trailing one included; null without any. */
export function stopNow(position: ChildPosition, all: readonly Protection[]): Money | null {
  if (!position.setSl) return null;
  // Only a trail moves it, and what was read a moment ago may be older than the levels of the position.
  const trailing = position.trail === null ? undefined : protectionAt(all, position);
  const level = trailing?.sl === position.sl ? trailing.stopNow : position.sl;
  return level === null ? null : money(level);
}

/** A position with the stop that takes it out. */
export interface Stopped {
  readonly position: ChildPosition;
  readonly stop: Money | null;
}

/** Every open position of these with its stop. */
export function withStops(
  positions: readonly Position[],
  groups: readonly Group[],
  all: readonly Protection[],
): readonly Stopped[] {
  return positions.flatMap((master) => {
    const group = groups.find(({ masterId }) => masterId === master.accountId);
    const own: Stopped = { position: master, stop: stopNow(master, all) };
    const children = master.childPositions.map((position): Stopped => {
      const stop = stopNow(position, all) ?? (inherits(position, group) ? own.stop : null);
      return { position, stop };
    });
    return [own, ...children].filter(({ position }) => position.netQty !== 0);
  });
}

export interface StopsFill {
  /** What the way from the last price to the stops makes; null when a part of it is not known. */
  readonly change: Money | null;
  /** The one level at which all of them stand; null where there are several. */
  readonly level: Money | null;
  /** Open positions that no stop takes out. */
  readonly without: number;
}

/** What is lost from here when every stop fills at its level; null where there is none. */
export function stopsFill(
  stopped: readonly Stopped[],
  lastOf: (position: ChildPosition) => Money | null,
): StopsFill | null {
  let change: number | null = 0;
  const levels = new Set<Money>();
  for (const { position, stop } of stopped) {
    if (stop === null) continue;
    levels.add(stop);
    const [last, worth] = [lastOf(position), position.contractMultiplier];
    if (last === null || worth === null || change === null) change = null;
    else change += (stop - last) * position.netQty * worth;
  }
  if (levels.size === 0) return null;
  const [level] = levels;
  return {
    change: change as Money | null,
    level: levels.size === 1 ? (level ?? null) : null,
    without: stopped.filter(({ stop }) => stop === null).length,
  };
}
