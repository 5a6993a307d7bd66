/** Baskets as the server has them. They are no live book: one is read again with every order that changes, and while it runs. */
import { type Basket, basketSchema, basketsSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api-client.ts';
import { BASKETS } from '../../live/baskets-changed.ts';

/** What of a basket no order tells: that it ended, that an account cannot complete. */
const WHILE_RUNNING_MS = 2_000;

const everySoOften = (baskets: readonly Basket[] | undefined): number | false =>
  baskets?.some(({ status }) => status === 'running') === true ? WHILE_RUNNING_MS : false;

/** One basket. */
export function useBasket(id: string) {
  return useQuery({
    queryKey: [BASKETS, id],
    queryFn: ({ signal }) =>
      call({ path: `/api/baskets/${encodeURIComponent(id)}`, answer: basketSchema, signal }),
    refetchInterval: ({ state }) => everySoOften(state.data === undefined ? undefined : [state.data]),
  });
}

/** All that the server keeps, newest first. */
export function useBaskets() {
  return useQuery({
    queryKey: [BASKETS],
    queryFn: ({ signal }) => call({ path: '/api/baskets', answer: basketsSchema, signal }),
    refetchInterval: ({ state }) => everySoOften(state.data?.items),
  });
}
