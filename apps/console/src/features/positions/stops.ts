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

/** How much of a child leaves with its master: what was copied and is still held. A magnitude. */
export function inheritedQuantity({ netQty, copied }: ChildPosition): number {
  return Math.sign(netQty) === Math.sign(copied) ? Math.min(Math.abs(netQty), Math.abs(copied)) : 0;
}

/** Where the stop of a position stands now, the trailing one included; null without any. */
export function stopNow(position: ChildPosition, all: readonly Protection[] = NONE): Money | null {
  if (!position.setSl) return null;
  // Only a trail moves it, and what was read a moment ago may be older than the levels of the position.
  const trailing = position.trail === null ? undefined : protectionAt(all, position);
  const level = trailing?.sl === position.sl ? trailing.stopNow : position.sl;
  return level === null ? null : money(level);
}

const NONE: readonly Protection[] = [];

/** A position, or a part of it, with the stop that takes it out. */
export interface Stopped {
  readonly position: ChildPosition;
  readonly stop: Money | null;
  /** Of it; signed. */
  readonly quantity: number;
}

/** Every open position of these with its stop; what a child holds beyond what was copied stands by itself. */
export function withStops(
  positions: readonly Position[],
  groups: readonly Group[],
  all: readonly Protection[] | undefined,
): readonly Stopped[] {
  return positions.flatMap((master) => {
    const group = groups.find(({ masterId }) => masterId === master.accountId);
    const own: Stopped = { position: master, stop: stopNow(master, all), quantity: master.netQty };
    const children = master.childPositions.flatMap((position): readonly Stopped[] => {
      const stop = stopNow(position, all);
      const { netQty } = position;
      if (stop !== null || !inherits(position, group)) return [{ position, stop, quantity: netQty }];
      const copied = Math.sign(netQty) * inheritedQuantity(position);
      return [
        { position, stop: own.stop, quantity: copied },
        { position, stop: null, quantity: netQty - copied },
      ];
    });
    return [own, ...children].filter(({ quantity }) => quantity !== 0);
  });
}

export interface StopsFill {
  /** What the way from the last price to the stops makes; null when a part of it is not known. */
  readonly change: Money | null;
  /** The one level at which all of them stand; null where there are several. */
  readonly level: Money | null;
  /** Open positions, or parts of them, that no stop takes out. */
  readonly without: number;
}

/** What is lost from here when every stop fills at its level; null where there is none. */
export function stopsFill(
  stopped: readonly Stopped[],
  lastOf: (position: ChildPosition) => Money | null,
): StopsFill | null {
  let change: number | null = 0;
  const levels = new Set<Money>();
  for (const { position, stop, quantity } of stopped) {
    if (stop === null) continue;
    levels.add(stop);
    const [last, worth] = [lastOf(position), position.contractMultiplier];
    if (last === null || worth === null || change === null) change = null;
    else change += (stop - last) * quantity * worth;
  }
  // It trails, and where it stands was not read.
  const unread = stopped.some(({ position, stop }) => stop === null && position.setSl);
  if (levels.size === 0 && !unread) return null;
  const [level] = levels;
  return {
    change: unread ? null : (change as Money | null),
    level: levels.size === 1 && !unread ? (level ?? null) : null,
    without: stopped.filter(({ position, stop }) => stop === null && !position.setSl).length,
  };
}
