/** What a route is, and what several of them share. */
import * as z from 'zod/mini';
import { reference } from '../primitives.ts';
import type { ProblemCode } from '../problem.ts';

type Schema = z.core.$ZodType;

/** One route. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Express notation: `/api/orders/:id`. */
  readonly path: string;
  readonly summary: string;
  readonly about: string;
  /** `open`: for everybody; `user`: signed in, or with an API token. */
  readonly access: 'open' | 'user';
  readonly params?: Schema;
  readonly query?: Schema;
  readonly body?: Schema;
  /** The status of success and its body; null when there is none. */
  readonly answer: {
    readonly status: 200 | 201 | 202 | 204 | 303;
    readonly body: Schema | null;
    /** `application/json` unless told. */
    readonly contentType?: 'text/csv';
  };
  /** Codes of problems worth naming, besides those that every route shares. */
  readonly problems: readonly ProblemCode[];
}

/** What can be wrong with an order. */
export const ORDER_PROBLEMS = [
  'account-not-found',
  'account-disarmed',
  'account-leased-elsewhere',
  'account-not-settled',
  'group-not-armed',
  'held-at-other-exchange',
  'instrument-expired',
  'instrument-not-found',
  'instrument-not-listed',
  'instruments-not-loaded',
  'lot-size-mismatch',
  'market-closed',
  'no-session',
  'not-supported',
  'nothing-to-exit',
  'price-off-tick',
  'price-required',
  'price-not-allowed',
  'quantity-too-large',
  'refused-by-risk',
  'stop-not-ended',
] as const satisfies readonly ProblemCode[];

/** What can be wrong with a read from a broker. */
export const READ_PROBLEMS = [
  'account-not-found',
  'no-session',
  'session-expired',
  'broker-unreachable',
  'broker-answer-unreadable',
  'broker-refused',
  'rate-limited',
] as const satisfies readonly ProblemCode[];

/** `:broker` of a path. */
export const brokerParams = z.object({ broker: reference });
/** 204. */
export const done = { status: 204, body: null } as const;
