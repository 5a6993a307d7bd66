/**
 * What a person decides when a child did not get what it should: to repair it, to want it so, to try again, or to leave it.
 *
 * Decides: which of the children that could be meant is meant. Where nothing could be, nothing is asked.
 */
import { type AccountId, type OrderId, TradingError } from '../../src/index.ts';
import type { Order } from '../../src/order/order.ts';
import { type ChildView, viewOrder } from '../../src/order/order-view.ts';
import type { Command } from './history.ts';
import { ANN, type Stage } from './stage.ts';

export type SecondThought = Extract<Command, { readonly do: 'resync' | 'accept' | 'retry' | 'leave' }>;

/** Statuses of a child's row about which a person may want to do something. */
const UNDONE = new Set(['skipped', 'rejected', 'denied', 'cancelled', 'expired', 'held']);

/** What was tried again: an order of the master in one child. */
export function triedAgain(masterOrderId: OrderId, accountId: AccountId): string {
  return `${masterOrderId}|${accountId}`;
}

/** Asks for it; undefined where there is nothing to decide. What is tried again is noted. */
export function thinkAgain(
  stage: Stage,
  step: SecondThought,
  retried: Set<string>,
): Promise<unknown> | undefined {
  switch (step.do) {
    case 'resync':
      return resync(stage, step.which);
    case 'accept': {
      const one = openDivergence(stage, step.which);
      return one === undefined ? undefined : stage.desk.divergences.repair.accept(ANN, one.id);
    }
    case 'retry':
    case 'leave': {
      const meant = undone(stage, step.which);
      if (meant === undefined) return undefined;
      const { decisions } = stage.desk;
      if (step.do === 'retry') retried.add(triedAgain(meant.master.intent.orderId, meant.row.accountId));
      const command = { orderId: meant.master.intent.orderId, childId: meant.row.childId };
      const done = step.do === 'retry' ? decisions.retry(ANN, command) : decisions.leave(ANN, command);
      return done.then(() => undefined);
    }
  }
}

/** Plans the repair of an open divergence and carries it out. */
async function resync(stage: Stage, which: number): Promise<void> {
  const one = openDivergence(stage, which);
  if (one === undefined) return;
  const { repair } = stage.desk.divergences;
  const { planId } = repair.plan(ANN, one.id);
  await repair.resync(ANN, one.id, planId);
}

function openDivergence({ desk }: Stage, which: number) {
  const open = desk.divergences.list(ANN);
  return open[which % Math.max(1, open.length)];
}

/** A child's row, of the younger orders first, that has not become what it should. */
function undone({ desk, master }: Stage, which: number): { master: Order; row: ChildView } | undefined {
  const found = desk.orders
    .list({ userId: ANN })
    .filter(({ intent }) => intent.accountId === master.id && intent.groupId !== undefined)
    .flatMap((order) => rowsOf(desk.orders, order).map((row) => ({ master: order, row })))
    .filter(({ row }) => UNDONE.has(row.status))
    .reverse();
  return found[which % Math.max(1, found.length)];
}

function rowsOf(orders: Stage['desk']['orders'], order: Order): readonly ChildView[] {
  try {
    return viewOrder(orders, order).children;
  } catch (error) {
    if (TradingError.is(error)) return [];
    throw error;
  }
}
