/** The state of the desk, its journal, and the sandbox. */
import * as desk from '../desk.ts';
import * as groups from '../groups.ts';
import * as orders from '../orders.ts';
import type { Route } from './route.ts';

export const DESK_ROUTES = {
  health: {
    method: 'GET',
    path: '/api/health',
    summary: 'Alive',
    about: 'desk',
    access: 'open',
    answer: { status: 200, body: desk.health },
    problems: [],
  },
  ready: {
    method: 'GET',
    path: '/api/ready',
    summary: 'Ready to trade, or why not (then with status 503)',
    about: 'desk',
    access: 'open',
    answer: { status: 200, body: desk.ready },
    problems: [],
  },
  readiness: {
    method: 'GET',
    path: '/api/readiness',
    summary: 'The morning board: each account and each group',
    about: 'desk',
    access: 'user',
    answer: { status: 200, body: desk.readiness },
    problems: [],
  },
  intent: {
    method: 'GET',
    path: '/api/intents/:key',
    summary: 'What became of the request that carried an Idempotency-Key',
    about: 'desk',
    access: 'user',
    params: desk.intentParams,
    query: desk.intentQuery,
    answer: { status: 200, body: desk.intent },
    problems: ['intent-not-found'],
  },
  events: {
    method: 'GET',
    path: '/api/events',
    summary: 'The journal of the user, oldest first',
    about: 'desk',
    access: 'user',
    query: orders.eventsQuery,
    answer: { status: 200, body: desk.events },
    problems: ['account-not-found'],
  },
  sandbox: {
    method: 'GET',
    path: '/api/sandbox',
    summary: 'Where the sandbox listens',
    about: 'sandbox',
    access: 'user',
    answer: { status: 200, body: desk.sandboxPlaces },
    problems: ['sandbox-off', 'not-ready'],
  },
  sandboxDesk: {
    method: 'POST',
    path: '/api/sandbox/desk',
    summary: 'Makes a master and three children in the sandbox, logged in, in an armed group',
    about: 'sandbox',
    access: 'user',
    answer: { status: 200, body: groups.group },
    problems: [
      'sandbox-off',
      'not-ready',
      'instruments-not-loaded',
      'account-address-taken',
      'account-in-a-group',
      'environment-mixed',
    ],
  },
} as const satisfies Readonly<Record<string, Route>>;
