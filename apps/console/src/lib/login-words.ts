/** Why a broker's login page led back without a session, by the code in the address. */
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

export function loginFailure(code: string): string {
  return LOGIN_FAILURES[code] ?? `The login did not succeed (${code}). Nothing was stored.`;
}

/** The broker's page leads back to the accounts; this tab remembers when the login began on the morning board. */
const BEGUN = 'copydesk.login-began-on-board';

export function rememberBoardLogin(): void {
  try {
    sessionStorage.setItem(BEGUN, 'yes');
  } catch {
    // Storage may be switched off; the way back then ends at the accounts.
  }
}

/** Whether the login that led back here began on the morning board. */
export function beganOnBoard(): boolean {
  try {
    return sessionStorage.getItem(BEGUN) !== null;
  } catch {
    return false;
  }
}

/** The way back has ended: the next login may begin elsewhere. */
export function forgetBoardLogin(): void {
  try {
    sessionStorage.removeItem(BEGUN);
  } catch {
    // Nothing was kept.
  }
}
