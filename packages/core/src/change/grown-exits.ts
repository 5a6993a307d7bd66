/**
 * How a child's exit grows with entries that were on their way when it came (domain §4.3).
 *
 * Decides: which copy grows, and to what. Keeps I6: to its fraction of what the exit is of, never of what the master entered later, and
 * never where what is left goes at the market. Pure.
 */
import type { FanOutParts } from '../copy/fan-out.ts';
import { lackingOfExit } from '../exit/awaited-entries.ts';
import { confirmedRule } from '../exit/exit-rule.ts';
import type { Quantity } from '../money/quantity.ts';
import { isOrderFinal, type Order } from '../order/order.ts';
import { howOf, NO_CHANGE, type PlannedChange } from './modification.ts';

/** What the child's living copy of a master's living exit is raised to, if it is to grow. */
export function planGrowth(
  parts: FanOutParts,
  master: Order,
  accountId: Order['intent']['accountId'],
): readonly PlannedChange[] {
  const { intent } = master;
  const { groupId, instrumentId } = intent;
  const group = groupId === undefined ? undefined : parts.groups.byId(groupId);
  const link = group?.children.find((child) => child.accountId === accountId);
  const rule = confirmedRule(master);
  const instrument = parts.instrumentsOf(accountId).byId(instrumentId);
  if (group === undefined || link === undefined || rule === undefined || instrument === undefined) return [];
  if (isOrderFinal(master) || master.cancelWanted || link.state === 'paused') return [];
  const copy = parts.orders.childrenOf(master).find((child) => canGrow(child, accountId));
  if (copy === undefined) return [];
  const more = lackingOfExit(parts, { group, link, intent, lotSize: instrument.lotSize }, rule);
  if (more === 0) return [];
  const terms = { ...NO_CHANGE, quantity: (copy.terms.quantity + more) as Quantity };
  return [{ order: copy, terms, how: howOf(parts, copy, { terms, instrument }) }];
}

function canGrow(copy: Order, accountId: Order['intent']['accountId']): boolean {
  const { intent } = copy;
  const follows = intent.accountId === accountId && intent.part === 'exit' && intent.owed !== true;
  return follows && !isOrderFinal(copy) && !copy.cancelWanted;
}
