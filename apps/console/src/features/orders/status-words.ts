/** What the children of an order come to. */
import type { ChildOrder } from '@copydesk/api-contract';
import { isFinal } from '../../components/order-status-words.ts';

/** What needs a look first; the figures are counts of children. */
export interface CopySummary {
  readonly done: number;
  readonly open: number;
  readonly unknown: number;
  readonly skipped: number;
  readonly refused: number;
}

/** Counts a master's children; one account counts once, by what needs a person most. */
export function summarise(children: readonly ChildOrder[]): CopySummary {
  const summary = { done: 0, open: 0, unknown: 0, skipped: 0, refused: 0 };
  for (const child of children) {
    if (child.status === 'uncertain') summary.unknown += 1;
    else if (child.status === 'skipped') summary.skipped += isToldByAnother(child, children) ? 0 : 1;
    else if (child.status === 'denied' || child.status === 'rejected') summary.refused += 1;
    else if (child.status === 'filled') summary.done += 1;
    else if (!isFinal(child.status)) summary.open += 1;
    else summary.skipped += child.filledQuantity === 0 ? 1 : 0;
  }
  return summary;
}

/** Whether somebody has to look at one of the children. */
export function needsYou(summary: CopySummary): boolean {
  return summary.unknown > 0 || summary.refused > 0;
}

/** By the rule of its basket an account gets no more of a leg: where an order of it failed, that order tells it. */
function isToldByAnother(
  { accountId, reason, childId }: ChildOrder,
  children: readonly ChildOrder[],
): boolean {
  return (
    reason?.code === 'basket-incomplete' &&
    children.some((other) => other.accountId === accountId && other.childId !== childId)
  );
}
