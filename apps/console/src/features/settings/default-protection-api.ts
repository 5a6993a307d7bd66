import { protectionDefaultsSchema } from '@copydesk/api-contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api-client.ts';
import { DEFAULT_PROTECTION } from '../../live/use-default-protection.ts';
import type { DefaultsBody } from './default-protection-draft.ts';

/** Replaces all of them. */
export function useSetDefaultProtection() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: DefaultsBody) =>
      call({ method: 'PUT', path: '/api/protection-defaults', body, answer: protectionDefaultsSchema }),
    onSuccess: (saved) => queries.setQueryData(DEFAULT_PROTECTION, saved),
  });
}
