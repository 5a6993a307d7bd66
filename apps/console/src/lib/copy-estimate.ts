/**
 * What the link's own rule makes of an order, for each child.
 *
 * Only the arithmetic of sizing and the link's state are known to the page. Funds, limits and filters are looked at
 * by the server when the order is sent, and the ticket says so.
 */
import type { Account, Child, Group } from '@copydesk/api-contract';
import { formatLots, formatQuantity, money } from './numbers.ts';
import { shortAccount, sizingWords } from './words.ts';

export interface Share {
  readonly accountId: string;
  readonly account: string;
  /** `×0.5`; empty for the master itself. */
  readonly rule: string;
  /** Null: not known before the server sizes it. */
  readonly lots: number | null;
  readonly skip: string | null;
}

/** The children's shares, in link order. `exits`: the order closes what is held, so children close their share of it. */
export function estimateShares(
  group: Group,
  lots: number,
  exits: boolean,
  accounts: readonly Account[],
): readonly Share[] {
  return group.children.map((child) => {
    const account = accounts.find((held) => held.id === child.accountId);
    const base = {
      accountId: child.accountId,
      account: child.account,
      rule: exits ? 'its share' : sizingWords(child.sizing),
    };
    const blocked = blockedWords(child, account, exits);
    if (blocked !== null) return { ...base, lots: 0, skip: blocked };
    if (exits) return { ...base, lots: null, skip: null };
    const sized = sizeOf(child, lots);
    return { ...base, lots: sized.lots, skip: sized.skip };
  });
}

function blockedWords(child: Child, account: Account | undefined, exits: boolean): string | null {
  const name = shortAccount(child.account);
  if (account !== undefined && account.session.state !== 'live') return `${name} is not logged in.`;
  if (child.state === 'paused') return `${name} is paused.`;
  if (exits) return null;
  if (child.state === 'closeOnly') return `${name} is exits only.`;
  return child.state === 'stopped' ? `${name} is stopped until you resume it.` : null;
}

function sizeOf(
  child: Child,
  masterLots: number,
): { readonly lots: number | null; readonly skip: string | null } {
  const { sizing } = child;
  if (sizing.kind === 'capital') return { lots: null, skip: null };
  if (sizing.kind === 'fixed') {
    return sizing.lots === undefined
      ? { lots: null, skip: null }
      : { lots: capped(sizing.lots, sizing.capLots), skip: null };
  }
  // A factor has at most four decimals that count here; as an integer the product is exact.
  const lots = capped(Math.floor((masterLots * money(sizing.factor)) / 10_000), sizing.capLots);
  if (lots > 0) return { lots, skip: null };
  if (sizing.atLeastOneLot) return { lots: 1, skip: null };
  return { lots: 0, skip: `×${sizing.factor} of ${formatLots(masterLots)} is under one lot.` };
}

function capped(lots: number, cap: number | null): number {
  return cap === null ? lots : Math.min(lots, cap);
}

/** `7 lots in 3 accounts`, or `260 in k2`: what stands on the button, as far as it is known. */
export function effectWords(shares: readonly Share[], inLots: boolean): string {
  const reached = shares.filter((share) => share.skip === null);
  const known = reached.every((share) => share.lots !== null);
  const total = reached.reduce((sum, share) => sum + (share.lots ?? 0), 0);
  const size = inLots ? formatLots(total) : formatQuantity(total);
  const [first] = reached;
  if (reached.length === 1 && first !== undefined) return `${size} in ${shortAccount(first.account)}`;
  return known ? `${size} in ${reached.length} accounts` : `in ${reached.length} accounts`;
}
