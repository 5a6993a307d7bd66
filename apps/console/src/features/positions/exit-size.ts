/** How much of a position an exit takes. The server decides by the same rule: rounded up to whole lots. */
import type { ChildPosition, Position } from '@copydesk/api-contract';

export type ExitPart = 'quarter' | 'half' | 'all' | 'own';

/** The part in percent, a whole number. */
export function percentOf(part: ExitPart, own: number): number {
  if (part === 'quarter') return 25;
  if (part === 'half') return 50;
  return part === 'all' ? 100 : own;
}

/** Whether this part is all of it already: a part of one lot is that lot. */
export function isWhole(
  position: Pick<ChildPosition, 'netQty' | 'lotSize'>,
  part: 'quarter' | 'half',
): boolean {
  return exitQuantity(position, percentOf(part, 0)) === Math.abs(position.netQty);
}

/** Why no part of it can be left by itself, where {@link isWhole}. */
export function wholeWords({ instrumentType }: Pick<Position, 'instrumentType'>): string {
  return `One ${instrumentType === 'EQ' ? 'share' : 'lot'}: a part of it is all of it`;
}

/** The units that leave, in whole lots, never more than there are. Integers only: percent and lots are whole. */
export function exitQuantity(position: Pick<ChildPosition, 'netQty' | 'lotSize'>, percent: number): number {
  const held = Math.abs(position.netQty);
  const lot = Math.max(1, position.lotSize ?? 1);
  return Math.min(held, Math.ceil((held * percent) / (100 * lot)) * lot);
}
