import { fundsSchema, holdingsSchema, tradesSchema } from '@copydesk/api-contract';
import { useQueries } from '@tanstack/react-query';
import type * as z from 'zod/mini';
import { call, wordsOf } from '../../lib/api-client.ts';
import { shortAccount } from '../../lib/words.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';

const ANSWERS = { funds: fundsSchema, holdings: holdingsSchema, trades: tradesSchema } as const;
/** Brokers allow few of these reads. */
const FRESH_MS = 15_000;

type Kind = keyof typeof ANSWERS;
type Read<K extends Kind> = z.output<(typeof ANSWERS)[K]>;

interface Money<K extends Kind> {
  readonly answers: readonly Read<K>[];
  /** Nothing was answered yet, and nothing refused. */
  readonly reading: boolean;
  /** `c3: Not logged in at the broker.`, one for each account that could not be read. */
  readonly problems: readonly string[];
}

/** What each account's broker shows, in family order; `account` narrows to one. */
export function useMoney<K extends Kind>(kind: K, account: string | undefined): Money<K> {
  const accounts = byFamily(useAccounts((state) => state.list) ?? []).filter(
    (one) => account === undefined || one.id === account,
  );
  const reads = useQueries({
    queries: accounts.map((one) => ({
      queryKey: ['money', kind, one.id, one.session.state],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<Read<K>> =>
        (await call({
          path: `/api/accounts/${encodeURIComponent(one.id)}/${kind}`,
          answer: ANSWERS[kind] as unknown as z.ZodMiniType<Read<K>>,
          signal,
        })) as Read<K>,
      staleTime: FRESH_MS,
      retry: false,
    })),
  });
  return {
    answers: reads.flatMap((read) => (read.data === undefined ? [] : [read.data])),
    reading: reads.some((read) => read.isPending),
    problems: reads.flatMap((read, index) => {
      const one = accounts[index];
      return read.error === null || one === undefined
        ? []
        : [`${shortAccount(one.address)}: ${wordsOf(read.error)}`];
    }),
  };
}
