/**
 * One account, one group, or everything: what a kill switch or a square-off is about.
 *
 * Decides whom a scope covers, as the server does: a group's accounts in either role, and everybody's own. What a stopped master
 * does is not copied, so its switch stops its group too. Everything on the page that is closed by a kill switch asks here.
 */
import type { Account, Group, ScopeBody } from '@copydesk/api-contract';
import { shortAccount } from '../lib/words.ts';
import { useAccounts } from './accounts-store.ts';
import { useGroups } from './groups-store.ts';

/** A scope as it is asked for, or as a switch that is on has it. */
export interface Scope {
  readonly scope: ScopeBody['scope'];
  readonly accountId?: string | null | undefined;
  readonly groupId?: string | null | undefined;
}

interface Member {
  readonly id: string;
  /** The group that it is in now, in either role. */
  readonly group: Pick<Group, 'id'> | null;
}

function isCovered(scope: Scope, { id, group }: Member): boolean {
  if (scope.scope === 'account') return scope.accountId === id;
  return scope.scope === 'all' || (group !== null && scope.groupId === group.id);
}

/** Whether one of the switches that are on stops the account's entries. */
export function stopsAccount(switches: readonly Scope[], account: Member): boolean {
  return switches.some((one) => isCovered(one, account));
}

/** Whether one of them stops what the group copies. */
export function stopsGroup(
  switches: readonly Scope[],
  { id, masterId }: Pick<Group, 'id' | 'masterId'>,
): boolean {
  return stopsAccount(switches, { id: masterId, group: { id } });
}

/** Whether nothing is left to stop in the scope, also when another account joins it. */
export function stopsScope(
  switches: readonly Scope[],
  asked: ScopeBody,
  accounts: readonly Member[],
): boolean {
  if (asked.scope === 'account')
    return accounts.some(({ id, group }) => id === asked.accountId && stopsAccount(switches, { id, group }));
  return switches.some(
    ({ scope, groupId }) =>
      scope === 'all' || (asked.scope === 'group' && scope === 'group' && groupId === asked.groupId),
  );
}

/** The scope of a switch that is on, as it is asked for. */
export function askedAs({ scope, accountId, groupId }: Scope): ScopeBody {
  if (scope === 'account') return { scope, accountId: accountId ?? undefined };
  return scope === 'group' ? { scope, groupId: groupId ?? undefined } : { scope };
}

/** The accounts that a scope covers. */
export function useAccountsIn(scope: Scope): readonly Account[] {
  const accounts = useAccounts((state) => state.list);
  return (accounts ?? []).filter((account) => isCovered(scope, account));
}

/** `all accounts`, `Family`, `c1`. */
export function useScopeWords(): (scope: Scope) => string {
  const accounts = useAccounts((state) => state.list);
  const groups = useGroups((state) => state.list);
  return ({ scope, accountId, groupId }) => {
    if (scope === 'all') return 'all accounts';
    if (scope === 'group') return groups?.find((group) => group.id === groupId)?.name ?? 'a group';
    const address = accounts?.find((account) => account.id === accountId)?.address;
    return address === undefined ? 'an account' : shortAccount(address);
  };
}
