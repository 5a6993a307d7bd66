import { type ProtectionDefaults, protectionDefaultsSchema } from '@copydesk/api-contract';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { call } from '../lib/api-client.ts';

export const DEFAULT_PROTECTION = ['protection-defaults'] as const;

/** What protects a position that is opened by an order without a word about protection. */
export function useDefaultProtection(): UseQueryResult<ProtectionDefaults> {
  return useQuery({
    queryKey: DEFAULT_PROTECTION,
    queryFn: ({ signal }) =>
      call({ path: '/api/protection-defaults', answer: protectionDefaultsSchema, signal }),
  });
}
