import { healthSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { call } from '../lib/api-client.ts';

const MEASURE_EVERY_MS = 10_000;

/** How long the server takes to answer, in whole milliseconds; undefined until it was measured. */
export function useRoundTrip(): number | undefined {
  return useQuery({
    queryKey: ['round-trip'],
    queryFn: async ({ signal }) => {
      const begun = performance.now();
      await call({ path: '/api/health', answer: healthSchema, signal });
      return Math.max(1, Math.round(performance.now() - begun));
    },
    refetchInterval: MEASURE_EVERY_MS,
  }).data;
}
