import { type Broker, brokersSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { call } from '../lib/api-client.ts';

const LOADING_POLL_MS = 1000;
/** New lists come once a day; a page that stays open hears of them. */
const POLL_MS = 60_000;

/** Installed brokers; read again while one of their instrument lists is still loading. */
export function useBrokers() {
  return useQuery({
    queryKey: ['brokers'],
    queryFn: async ({ signal }) =>
      (await call({ path: '/api/brokers', answer: brokersSchema, signal })).items,
    refetchInterval: (query) => (query.state.data?.some(isLoading) === true ? LOADING_POLL_MS : POLL_MS),
  });
}

function isLoading(broker: Broker): boolean {
  return broker.instruments.state === 'waiting' || broker.instruments.state === 'loading';
}
