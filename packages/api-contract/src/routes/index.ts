/**
 * Every route of the server, as one table: the server mounts from it, the OpenAPI document is generated from it, and
 * a program can take its types from it. A route that is not here does not exist.
 */
import { ACCOUNTS_ROUTES } from './accounts-routes.ts';
import { BASKETS_ROUTES } from './baskets-routes.ts';
import { DESK_ROUTES } from './desk-routes.ts';
import { DIVERGENCE_ROUTES } from './divergence-routes.ts';
import { GROUPS_ROUTES } from './groups-routes.ts';
import { LIMITS_ROUTES } from './limits-routes.ts';
import { PEOPLE_ROUTES } from './people-routes.ts';
import { PRICE_ROUTES } from './price-routes.ts';
import { PROTECTION_ROUTES } from './protection-routes.ts';
import type { Route } from './route.ts';
import { TRADING_ROUTES } from './trading-routes.ts';

export type { Route } from './route.ts';

export const ROUTES = {
  ...PEOPLE_ROUTES,
  ...ACCOUNTS_ROUTES,
  ...GROUPS_ROUTES,
  ...TRADING_ROUTES,
  ...PRICE_ROUTES,
  ...BASKETS_ROUTES,
  ...DIVERGENCE_ROUTES,
  ...LIMITS_ROUTES,
  ...PROTECTION_ROUTES,
  ...DESK_ROUTES,
} as const satisfies Readonly<Record<string, Route>>;

export type RouteName = keyof typeof ROUTES;
