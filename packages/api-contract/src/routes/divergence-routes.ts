/** Differences and their repair. */
import * as divergences from '../divergences.ts';
import * as groups from '../groups.ts';
import * as orders from '../orders.ts';
import type { Route } from './route.ts';

export const DIVERGENCE_ROUTES = {
  divergences: {
    method: 'GET',
    path: '/api/divergences',
    summary: 'Children that hold something else than their rule gives, the newest first',
    about: 'positions',
    access: 'user',
    query: divergences.divergencesQuery,
    answer: { status: 200, body: divergences.divergences },
    problems: [],
  },
  planDivergence: {
    method: 'POST',
    path: '/api/divergences/:id/plan',
    summary: 'What would bring the child to its rule; nothing is sent',
    about: 'positions',
    access: 'user',
    params: groups.idParams,
    answer: { status: 200, body: divergences.repairPlan },
    problems: ['divergence-not-found', 'repair-under-way', 'instrument-not-found'],
  },
  resyncDivergence: {
    method: 'POST',
    path: '/api/divergences/:id/resync',
    summary: 'Carries a plan out, or records that the difference is wanted',
    about: 'positions',
    access: 'user',
    params: groups.idParams,
    body: divergences.resyncBody,
    answer: { status: 202, body: orders.orders },
    problems: [
      'divergence-not-found',
      'plan-outdated',
      'repair-under-way',
      'no-session',
      'account-not-settled',
      'account-leased-elsewhere',
      'instrument-not-found',
      'market-closed',
      'not-supported',
      'refused-by-risk',
    ],
  },
} as const satisfies Readonly<Record<string, Route>>;
