/** The instrument list of the day, as CSV. */
import type { Route } from '../route.ts';

export function instrumentRoutes(): readonly Route[] {
  return [];
}
