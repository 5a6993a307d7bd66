/**
 * How much a child exits (domain §4.3): the fraction is fixed once, the quantity when it is sent.
 *
 * Keeps I5 and I6: an exit never takes more than was copied, nor more than the account holds in that direction.
 * All quantities are magnitudes in the direction of the position.
 */
import { floorToLot, NONE, type Quantity } from '../money/quantity.ts';
import type { ExitRule } from '../order/order-intent.ts';

/** What is known of the master when its exit is first seen. */
export interface MasterExit {
  /** The master's copied quantity, before this order's own fills; of an exit that nobody copies, the position. */
  readonly copied: Quantity;
  /** The unfilled rest of its other living exits, uncertain ones included. */
  readonly otherExits: Quantity;
  /** What this order takes off the position. */
  readonly quantity: Quantity;
}

/**
 * `keep = max(0, M − q) ÷ M` as two whole numbers. Exits that together are more than the position compete (a target and
 * a stop): they are not subtracted from each other.
 */
export function fixExitRule(exit: MasterExit): ExitRule {
  const competes = exit.otherExits + exit.quantity > exit.copied;
  const masterHeld = (competes ? exit.copied : exit.copied - exit.otherExits) as Quantity;
  return {
    masterHeld,
    masterKeeps: Math.max(0, masterHeld - exit.quantity) as Quantity,
    competes: competes && exit.otherExits > 0,
  };
}

/** What is known of a child when its exit is about to be sent. */
export interface ChildHolding {
  readonly copied: Quantity;
  /** The unfilled rest of its own living exits, uncertain ones included. */
  readonly livingExits: Quantity;
  /** What its broker position holds in that direction, less its living exits. */
  readonly position: Quantity;
  readonly lotSize: Quantity;
}

/** The child's exit quantity: everything above the floor of what it keeps; to the last share when the master is flat. */
export function exitQuantity(rule: ExitRule, child: ChildHolding): Quantity {
  const counted = child.copied - child.livingExits;
  if (counted <= 0 || rule.masterHeld === 0) return NONE;
  const kept = Number((BigInt(counted) * BigInt(rule.masterKeeps)) / BigInt(rule.masterHeld));
  const target = floorToLot(kept, child.lotSize);
  return Math.max(0, Math.min(counted - target, child.position)) as Quantity;
}
