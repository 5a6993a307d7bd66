import { useSearchParams } from 'wouter';
import { AccountsPage } from '../features/accounts/accounts-page.tsx';
import { shortAccount } from '../lib/words.ts';

/** Why a broker's login page led back without a session. */
const LOGIN_FAILURES: Readonly<Record<string, string>> = {
  'login-declined': 'The broker ended the login without a session: it was declined or left.',
  'login-state-invalid':
    'The login was begun elsewhere, used already, or took too long. Nothing was stored; begin it again.',
  'client-id-mismatch':
    'Somebody else was logged in at the broker: its client id is not the one of this account. Nothing was stored.',
  'broker-unreachable':
    'The broker did not answer when the login was completed. Nothing was stored; begin it again.',
  'broker-answer-unreadable': 'The broker’s answer to the login cannot be read. Nothing was stored.',
  'broker-refused': 'The broker refused the login: check API key and secret. Nothing was stored.',
};

/** Accounts, with what the address says: a return from a broker's login page, or a broker to connect. */
export function Accounts() {
  const [search] = useSearchParams();
  const code = search.get('code') ?? 'unknown';
  const account = search.get('account');
  const login = search.get('login');
  return (
    <AccountsPage
      loginProblem={
        login === 'failed'
          ? (LOGIN_FAILURES[code] ?? `The login did not succeed (${code}). Nothing was stored.`)
          : null
      }
      loginDone={login === 'done' && account !== null ? shortAccount(account) : null}
      connect={search.get('connect') ?? undefined}
    />
  );
}
