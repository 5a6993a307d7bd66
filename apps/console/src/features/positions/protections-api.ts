/**
 * Protections as the server watches them, and setting them.
 *
 * A position's own levels come with the position itself; here is what no event tells: where a trail stands, and that a price is
 * missing. It is looked at again all the time.
 */
import { type Protection, protectionAnswerSchema, protectionsSchema } from '@copydesk/api-contract';
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '../../lib/api-client.ts';
import type { LevelChanges } from '../../lib/levels.ts';
import { positionKey } from '../../live/pnl-store.ts';
import { showProtection, usePositions } from './positions-store.ts';

const PROTECTIONS = ['protections'] as const;
const LOOK_EVERY_MS = 2_000;

/** Everything that is protected; undefined until it was read. */
export function useProtections(): readonly Protection[] | undefined {
  const queries = useQueryClient();
  const armed = usePositions((state) => armedKeys(Object.values(state.byKey ?? {})));
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: PROTECTIONS });
  }, [armed, queries]);
  const { data } = useQuery({
    queryKey: PROTECTIONS,
    queryFn: ({ signal }) => call({ path: '/api/protections', answer: protectionsSchema, signal }),
    // Also while nothing is known to be protected: another page may protect it, and a reading that failed is tried again.
    refetchInterval: LOOK_EVERY_MS,
    select: ({ items }) => items,
  });
  return data;
}

type Held = NonNullable<ReturnType<typeof usePositions.getState>['byKey']>[string];

/** Changes whenever a position becomes protected, or is no longer. */
function armedKeys(positions: readonly Held[]): string {
  return positions
    .flatMap((position) => [position, ...position.childPositions])
    .filter(({ setSl, setTarget }) => setSl || setTarget)
    .map(positionKey)
    .join();
}

type Place = Parameters<typeof positionKey>[0];

/** The protection of one position. */
export function protectionAt(all: readonly Protection[] | undefined, place: Place): Protection | undefined {
  return all?.find(
    ({ scope, accountId, instrumentId, product }) =>
      scope === 'position' &&
      accountId === place.accountId &&
      instrumentId === place.instrumentId &&
      product === place.product,
  );
}

/** Sets the levels of a position; what is left out stays. The answer shows at once. */
export async function protectPosition(
  queries: QueryClient,
  { accountId, instrumentId, product }: Place,
  { stop, ...rest }: LevelChanges,
): Promise<void> {
  const { protection } = await call({
    method: 'PUT',
    path: '/api/positions/protection',
    body: { accountId, instrumentId, product, ...(stop === undefined ? {} : { sl: stop }), ...rest },
    answer: protectionAnswerSchema,
  });
  showProtection({ accountId, instrumentId, product }, protection);
  await queries.invalidateQueries({ queryKey: PROTECTIONS });
}

/** An account or a group, as a whole. */
export interface ProfitScope {
  readonly kind: 'account' | 'group';
  readonly id: string;
}

/** The protection of a whole account or group. */
export function profitProtection(
  all: readonly Protection[],
  { kind, id }: ProfitScope,
): Protection | undefined {
  return all.find(({ scope, accountId, groupId }) => scope === kind && (accountId ?? groupId) === id);
}

/** Sets the levels of the day's profit of an account or a group. */
export async function protectProfit(
  queries: QueryClient,
  { kind, id }: ProfitScope,
  changes: LevelChanges,
): Promise<void> {
  const of = kind === 'group' ? 'groups' : 'accounts';
  await call({
    method: 'PUT',
    path: `/api/${of}/${encodeURIComponent(id)}/protection`,
    body: changes,
    answer: protectionAnswerSchema,
  });
  await queries.invalidateQueries({ queryKey: PROTECTIONS });
}
