/** The two options that stand in the scalper: of one underlying, expiry and strike. */

import { type Instrument, instrumentDetailSchema, type OptionChain } from '@copydesk/api-contract';
import { queryOptions, useQueries } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { call } from '../../lib/api-client.ts';
import { priceKey } from '../../live/price-store.ts';
import { usePrices } from '../../live/prices.ts';
import { useOptionChain } from '../../live/use-option-chain.ts';
import type { Leg } from './leg-terms.ts';

/** So many strikes to each side are read and priced ahead: a key may follow at once on a strike that was just reached. */
const AHEAD = 3;

type Environment = Parameters<typeof useOptionChain>[0]['environment'];
type ChainRow = OptionChain['items'][number];

export interface ScalperChain {
  /** Where they trade. */
  readonly environment: Environment;
  readonly chain: OptionChain | undefined;
  readonly strike: number | null;
  readonly error: Error | null;
  /** Null where that strike has no such option. */
  readonly ids: Readonly<Record<Leg, string | null>>;
  /** Undefined while it is being read: the chain tells no lot. */
  readonly instruments: Readonly<Record<Leg, Instrument | undefined>>;
  /** One strike up or down; at the end of the list it stays. */
  readonly move: (steps: 1 | -1) => void;
  readonly chooseExpiry: (expiry: string) => void;
}

/** Begins at the money; from there on only the person moves the strike. */
export function useScalperChain(of: Parameters<typeof useOptionChain>[0]): ScalperChain {
  const { environment } = of;
  const { chain: data, error, chooseExpiry } = useOptionChain(of);
  const name = data === undefined ? '' : `${data.exchange}:${data.underlying}:${data.expiry}`;
  const [held, setHeld] = useState<{ readonly of: string; readonly strike: number | null }>({
    of: '',
    strike: null,
  });
  if (data !== undefined && held.of !== name) setHeld({ of: name, strike: data.atMoney ?? middle(data) });
  const strike = held.of === name ? held.strike : null;
  const at = data?.items.findIndex((row) => row.strike === strike) ?? -1;
  const row = data?.items[at];
  const detail = useNear(data?.items.slice(Math.max(0, at - AHEAD), at + AHEAD + 1) ?? [], environment);
  const ids = { call: row?.call?.instrumentId ?? null, put: row?.put?.instrumentId ?? null };
  return {
    environment,
    chain: data,
    strike,
    error,
    ids,
    instruments: { call: detail(ids.call), put: detail(ids.put) },
    move: (steps) => {
      const next = data?.items[at + steps];
      if (next !== undefined) setHeld({ of: name, strike: next.strike });
    },
    chooseExpiry,
  };
}

/** Where no spot is known. */
function middle(chain: OptionChain): number | null {
  return chain.items[Math.floor(chain.items.length / 2)]?.strike ?? null;
}

/** What the day's lists say of an option, and its price ahead of its being shown. */
function useNear(
  rows: readonly ChainRow[],
  environment: Environment,
): (id: string | null) => Instrument | undefined {
  const ids = rows.flatMap(({ call: one, put }) => [one, put]).flatMap((leg) => leg?.instrumentId ?? []);
  usePricesAhead(ids.join(' '), environment);
  const near = useQueries({ queries: ids.map((id) => detailOf(id, environment)) });
  return (id) => near.find(({ data }) => data?.id === id)?.data;
}

/** @param ids With spaces between them: the same text, the same list. */
function usePricesAhead(ids: string, environment: Environment): void {
  const list = useMemo(
    () => ids.split(' ').flatMap((id) => (id === '' ? [] : (priceKey(environment, id) ?? []))),
    [ids, environment],
  );
  usePrices(list);
}

function detailOf(id: string, environment: Environment) {
  return queryOptions({
    queryKey: ['instrument', id, environment],
    queryFn: ({ signal }) =>
      call({
        path: `/api/instruments/${encodeURIComponent(id)}`,
        query: { environment },
        answer: instrumentDetailSchema,
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
