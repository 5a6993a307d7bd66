/** The server's answers in component tests; each is parsed by the console with the contract's own schemas. */
import type { Problem, Protection } from '@copydesk/api-contract';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';

/** No environment tells a clock of its own. */
export const network = setupServer(
  http.get('*/api/conditions', () => HttpResponse.json({ clocks: [], markets: [], accounts: [] })),
);

/** The sandbox's clock stands so far from the server's. */
export function moveSandboxClock(byMs: number): void {
  network.use(
    http.get('*/api/conditions', () =>
      HttpResponse.json({
        clocks: [{ environment: 'sandbox', at: new Date(Date.now() + byMs).toISOString() }],
        markets: [],
        accounts: [],
      }),
    ),
  );
}

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

/** The server's protections from now on. */
export function protectedBy(...items: readonly Protection[]): void {
  network.use(http.get('*/api/protections', () => HttpResponse.json({ items, next: null, asOf: 1 })));
}
