import { type Account, instrumentsSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api-client.ts';
import { formatDay } from '../../lib/times.ts';
import { useMarketDay } from '../../live/conditions.ts';

const INDEX = 'NIFTY';

/** `Tue 1 Dec · NIFTY expires today`: which day it is where the accounts trade. */
export function BoardDay({ environment }: { readonly environment: Account['environment'] | undefined }) {
  const today = useMarketDay(environment);
  // The nearest one comes first.
  const { data } = useQuery({
    queryKey: ['instruments', INDEX, 'OPT', environment],
    queryFn: ({ signal }) =>
      call({
        path: '/api/instruments',
        query: { q: INDEX, kind: 'OPT', limit: 1, environment },
        answer: instrumentsSchema,
        signal,
      }),
    enabled: environment !== undefined,
    retry: false,
  });
  const [first] = data?.items ?? [];
  return (
    <p className="figures text-control">
      {formatDay(today)}
      {first?.underlying === INDEX && first.expiry === today ? (
        <span className="text-warn"> · {INDEX} expires today</span>
      ) : null}
    </p>
  );
}
