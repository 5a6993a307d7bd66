/** Hours, clocks, feeds and rates of orders: what the page shows of the moment, from the server's memory. */
import { type Account, type Conditions, conditionsSchema } from '@copydesk/api-contract';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { call } from '../lib/api-client.ts';
import { serverNow } from './link-store.ts';

const READ_EVERY_MS = 5_000;

export interface ReadConditions extends Conditions {
  /** When they were told, by the server's clock. */
  readonly toldMs: number;
}

/** As they were told last; read again every few seconds. */
export function useConditions(): UseQueryResult<ReadConditions> {
  return useQuery({
    queryKey: ['conditions'],
    queryFn: async ({ signal }) => ({
      ...(await call({ path: '/api/conditions', answer: conditionsSchema, signal })),
      toldMs: serverNow(),
    }),
    refetchInterval: READ_EVERY_MS,
  });
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
