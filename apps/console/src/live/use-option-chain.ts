import { type Account, type OptionChain, optionChainSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../lib/api-client.ts';

/** To each side of the money. */
const STRIKES = 20;

export interface ReadChain {
  /** Undefined until it is read. */
  readonly chain: OptionChain | undefined;
  readonly error: Error | null;
  readonly chooseExpiry: (expiry: string) => void;
}

interface ChainOf {
  readonly underlying: string;
  readonly exchange: string | undefined;
  /** Whose lists and prices; undefined while that is not known. */
  readonly environment: Account['environment'] | undefined;
}

/**
 * The options of one expiry of an underlying: the server's choice of expiry until the person makes another. Prices tick by
 * themselves; what else stands there is read again every `everyMs`, where that is given.
 */
export function useOptionChain({ underlying, exchange, environment }: ChainOf, everyMs?: number): ReadChain {
  const [picked, setPicked] = useState<{ readonly of: string; readonly expiry: string } | null>(null);
  const expiry = picked?.of === underlying ? picked.expiry : undefined;
  const { data, error } = useQuery({
    queryKey: ['option-chain', exchange, underlying, expiry, environment],
    queryFn: ({ signal }) =>
      call({
        path: '/api/option-chain',
        query: { underlying, exchange, expiry, strikes: STRIKES, environment },
        answer: optionChainSchema,
        signal,
      }),
    enabled: environment !== undefined,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
  return {
    chain: data,
    error,
    chooseExpiry: (chosen) => setPicked({ of: underlying, expiry: chosen }),
  };
}
