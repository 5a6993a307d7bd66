/** Profile and funds. */
import { KiteRefusal, type Route } from '../route.ts';
import { marginsJson } from '../wire/portfolio.ts';
import { profileJson } from '../wire/profile.ts';
import { inputError, successAnswer } from '../wording.ts';

export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/user/profile',
    kind: 'other',
    bucket: 'other',
    access: 'client',
    run: ({ client }) => successAnswer(profileJson(client)),
  },
  {
    method: 'GET',
    path: '/user/profile/full',
    kind: 'other',
    bucket: 'other',
    access: 'client',
    run: ({ client }) =>
      successAnswer({
        ...profileJson(client),
        twofa_type: 'totp',
        phone: '*0000',
        pan: '*0000',
        bank_accounts: [],
        dp_ids: [],
        tags: [],
        password_timestamp: null,
        twofa_timestamp: null,
        meta: { poa: client.ddpi ? 'ddpi' : '', silo: '', account_blocks: [] },
      }),
  },
  {
    method: 'GET',
    path: '/user/margins',
    kind: 'other',
    bucket: 'other',
    access: 'client',
    run: ({ face, client }) => successAnswer(marginsJson(client, face.venue.books.funds(client))),
  },
  {
    method: 'GET',
    path: '/user/margins/:segment',
    kind: 'other',
    bucket: 'other',
    access: 'client',
    run: ({ face, client, path }) => {
      const purses = marginsJson(client, face.venue.books.funds(client));
      const segment = path['segment'] ?? '';
      if (!Object.hasOwn(purses, segment)) throw new KiteRefusal(inputError('Invalid `segment`.'));
      return successAnswer(purses[segment]);
    },
  },
];
