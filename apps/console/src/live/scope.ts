/** One account, one group, or everything: what a kill switch or a square-off is about. */
import type { Account, ScopeBody } from '@copydesk/api-contract';
import { shortAccount } from '../lib/words.ts';
import { useAccounts } from './accounts-store.ts';
import { useGroups } from './groups-store.ts';

/** A scope as it is asked for, or as a switch that is on has it. */
export interface Scope {
  readonly scope: ScopeBody['scope'];
  readonly accountId?: string | null | undefined;
  readonly groupId?: string | null | undefined;
}

export function isCovered(scope: Scope, account: Pick<Account, 'id' | 'group'>): boolean {
  if (scope.scope === 'account') return account.id === scope.accountId;
  return scope.scope === 'all' || (account.group !== null && account.group.id === scope.groupId);
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
