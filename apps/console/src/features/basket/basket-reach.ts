/**
 * Whom a basket reaches, put together from the previews of its legs.
 *
 * Decides: an account that a leg skips cannot complete, and is not counted as reached. What the server has not said of a leg is
 * not guessed.
 */
import type { PreviewItem } from '@copydesk/api-contract';
import { formatQuantity } from '../../lib/numbers.ts';
import { shortAccount } from '../../lib/words.ts';
import type { PreviewState } from '../../live/use-preview.ts';
import { legsWords } from './basket-words.ts';

export interface ReachedAccount {
  readonly accountId: string;
  readonly account: string;
  /** By leg, in the order in which they go; undefined where nothing was said. */
  readonly items: readonly (PreviewItem | undefined)[];
  /** The first leg that skips it. */
  readonly blocked: { readonly place: number; readonly item: PreviewItem } | null;
}

export interface Reach {
  readonly accounts: readonly ReachedAccount[];
  /** Something of it is being asked for. */
  readonly old: boolean;
  /** When the oldest of it was said. */
  readonly atMs: number;
  /** Places, from 1, of the legs of which nothing is known. */
  readonly unknownLegs: readonly number[];
}

export function reachOf(previews: readonly PreviewState[]): Reach {
  const named = new Map<string, string>();
  for (const { items = [] } of previews) for (const item of items) named.set(item.accountId, item.account);
  const said = previews.filter(({ items }) => items !== undefined);
  return {
    accounts: [...named].map(([accountId, account]) => {
      const items = previews.map((preview) => preview.items?.find((item) => item.accountId === accountId));
      const at = items.findIndex((item) => item !== undefined && item.skip !== null);
      const item = items[at];
      return { accountId, account, items, blocked: item === undefined ? null : { place: at + 1, item } };
    }),
    old: previews.some(({ old }) => old),
    atMs: Math.min(...said.map(({ atMs }) => atMs)),
    unknownLegs: previews.flatMap(({ items, old }, index) =>
      items === undefined && !old ? [index + 1] : [],
    ),
  };
}

/** `2 legs in 4 accounts`, `2 legs in k2`; the accounts only where the server said all of it. */
export function effectWords(legs: number, reach: Reach): string {
  if (reach.accounts.length === 0 || reach.old || reach.unknownLegs.length > 0) return legsWords(legs);
  const reached = reach.accounts.filter(({ blocked }) => blocked === null);
  const [first] = reached;
  if (reached.length === 1 && first !== undefined)
    return `${legsWords(legs)} in ${shortAccount(first.account)}`;
  return `${legsWords(legs)} in ${formatQuantity(reached.length)} accounts`;
}

/** `k2, c1, c2`: who is reached by all legs. */
export function reachedNames({ accounts }: Reach): string {
  return accounts
    .filter(({ blocked }) => blocked === null)
    .map(({ account }) => shortAccount(account))
    .join(', ');
}
