/** Hours, clocks, feeds and rates of orders: what the page shows of the moment, from the server's memory. */
import { type Account, type Conditions, conditionsSchema } from '@copydesk/api-contract';
import { queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { call } from '../lib/api-client.ts';
import { todayInIndia } from '../lib/times.ts';
import { useAccounts } from './accounts-store.ts';
import { serverNow } from './link-store.ts';

const READ_EVERY_MS = 5_000;

export interface ReadConditions extends Conditions {
  /** When they were told, by the server's clock. */
  readonly toldMs: number;
}

export async function readConditions(signal?: AbortSignal): Promise<ReadConditions> {
  const conditions = await call({
    path: '/api/conditions',
    answer: conditionsSchema,
    ...(signal === undefined ? {} : { signal }),
  });
  return { ...conditions, toldMs: serverNow() };
}

const CONDITIONS = queryOptions({
  queryKey: ['conditions'],
  queryFn: ({ signal }) => readConditions(signal),
  refetchInterval: READ_EVERY_MS,
});

/** As they were told last; read again every few seconds. */
export function useConditions(): UseQueryResult<ReadConditions> {
  return useQuery(CONDITIONS);
}

/** Today's date where an account trades, `2026-12-01`: a sandbox's clock can stand on another day than the server's. The server's where none is told. */
export function marketDay(
  conditions: ReadConditions | undefined,
  environment: Account['environment'] | undefined,
): string {
  const nowMs = serverNow();
  const at =
    conditions === undefined || environment === undefined
      ? undefined
      : clockOf(conditions, environment, nowMs);
  return todayInIndia(at ?? nowMs);
}

/** As {@link marketDay}, drawn again when it is another one. */
export function useMarketDay(environment: Account['environment'] | undefined): string {
  // Only the date is looked at: what shows it is not drawn again with every reading.
  const { data } = useQuery({ ...CONDITIONS, select: (conditions) => marketDay(conditions, environment) });
  return data ?? marketDay(undefined, environment);
}

/** The desk's day: where the person trades live money; in the sandbox where there is nothing else. The server's files of today are of the same. */
export function useDeskDay(): string {
  const accounts = useAccounts((state) => state.list);
  const live = accounts?.find(({ environment }) => environment === 'live');
  return useMarketDay((live ?? accounts?.[0])?.environment);
}

/** Between two answers a clock that was not moved differs by the way of the answer. */
const SAME_CLOCK_MS = 1_000;

/**
 * How far an environment's clock stands from the server's own, by which the page counts, in ms; without an environment that of the only
 * one that there is. 0 for live money, and until it is known.
 */
export function useClockShift(environment?: Account['environment']): number {
  const { data } = useConditions();
  const told = data?.clocks ?? [];
  const clock =
    environment === undefined && told.length === 1
      ? told[0]
      : told.find((one) => one.environment === environment);
  if (data === undefined || clock?.environment !== 'sandbox') return 0;
  const shift = Date.parse(clock.at) - data.toldMs;
  return Math.abs(shift) < SAME_CLOCK_MS ? 0 : shift;
}

/** What time it is in an environment: a sandbox's clock can be moved. Undefined where the person has no account. */
export function clockOf(
  conditions: ReadConditions,
  environment: Account['environment'],
  nowMs: number,
): number | undefined {
  const clock = conditions.clocks.find((one) => one.environment === environment);
  return clock === undefined ? undefined : Date.parse(clock.at) + (nowMs - conditions.toldMs);
}
