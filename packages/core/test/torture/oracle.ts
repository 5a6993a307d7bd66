/**
 * What should be held, by domain.md §4.2 and §4.3, worked out from the venue's own trades and from nothing else.
 *
 * A second reading of the rules: it shares no code with the engine and does not ask it. All quantities are signed unless they are
 * called magnitudes: a purchase adds, a sale takes away.
 */
import type { ChildSeed } from './history.ts';

/** Whose a fill is: an order of the group, another order of the desk, or somebody's own trading. */
export type Owner = 'group' | 'desk' | 'own';

/** One execution at the venue, with the order that it belongs to. */
export interface Fill {
  readonly at: number;
  readonly owner: Owner;
  /** The order at the broker. */
  readonly brokerOrderId: string;
  /** The desk's order, when it is one. */
  readonly orderId: string | undefined;
  readonly signed: number;
}

/** What an account holds of one instrument: what the group's orders brought, and its own. */
export interface Holding {
  readonly copied: number;
  readonly own: number;
}

export const FLAT: Holding = { copied: 0, own: 0 };

/** The holding after a fill (§4.3, the ledger). Orders of the desk take what was copied first, everybody else their own. */
export function after(before: Holding, owner: Owner, signed: number): Holding {
  const net = before.copied + before.own;
  if (net === 0 || Math.sign(net) === Math.sign(signed)) return add(before, owner, signed);
  const direction = Math.sign(net);
  const taken = Math.min(Math.abs(signed), Math.abs(net));
  const first = owner === 'own' ? 'own' : 'copied';
  const second = first === 'own' ? 'copied' : 'own';
  const fromFirst = Math.min(taken, Math.max(0, direction * before[first]));
  const left: Record<keyof Holding, number> = { ...before };
  left[first] -= direction * fromFirst;
  left[second] -= direction * (taken - fromFirst);
  const beyond = Math.abs(signed) - taken;
  return beyond === 0 ? left : add(left, owner, -direction * beyond);
}

function add(before: Holding, owner: Owner, signed: number): Holding {
  return owner === 'group'
    ? { ...before, copied: before.copied + signed }
    : { ...before, own: before.own + signed };
}

/** What one order did to what was copied: magnitudes. */
export interface Effect {
  /** What it brought in. */
  entered: number;
  /** What it took out of what was copied, and in which direction that was held. */
  exited: number;
  /** What was copied, in magnitude, before its first fill that reduced. */
  heldBefore: number | undefined;
}

/** How a holding came about, fill by fill. */
export interface Folded {
  readonly holding: Holding;
  readonly effects: ReadonlyMap<string, Effect>;
}

/** Folds the fills of one account and instrument in the order in which they happened. */
export function fold(fills: readonly Fill[]): Folded {
  let holding = FLAT;
  const effects = new Map<string, Effect>();
  for (const fill of fills) {
    const next = after(holding, fill.owner, fill.signed);
    if (fill.orderId !== undefined) note(effectOf(effects, fill.orderId), holding, next);
    holding = next;
  }
  return { holding, effects };
}

function note(effect: Effect, before: Holding, next: Holding): void {
  const was = Math.abs(before.copied);
  if (Math.sign(next.copied) === -Math.sign(before.copied) && before.copied !== 0) {
    effect.heldBefore ??= was;
    effect.exited += was;
    effect.entered += Math.abs(next.copied);
  } else if (Math.abs(next.copied) < was) {
    effect.heldBefore ??= was;
    effect.exited += was - Math.abs(next.copied);
  } else effect.entered += Math.abs(next.copied) - was;
}

function effectOf(effects: Map<string, Effect>, orderId: string): Effect {
  const known = effects.get(orderId);
  if (known !== undefined) return known;
  const fresh: Effect = { entered: 0, exited: 0, heldBefore: undefined };
  effects.set(orderId, fresh);
  return fresh;
}

/** What a child enters when its master enters so much (§4.2): whole lots, rounded down, never above its cap. */
export function share(link: ChildSeed, entered: number, lot: number): number {
  if (entered <= 0) return 0;
  const wanted =
    link.sizing.kind === 'multiplier'
      ? // In whole millionths, so that a third stays a third.
        Number((BigInt(entered) * BigInt(Math.round(link.sizing.factor * 1e6))) / 1_000_000n)
      : link.sizing.lots * lot;
  const capped = link.capLots === undefined ? wanted : Math.min(wanted, link.capLots * lot);
  const whole = Math.floor(capped / lot) * lot;
  if (whole > 0) return whole;
  return link.atLeastOneLot && wanted > 0 && link.capLots !== 0 ? lot : 0;
}

/** What a child keeps of what it holds when its master, holding `held`, exits `exited` (§4.3): whole lots, rounded down. */
export function kept(child: number, master: { held: number; exited: number }, lot: number): number {
  const keeps = Math.max(0, master.held - master.exited);
  if (keeps === 0) return 0;
  const part = Number((BigInt(child) * BigInt(keeps)) / BigInt(master.held));
  return Math.floor(part / lot) * lot;
}
