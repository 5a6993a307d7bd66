import { useSearchParams } from 'wouter';
import { accountName } from '../lib/words.ts';
import { byFamily, useAccounts } from '../live/accounts-store.ts';

interface Filters {
  readonly onlyWorking: boolean;
  readonly account: string | undefined;
  /** Part of an instrument's name. */
  readonly text: string;
  readonly onClear: () => void;
}

/** The filters as the address has them, so that a link shows the same. */
export function useOrderFilters(): Filters {
  const [search, setSearch] = useSearchParams();
  return {
    onlyWorking: search.get('show') === 'working',
    account: search.get('acct') ?? undefined,
    text: search.get('find') ?? '',
    onClear: () =>
      setSearch((before) => {
        for (const name of ['show', 'acct', 'find']) before.delete(name);
        return before;
      }),
  };
}

const BOX = 'h-6 rounded-box border border-edge bg-panel px-1 text-table text-text';

interface OrderFiltersProps {
  readonly className?: string;
  /** Only the account: what else there is has no state and no name to look for. */
  readonly accountOnly?: boolean;
}

/** All accounts or one; today or only what still works; part of a name. */
export function OrderFilters({ className, accountOnly = false }: OrderFiltersProps) {
  const [, setSearch] = useSearchParams();
  const { onlyWorking, account, text } = useOrderFilters();
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
      {accountOnly ? null : (
        <>
          <select
            aria-label="Which orders"
            className={BOX}
            value={onlyWorking ? 'working' : ''}
            onChange={(event) => set('show', event.target.value)}
          >
            <option value="">Today</option>
            <option value="working">Working</option>
          </select>
          <input
            aria-label="Filter by name"
            placeholder="filter"
            value={text}
            onChange={(event) => set('find', event.target.value)}
            className={`${BOX} w-28 placeholder:text-muted phone:min-w-0 phone:flex-1`}
          />
        </>
      )}
    </div>
  );
}
