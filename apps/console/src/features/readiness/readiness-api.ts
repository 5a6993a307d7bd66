/** The morning board, and what a person does about it. */
import { loginSchema, type Readiness, readinessSchema } from '@copydesk/api-contract';
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '../../lib/api-client.ts';
import { useAccounts } from '../../live/accounts-store.ts';

export type BoardAccount = Readiness['accounts'][number];

export const READINESS = ['readiness'] as const;
const READ_EVERY_MS = 5000;

/** Read again with every change of an account, and every few seconds: much of it is asked from the brokers. */
export function useReadiness(): UseQueryResult<Readiness> {
  const accounts = useAccounts((state) => state.list);
  const queries = useQueryClient();
  useEffect(() => {
    if (accounts !== null) void queries.invalidateQueries({ queryKey: READINESS });
  }, [accounts, queries]);
  return useQuery({
    queryKey: READINESS,
    queryFn: ({ signal }) => call({ path: '/api/readiness', answer: readinessSchema, signal }),
    refetchInterval: READ_EVERY_MS,
  });
}

function pathOf(account: string, rest: string): string {
  return `/api/accounts/${encodeURIComponent(account)}${rest}`;
}

/** The broker's own login page for this account. */
export async function loginAddress(accountId: string): Promise<string> {
  return (await call({ method: 'POST', path: pathOf(accountId, '/login'), answer: loginSchema })).url;
}

/** The depository's page on which sales of holdings are authorised. */
export async function salesAddress(path: string): Promise<string> {
  return (await call({ method: 'POST', path, answer: loginSchema })).url;
}

/** Asks the broker whether it takes order calls from here; the board shows the answer. */
export async function checkAddress(accountId: string): Promise<void> {
  await call({ method: 'POST', path: pathOf(accountId, '/address-check'), answer: null });
}

/** A person arms an account again that somebody else's copying, or its address, had disarmed. */
export async function armAccount(accountId: string): Promise<void> {
  await call({ method: 'POST', path: pathOf(accountId, '/arm'), answer: null });
}
