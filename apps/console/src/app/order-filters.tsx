import { useSearchParams } from 'wouter';
import { accountName } from '../lib/words.ts';
import { byFamily, useAccounts } from '../live/accounts-store.ts';

interface Filters {
  readonly onlyWorking: boolean;
  readonly account: string | undefined;
}

/** The filters as the address has them, so that a link shows the same. */
export function useOrderFilters(): Filters {
  const [search] = useSearchParams();
  return { onlyWorking: search.get('show') === 'working', account: search.get('acct') ?? undefined };
}

const BOX = 'h-6 rounded-box border border-edge bg-panel px-1 text-table text-text';

/** All accounts or one; today or only what still works. */
export function OrderFilters({ className }: { readonly className?: string }) {
  const [, setSearch] = useSearchParams();
  const { onlyWorking, account } = useOrderFilters();
  const accounts = useAccounts((state) => state.list) ?? [];
  const set = (name: string, value: string): void =>
    setSearch((before) => {
      if (value === '') before.delete(name);
      else before.set(name, value);
      return before;
    });
  return (
    <div className={`flex items-center gap-2 ${className ?? ''}`}>
      <select
        aria-label="Account"
        className={BOX}
        value={account ?? ''}
        onChange={(event) => set('acct', event.target.value)}
      >
        <option value="">All accounts</option>
        {byFamily(accounts).map((one) => (
          <option key={one.id} value={one.id}>
            {accountName(one)}
          </option>
        ))}
      </select>
      <select
        aria-label="Which orders"
        className={BOX}
        value={onlyWorking ? 'working' : ''}
        onChange={(event) => set('show', event.target.value)}
      >
        <option value="">Today</option>
        <option value="working">Working</option>
      </select>
    </div>
  );
}
