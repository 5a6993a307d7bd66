import { type Order, ordersSchema } from '@copydesk/api-contract';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { readPages } from './book.ts';

/** Every order of a day, `2026-12-01`, newest first, as the server has them when it is asked: also days that the books no longer hold. */
export function useDayOrders(day: string): UseQueryResult<readonly Order[]> {
  return useQuery({
    queryKey: ['day-orders', day],
    queryFn: async ({ signal }) =>
      (await readPages('/api/orders', ordersSchema, signal, { date: day })).items,
  });
}
