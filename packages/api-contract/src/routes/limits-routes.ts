/** Stopping everything, and leaving everything. */
import * as limits from '../limits.ts';
import type { Route } from './route.ts';

export const LIMITS_ROUTES = {
  killSwitch: {
    method: 'GET',
    path: '/api/kill-switch',
    summary: 'Which kill switches are on, and what they have not reached yet',
    about: 'limits',
    access: 'user',
    answer: { status: 200, body: limits.killSwitch },
    problems: [],
  },
  setKillSwitch: {
    method: 'POST',
    path: '/api/kill-switch',
    summary:
      'Stops everything that adds to a position and cancels working entries; exits work on; survives a restart',
    about: 'limits',
    access: 'user',
    body: limits.scopeBody,
    answer: { status: 200, body: limits.killSwitch },
    problems: ['account-not-found', 'group-not-found', 'journal-unavailable'],
  },
  liftKillSwitch: {
    method: 'DELETE',
    path: '/api/kill-switch',
    summary: 'Lets entries pass again; nothing that was cancelled comes back',
    about: 'limits',
    access: 'user',
    body: limits.scopeBody,
    answer: { status: 200, body: limits.killSwitch },
    problems: ['account-not-found', 'group-not-found', 'journal-unavailable'],
  },
  squareOff: {
    method: 'POST',
    path: '/api/square-off',
    summary:
      'Cancels working orders, closes the day’s positions and what was copied; goes on for accounts that come back',
    about: 'limits',
    access: 'user',
    body: limits.scopeBody,
    answer: { status: 202, body: limits.squareOff },
    problems: ['account-not-found', 'group-not-found', 'journal-unavailable'],
  },
} as const satisfies Readonly<Record<string, Route>>;
