/** Requests about differences: a plan sends nothing; a resync carries one out, or records that it is wanted. */
import { type RepairPlan, repairPlanSchema } from '@copydesk/api-contract';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../lib/api-client.ts';

export function pathOfDivergence(id: string, rest: 'plan' | 'resync'): string {
  return `/api/divergences/${encodeURIComponent(id)}/${rest}`;
}

/** Makes a plan from the books as they are now. */
export function usePlan(id: string) {
  return useMutation<RepairPlan>({
    mutationFn: () => call({ method: 'POST', path: pathOfDivergence(id, 'plan'), answer: repairPlanSchema }),
    retry: false,
  });
}
