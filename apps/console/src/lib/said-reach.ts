/**
 * What was said of who gets how much, so that what is asked about can be compared with what is said later.
 *
 * Decides: sizes count, and who gets nothing; money does not, for it moves with every price and is no part of the question. What was
 * not said before contradicts nothing.
 */
import type { PreviewItem } from '@copydesk/api-contract';
import type { Share } from './copy-estimate.ts';

/** In units, by account, and by order where there are several; 0: it gets nothing. What is not known is absent. */
export type SaidReach = ReadonlyMap<string, number>;

const NOTHING_SAID: SaidReach = new Map();

/** @param order Tells one order from another, where several are asked about together. */
export function saidByServer(items: readonly PreviewItem[] | undefined, order = ''): SaidReach {
  if (items === undefined) return NOTHING_SAID;
  return new Map(
    items.map(({ accountId, skip, quantity }) => [`${order} ${accountId}`, skip === null ? quantity : 0]),
  );
}

/** What the page works out by itself while the server has not said. */
export function saidByPage(shares: readonly Share[], lotSize: number): SaidReach {
  return new Map(
    shares.flatMap(({ accountId, lots, skip }): [string, number][] =>
      skip !== null ? [[` ${accountId}`, 0]] : lots === null ? [] : [[` ${accountId}`, lots * lotSize]],
    ),
  );
}

/** Whether anything that was said before is said otherwise now. */
export function saysOtherwise(before: SaidReach, now: SaidReach): boolean {
  return [...now].some(([who, quantity]) => before.has(who) && before.get(who) !== quantity);
}

/** What was said first of each, with what is said in addition now; the same where that is nothing. */
export function saidTogether(before: SaidReach, now: SaidReach): SaidReach {
  return [...now].every(([who]) => before.has(who)) ? before : new Map([...now, ...before]);
}
