/**
 * What the group's orders brought to a position (domain §4.3): `copied`, signed like the position.
 *
 * Decides: how one fill moves `copied`. Keeps I6 and the rule that a child's own holding is never touched by copying.
 * All quantities are signed: BUY adds, SELL takes away.
 */

/** Whose trading a fill is. */
export type FillKind =
  /** A master's order that is copied, or a child's copied, retried or repair order: what it opens is copied. */
  | 'group'
  /** Another order of the desk (manual, square-off, protection): what it opens is the account's own, what it closes was copied first. */
  | 'desk'
  /** Somebody's own trading, at the broker or for this account alone: what it closes was its own first. */
  | 'own';

/** A position and the part of it that was copied. */
export interface Holding {
  /** Signed net quantity. */
  readonly net: number;
  /** Signed; never beyond `net`, never against it. */
  readonly copied: number;
}

/** The holding after a fill of `delta`. */
export function applyFill(before: Holding, delta: number, kind: FillKind): Holding {
  const net = before.net + delta;
  const reduces = before.net !== 0 && Math.sign(delta) !== Math.sign(before.net);
  if (!reduces) return { net, copied: before.copied + (kind === 'group' ? delta : 0) };

  const reduced = Math.min(Math.abs(delta), Math.abs(before.net));
  const magnitude = Math.abs(before.copied);
  const own = Math.abs(before.net) - magnitude;
  const fromCopied = kind === 'own' ? Math.max(0, reduced - own) : Math.min(reduced, magnitude);
  const left = Math.sign(before.copied) * (magnitude - Math.min(fromCopied, magnitude));
  const beyond = Math.abs(delta) - reduced;
  // Beyond zero the fill opens the other way; nothing of the old direction is left then.
  return { net, copied: beyond > 0 ? (kind === 'group' ? Math.sign(delta) * beyond : 0) : left + 0 };
}

/** The holding after the broker's book showed another net quantity: own quantity explains it first, then copied. */
export function applyCorrection(before: Holding, net: number): Holding {
  const sameSide = Math.sign(net) === Math.sign(before.copied);
  const copied = sameSide ? Math.sign(net) * Math.min(Math.abs(before.copied), Math.abs(net)) : 0;
  return { net, copied };
}
