import { protectionDefaultsSchema } from '@copydesk/api-contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api-client.ts';
import type { DefaultsBody } from './default-protection-draft.ts';

const DEFAULTS = ['protection-defaults'] as const;
const PATH = '/api/protection-defaults';

export function useDefaultProtection() {
  return useQuery({
    queryKey: DEFAULTS,
    queryFn: ({ signal }) => call({ path: PATH, answer: protectionDefaultsSchema, signal }),
  });
}

/** Replaces all of them. */
export function useSetDefaultProtection() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: DefaultsBody) =>
      call({ method: 'PUT', path: PATH, body, answer: protectionDefaultsSchema }),
    onSuccess: (saved) => queries.setQueryData(DEFAULTS, saved),
  });
}
