import { Redirect, useSearchParams } from 'wouter';
import { AccountsPage } from '../features/accounts/accounts-page.tsx';
import { beganOnBoard, loginFailure } from '../lib/login-words.ts';
import { shortAccount } from '../lib/words.ts';

/** Accounts, with what the address says: a return from a broker's login page, or a broker to connect. */
export function Accounts() {
  const [search] = useSearchParams();
  const code = search.get('code') ?? 'unknown';
  const account = search.get('account');
  const login = search.get('login');
  if (login !== null && beganOnBoard()) return <Redirect to={`/readiness?${search.toString()}`} replace />;
  return (
    <AccountsPage
      loginProblem={login === 'failed' ? loginFailure(code) : null}
      loginDone={login === 'done' && account !== null ? shortAccount(account) : null}
      connect={search.get('connect') ?? undefined}
    />
  );
}
