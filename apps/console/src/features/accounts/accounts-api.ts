/** Requests about accounts; answers are parsed with the shared schemas. */
import {
  type Account,
  type AccountBody,
  type AccountPatch,
  accountSchema,
  loginSchema,
} from '@copydesk/api-contract';
import { call } from '../../lib/api-client.ts';
import { showAccount } from '../../live/accounts-store.ts';

function pathOf(id: string, rest = ''): string {
  return `/api/accounts/${encodeURIComponent(id)}${rest}`;
}

export async function addAccount(body: AccountBody): Promise<Account> {
  const account = await call({ method: 'POST', path: '/api/accounts', body, answer: accountSchema });
  showAccount(account.id, account);
  return account;
}

export async function changeAccount(id: string, body: AccountPatch): Promise<Account> {
  const account = await call({ method: 'PATCH', path: pathOf(id), body, answer: accountSchema });
  showAccount(account.id, account);
  return account;
}

export async function removeAccount(id: string): Promise<void> {
  await call({ method: 'DELETE', path: pathOf(id), answer: null });
  showAccount(id, null);
}

/** The broker's own login page for this account; it returns to the console. */
export async function loginAddress(id: string): Promise<string> {
  return (await call({ method: 'POST', path: pathOf(id, '/login'), answer: loginSchema })).url;
}

export async function adoptToken(id: string, accessToken: string): Promise<void> {
  const account = await call({
    method: 'PUT',
    path: pathOf(id, '/session'),
    body: { accessToken },
    answer: accountSchema,
  });
  showAccount(account.id, account);
}

export async function logOut(id: string): Promise<void> {
  const account = await call({ method: 'DELETE', path: pathOf(id, '/session'), answer: accountSchema });
  showAccount(account.id, account);
}
