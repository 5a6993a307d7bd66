/** The server's answers in component tests; each is parsed by the console with the contract's own schemas. */
import type { Problem } from '@copydesk/api-contract';
import { HttpResponse } from 'msw';
import { setupServer } from 'msw/node';

export const network = setupServer();

/** A refusal as the server words it. */
export function aProblem(part: Partial<Problem> & Pick<Problem, 'status' | 'code' | 'detail'>): Response {
  const body: Problem = {
    type: `https://copydesk.example/${part.code}`,
    title: part.detail,
    requestId: 'r1',
    ...part,
  };
  return HttpResponse.json(body, {
    status: part.status,
    headers: { 'content-type': 'application/problem+json' },
  });
}
