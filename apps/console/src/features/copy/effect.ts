/** What a draft would send for a master's order, by the sizing's own arithmetic. */
import { type Money, parseMoney } from '../../lib/numbers.ts';
import type { ChildDraft } from './child-draft.ts';

/** Capital of master and child as the server counts it; null while it is not known. */
export interface Capitals {
  readonly master: Money | null;
  readonly child: Money | null;
}

/** The child's quantity; null for a skip. Undefined: a capital that nobody has told. */
export function sized(
  child: ChildDraft,
  masterQuantity: number,
  lotSize: number,
  capitals: Capitals,
): number | null | undefined {
  const wanted = wantedOf(child, masterQuantity, { lotSize, capitals });
  if (wanted === undefined) return undefined;
  const cap = child.capLots.trim() === '' ? Number.POSITIVE_INFINITY : Number(child.capLots) * lotSize;
  const quantity = floorTo(Math.min(wanted, cap), lotSize);
  const sent = quantity === 0 && child.atLeastOneLot && wanted > 0 ? lotSize : quantity;
  const most = child.maxQuantity.trim() === '' ? Number.POSITIVE_INFINITY : Number(child.maxQuantity);
  return sent === 0 || sent > most ? null : sent;
}

function wantedOf(
  child: ChildDraft,
  masterQuantity: number,
  { lotSize, capitals }: { readonly lotSize: number; readonly capitals: Capitals },
): number | undefined {
  switch (child.sizingKind) {
    case 'multiplier':
      return Math.floor((masterQuantity * millionths(child.factor)) / 1_000_000);
    case 'fixed':
      return child.fixedBy === 'lots' ? Number(child.lots) * lotSize : Number(child.quantity);
    case 'capital': {
      const own = declaredOf(child) ?? capitals.child;
      if (own === null || capitals.master === null || capitals.master <= 0) return undefined;
      return Number((BigInt(masterQuantity) * BigInt(own)) / BigInt(capitals.master));
    }
  }
}

/** A factor to the millionth, by its digits: what is finer the server refuses. */
function millionths(factor: string): number {
  const [, whole = '0', fraction = ''] = /^(\d+)(?:\.(\d*))?$/.exec(factor.trim()) ?? [];
  return Number(`${whole}${fraction.slice(0, 6).padEnd(6, '0')}`);
}

function declaredOf({ declared }: ChildDraft): Money | null {
  return declared.trim() === '' ? null : parseMoney(declared);
}

function floorTo(quantity: number, lotSize: number): number {
  return Math.floor(quantity / lotSize) * lotSize;
}
