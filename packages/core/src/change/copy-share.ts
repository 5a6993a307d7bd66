/**
 * What a copy should come to of its master's changed order (domain §4.4).
 *
 * Decides: its share of the new size, and how far it may grow. Keeps I6: beside what earlier copies of the same order brought, within what
 * the guards let pass, and of an exit no more than its own part. Pure; it reads the books.
 */
import type { FanOutParts } from '../copy/fan-out.ts';
import { sizeEntry } from '../copy/sizing.ts';
import { partOfExit } from '../exit/awaited-entries.ts';
import { goneOf, roomByNow } from '../exit/part-by-now.ts';
import type { ChildLink, CopyGroup } from '../group/copy-group.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { OrderChange } from '../journal/desk-event.ts';
import { NONE, type Quantity } from '../money/quantity.ts';
import { filledOf, type Order } from '../order/order.ts';
import type { ExitRule } from '../order/order-intent.ts';

/** A master's order as it would be. */
export interface Changed {
  readonly terms: OrderChange;
  readonly quantity: Quantity;
  readonly exitQuantity: Quantity;
  readonly exitRule: ExitRule | undefined;
}

/** How much of a copy's entry the guards let pass now that its master's is larger, or what stops it. Without a price that a guard needs: nothing more. */
export function passedOf(
  parts: FanOutParts,
  child: Order,
  master: Order,
  changed: Changed,
): Quantity | SkipReason {
  const membership = membershipOf(parts, child, master);
  if (membership === undefined) return NONE;
  const terms = { ...master.terms, quantity: changed.quantity };
  const { exitQuantity } = changed;
  const asked = parts.guards.ofChild({ ...membership, intent: master.intent, terms, exitQuantity });
  if ('skip' in asked) return asked.skip;
  return 'pass' in asked ? asked.pass.quantity : NONE;
}

/** By how much the copy of an exit may grow at the most: what another exit of the master was to take that has gone is not this one's. */
export function roomOf(parts: FanOutParts, child: Order, master: Order, { lotSize }: Instrument): number {
  const membership = membershipOf(parts, child, master);
  if (membership === undefined || master.exitRule === undefined) return Number.POSITIVE_INFINITY;
  return roomByNow(parts, { ...membership, intent: master.intent, lotSize }, master.exitRule);
}

/** What the child's order should come to of the master's changed one; 0 when nothing is left of it. */
export function childShare(
  parts: FanOutParts,
  child: Order,
  of: { readonly master: Order; readonly changed: Changed; readonly instrument: Instrument },
): Quantity {
  const { intent } = child;
  const { changed, master, instrument } = of;
  const { lotSize } = instrument;
  if (intent.part === 'exit') {
    if (changed.exitRule === undefined || intent.owed === true) return child.terms.quantity;
    const { exitRule: rule, exitQuantity: takes } = changed;
    return exitShare(parts, child, { master, rule, takes, lotSize }) ?? child.terms.quantity;
  }
  const entered = (changed.quantity - changed.exitQuantity) as Quantity;
  if (entered === 0) return NONE;
  const membership = membershipOf(parts, child, master);
  if (membership === undefined) return child.terms.quantity;
  const { group, link } = membership;
  const sized = sizeEntry(link.sizing, entered, lotSize, parts.capitals.ratioOf(group, link));
  if ('skip' in sized) return NONE;
  return Math.max(0, sized.quantity - enteredBeside(parts, child, master)) as Quantity;
}

/**
 * What the copy of an exit comes to where its master's order takes so much: the child's part of that, beside what other copies of it took
 * and are to take. Undefined once the child is no member any more.
 */
export function exitShare(
  parts: FanOutParts,
  child: Order,
  of: {
    readonly master: Order;
    readonly rule: ExitRule;
    readonly takes: Quantity;
    readonly lotSize: Quantity;
  },
): Quantity | undefined {
  const { master, rule, takes, lotSize } = of;
  const membership = membershipOf(parts, child, master);
  if (membership === undefined) return undefined;
  const exit = { ...membership, intent: master.intent, lotSize };
  return Math.max(NONE, partOfExit(parts, exit, rule, takes) - goneOf(parts.orders, exit, child)) as Quantity;
}

/** What other copies of the order brought this child before: one that was tried again has its share together with them (I6). */
export function enteredBeside({ orders }: FanOutParts, child: Order, master: Order): number {
  return orders
    .childrenOf(master)
    .filter((other) => other !== child && other.intent.accountId === child.intent.accountId)
    .filter(({ intent }) => intent.part === 'entry')
    .reduce((sum, other) => sum + filledOf(other), 0);
}

/** The master's group and the child's link in it; undefined once one of them is gone. */
function membershipOf(
  { groups }: FanOutParts,
  child: Order,
  master: Order,
): { readonly group: CopyGroup; readonly link: ChildLink } | undefined {
  const { groupId } = master.intent;
  const group = groupId === undefined ? undefined : groups.byId(groupId);
  const link = group?.children.find((other) => other.accountId === child.intent.accountId);
  return group === undefined || link === undefined ? undefined : { group, link };
}
