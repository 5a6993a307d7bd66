import { devicesSchema, newTokenSchema, tokensSchema } from '@copydesk/api-contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api-client.ts';

const TOKENS = ['tokens'] as const;
const DEVICES = ['devices'] as const;

export function useTokens() {
  return useQuery({
    queryKey: TOKENS,
    queryFn: ({ signal }) => call({ path: '/api/tokens', answer: tokensSchema, signal }),
  });
}

/** Makes a token; its secret is in the answer and nowhere else afterwards. */
export function useMakeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      call({ method: 'POST', path: '/api/tokens', body: { name }, answer: newTokenSchema }),
    onSettled: () => queries.invalidateQueries({ queryKey: TOKENS }),
  });
}

export function useDevices() {
  return useQuery({
    queryKey: DEVICES,
    queryFn: ({ signal }) => call({ path: '/api/sessions', answer: devicesSchema, signal }),
  });
}

/** Ends a token or signs out a device. */
export function useEndAccess(what: 'tokens' | 'sessions') {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      call({ method: 'DELETE', path: `/api/${what}/${encodeURIComponent(id)}`, answer: null }),
    onSettled: () => queries.invalidateQueries({ queryKey: what === 'tokens' ? TOKENS : DEVICES }),
  });
}
