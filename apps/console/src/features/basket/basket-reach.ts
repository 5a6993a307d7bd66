/**
 * Whom a basket reaches, put together from the previews of its legs.
 *
 * Decides: an account that a leg skips cannot complete, but gets the legs before that one, and so is reached: it is named with
 * them, and with what becomes of them. What the server has not said of a leg is not guessed.
 */
import type { PreviewItem } from '@copydesk/api-contract';
import { formatQuantity } from '../../lib/numbers.ts';
import { type SaidReach, saidByServer } from '../../lib/said-reach.ts';
import { shortAccount } from '../../lib/words.ts';
import type { PreviewState } from '../../live/use-preview.ts';
import type { BasketDraft } from './basket-draft.ts';
import { legsWords } from './basket-words.ts';

export interface ReachedAccount {
  readonly accountId: string;
  readonly account: string;
  /** By leg, in the order in which they go; undefined where nothing was said. */
  readonly items: readonly (PreviewItem | undefined)[];
  /** The first leg that skips it. */
  readonly blocked: { readonly place: number; readonly item: PreviewItem } | null;
  /** Places, from 1, of the legs that it gets. */
  readonly gets: readonly number[];
}

export interface Reach {
  readonly accounts: readonly ReachedAccount[];
  /** Something of it is being asked for. */
  readonly old: boolean;
  /** When the oldest of it was said. */
  readonly atMs: number;
  /** Places, from 1, of the legs of which nothing is known. */
  readonly unknownLegs: readonly number[];
  /** Of these very legs, leg by leg. */
  readonly said: SaidReach;
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
      const gets = items.flatMap((one, index) =>
        one === undefined || (at !== -1 && index >= at) ? [] : [index + 1],
      );
      return {
        accountId,
        account,
        items,
        blocked: item === undefined ? null : { place: at + 1, item },
        gets,
      };
    }),
    old: previews.some(({ old }) => old),
    atMs: Math.min(...said.map(({ atMs }) => atMs)),
    unknownLegs: previews.flatMap(({ items, old }, index) =>
      items === undefined && !old ? [index + 1] : [],
    ),
    said: new Map(
      previews.flatMap(({ items, old }, index) => (old ? [] : [...saidByServer(items, String(index + 1))])),
    ),
  };
}

/** `2 legs in 4 accounts`, `2 legs in k2`, `2 legs in k2, in part in c1`; the accounts only where the server said all of it. */
export function effectWords(legs: number, reach: Reach): string {
  if (reach.accounts.length === 0 || reach.old || reach.unknownLegs.length > 0) return legsWords(legs);
  const whole = reach.accounts.filter(({ blocked }) => blocked === null);
  const part = inPart(reach);
  if (part.length === 0) return `${legsWords(legs)} in ${countedWords(whole)}`;
  const first = whole.length === 0 ? '' : ` in ${countedWords(whole)}`;
  return `${legsWords(legs)}${first}, in part in ${countedWords(part)}`;
}

/** Who gets some of the legs, but cannot complete. */
export function inPart({ accounts }: Reach): readonly ReachedAccount[] {
  return accounts.filter(({ blocked, gets }) => blocked !== null && gets.length > 0);
}

function countedWords(accounts: readonly ReachedAccount[]): string {
  const [first] = accounts;
  return accounts.length === 1 && first !== undefined
    ? shortAccount(first.account)
    : `${formatQuantity(accounts.length)} accounts`;
}

/** `c1 gets leg 1 only, then it is taken out again`: what an account that cannot complete gets all the same. */
export function partWords(
  { accountId, account, gets }: ReachedAccount,
  then: BasketDraft['then'],
  ownId: string | undefined,
): string {
  const after =
    then === 'leave'
      ? 'and keeps it'
      : then === 'flatten' || accountId === ownId
        ? 'then it is taken out again'
        : 'then as its link says';
  return `${shortAccount(account)} gets ${placesWords(gets)} only, ${after}`;
}

/** `leg 1`, `legs 1, 2`. */
export function placesWords(places: readonly number[]): string {
  return `${places.length === 1 ? 'leg' : 'legs'} ${places.join(', ')}`;
}

/** `k2, c2; c1 gets leg 1 only, then as its link says`: everybody who is reached. */
export function reachedNames(reach: Reach, then: BasketDraft['then'], ownId: string | undefined): string {
  const whole = reach.accounts
    .filter(({ blocked }) => blocked === null)
    .map(({ account }) => shortAccount(account))
    .join(', ');
  return [whole, ...inPart(reach).map((one) => partWords(one, then, ownId))].filter(Boolean).join('; ');
}
