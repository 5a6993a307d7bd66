import { useSearchParams } from 'wouter';
import { AccountsPage } from '../features/accounts/accounts-page.tsx';

/** Accounts, with what the address says: a return from a broker's login page, or a broker to connect. */
export function Accounts() {
  const [search] = useSearchParams();
  return (
    <AccountsPage loginProblem={search.get('login-problem')} connect={search.get('connect') ?? undefined} />
  );
}
