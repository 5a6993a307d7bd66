/** The user's accounts, live. Features and frame read them; only the feed writes. */
import { type Account, accountsSchema, type SocketMessages } from '@copydesk/api-contract';
import { create } from 'zustand';
import { brokerWord, shortAccount } from '../lib/words.ts';
import { type Book, readPages } from './book.ts';

interface AccountsState {
  /** Null until the first reading. */
  readonly list: readonly Account[] | null;
}

export const useAccounts = create<AccountsState>(() => ({ list: null }));

export const accountsBook: Book = {
  kind: 'account',
  async read(signal) {
    const { items, asOf } = await readPages('/api/accounts', accountsSchema, signal);
    return { asOf, install: () => useAccounts.setState({ list: items }) };
  },
  apply(message) {
    const { accountId, account } = message as SocketMessages['account'];
    useAccounts.setState(({ list }) => ({ list: replace(list ?? [], accountId, account) }));
  },
};

function replace(list: readonly Account[], id: string, account: Account | null): readonly Account[] {
  if (account === null) return list.filter((held) => held.id !== id);
  return list.some((held) => held.id === id)
    ? list.map((held) => (held.id === id ? account : held))
    : [...list, account];
}

/** Shows an account as the answer to a request gave it, ahead of the event that says the same. */
export function showAccount(id: string, account: Account | null): void {
  useAccounts.setState(({ list }) => ({ list: replace(list ?? [], id, account) }));
}

export function useAccount(id: string | undefined): Account | undefined {
  return useAccounts((state) => state.list?.find((account) => account.id === id));
}

/** Where an account trades; undefined while it is not known. */
export function environmentOf(
  accounts: readonly Account[] | null,
  accountId: string,
): Account['environment'] | undefined {
  return accounts?.find(({ id }) => id === accountId)?.environment;
}

/** Whether its broker takes orders of it now; undefined while the accounts were not read. */
export function useIsLoggedIn(accountId: string): boolean | undefined {
  return useAccounts(({ list }) =>
    list === null ? undefined : list.find(({ id }) => id === accountId)?.session.state === 'live',
  );
}

/** The short names of those whose login is known to have ended, each once: `c2`. */
export function useLoggedOut(
  of: readonly { readonly accountId: string; readonly account: string }[],
): readonly string[] {
  const names = useAccounts(({ list }) => {
    const out = new Set(list?.filter(({ session }) => session.state !== 'live').map(({ id }) => id));
    return [
      ...new Set(of.flatMap(({ accountId, account }) => (out.has(accountId) ? [shortAccount(account)] : []))),
    ].join(' ');
  });
  return names === '' ? [] : names.split(' ');
}

/** `Zerodha`, for the column beside an account. */
export function useBrokerName(accountId: string): string {
  return useAccounts((state) =>
    brokerWord(state.list?.find((account) => account.id === accountId)?.brokerName ?? ''),
  );
}

/** Family by family, each with its master first and then its children by name; last those of no family. */
export function byFamily(list: readonly Account[]): readonly Account[] {
  const alone = ({ group }: Account): number => (group === null ? 1 : 0);
  const rank = ({ group }: Account): number => (group?.role === 'master' ? 0 : 1);
  return [...list].sort(
    (a, b) =>
      alone(a) - alone(b) ||
      (a.group?.name ?? '').localeCompare(b.group?.name ?? '') ||
      rank(a) - rank(b) ||
      shortAccount(a.address).localeCompare(shortAccount(b.address), 'en', { numeric: true }),
  );
}
