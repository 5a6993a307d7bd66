/** Stops, targets and trailing stops. */
import { accountParams } from '../accounts.ts';
import { idParams } from '../groups.ts';
import * as protections from '../protections.ts';
import type { Route } from './route.ts';

export const PROTECTION_ROUTES = {
  protections: {
    method: 'GET',
    path: '/api/protections',
    summary: 'Everything that is protected, and how each protection stands',
    about: 'protections',
    access: 'user',
    answer: { status: 200, body: protections.protections },
    problems: [],
  },
  protectionDefaults: {
    method: 'GET',
    path: '/api/protection-defaults',
    summary: 'What protects a position that is opened by an order without a protection',
    about: 'protections',
    access: 'user',
    answer: { status: 200, body: protections.protectionDefaults },
    problems: [],
  },
  setProtectionDefaults: {
    method: 'PUT',
    path: '/api/protection-defaults',
    summary:
      'Sets that, level by level: what is missing stays, null takes it away; positions that are open keep what they have',
    about: 'protections',
    access: 'user',
    body: protections.protectionDefaultsBody,
    answer: { status: 200, body: protections.protectionDefaults },
    problems: ['journal-unavailable'],
  },
  protectPosition: {
    method: 'PUT',
    path: '/api/positions/protection',
    summary:
      'Stop-loss, target and trailing stop of a position, in prices; the first that is reached leaves it, also with nobody signed in',
    about: 'protections',
    access: 'user',
    body: protections.positionProtectionBody,
    answer: { status: 200, body: protections.protectionAnswer },
    problems: [
      'account-not-found',
      'position-not-found',
      'protection-wrong-side',
      'protection-acting',
      'journal-unavailable',
    ],
  },
  protectAccount: {
    method: 'PUT',
    path: '/api/accounts/:account/protection',
    summary: 'Stop, target and trailing stop of a whole account, in rupees of the day’s profit',
    about: 'protections',
    access: 'user',
    params: accountParams,
    body: protections.profitProtectionBody,
    answer: { status: 200, body: protections.protectionAnswer },
    problems: ['account-not-found', 'protection-wrong-side', 'journal-unavailable'],
  },
  protectGroup: {
    method: 'PUT',
    path: '/api/groups/:id/protection',
    summary: 'Stop, target and trailing stop of a group, in rupees of the day’s profit of all its accounts',
    about: 'protections',
    access: 'user',
    params: idParams,
    body: protections.profitProtectionBody,
    answer: { status: 200, body: protections.protectionAnswer },
    problems: ['group-not-found', 'protection-wrong-side', 'journal-unavailable'],
  },
} as const satisfies Readonly<Record<string, Route>>;
