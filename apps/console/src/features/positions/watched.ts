/** Whose day can be watched as a whole: each group, and each account by itself. */
import type { Account } from '@copydesk/api-contract';
import { useMemo } from 'react';
import { accountName } from '../../lib/words.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import type { ProfitScope } from './protections-api.ts';

export interface Watched extends ProfitScope {
  readonly name: string;
  readonly accounts: readonly Account[];
}

export function useWatched(): readonly Watched[] {
  const accounts = useAccounts((state) => state.list);
  const groups = useGroups((state) => state.list);
  return useMemo(() => {
    const family = byFamily(accounts ?? []);
    const whole = (groups ?? []).map(({ id, name, environment }): Watched => {
      const of = family.filter(({ group }) => group?.id === id);
      return { kind: 'group', id, name: environment === 'sandbox' ? `${name} sbx` : name, accounts: of };
    });
    const single = family.map(
      (account): Watched => ({
        kind: 'account',
        id: account.id,
        name: accountName(account),
        accounts: [account],
      }),
    );
    return [...whole, ...single];
  }, [accounts, groups]);
}
