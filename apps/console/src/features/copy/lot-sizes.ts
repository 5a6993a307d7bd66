/** Lot sizes for the effect of a link, from the instrument lists; nothing is assumed about a lot. */
import { type Group, instrumentsSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api-client.ts';

/** What the effect can be shown for. */
export const SAMPLES = ['NIFTY', 'BANKNIFTY', 'SENSEX', 'Shares'] as const;
export type Sample = (typeof SAMPLES)[number];

const SEARCHED = 20;
/** Lists are read once a day. */
const STALE_MS = 3_600_000;

/** The lot of an underlying's contracts; undefined while it is read, null when no list knows it. */
export function useLotSize(sample: Sample, environment: Group['environment']): number | null | undefined {
  const { data, isError } = useQuery({
    queryKey: ['lot-size', sample, environment],
    enabled: sample !== 'Shares',
    staleTime: STALE_MS,
    queryFn: async ({ signal }) => {
      const { items } = await call({
        path: '/api/instruments',
        query: { q: sample, kind: 'FUT', limit: SEARCHED, environment },
        answer: instrumentsSchema,
        signal,
      });
      return items.find((item) => item.underlying === sample)?.lotSize ?? null;
    },
  });
  if (sample === 'Shares') return 1;
  return isError ? null : data;
}
