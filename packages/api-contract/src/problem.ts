/**
 * Problem answers (RFC 9457) and every code that one can carry.
 *
 * Decides: which HTTP status belongs to which code. The codes of the domain are the core's `TradingErrorCode`; the
 * others belong to the HTTP conversation itself.
 */
import type { TradingErrorCode } from '@copydesk/core';
import * as z from 'zod/mini';

/** One fault of an input. */
export const inputError = z.object({
  /** JSON Pointer into the body (`/strike`), or into the query or path parameters (`/query/date`). */
  path: z.string(),
  code: z.string(),
  message: z.string(),
});

/** The body of every answer with a status of 400 and above. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  errors: z.optional(z.array(inputError)),
  /** Chosen figures that explain the failure: the nearest strikes, the lot size. */
  facts: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]))),
});

export type Problem = z.output<typeof problem>;
export type InputError = z.output<typeof inputError>;

/** Failures of the conversation itself, with status and title. */
export const HTTP_ERRORS = {
  'invalid-input': { status: 400, title: 'The request has values that cannot be used.' },
  'json-unreadable': { status: 400, title: 'The body is not readable JSON.' },
  'idempotency-key-invalid': {
    status: 400,
    title: 'An Idempotency-Key is 1 to 200 printable characters without spaces.',
  },
  'not-signed-in': { status: 401, title: 'Sign in, or send an API token.' },
  'sign-in-failed': { status: 401, title: 'The e-mail or the password is wrong.' },
  'origin-not-allowed': { status: 403, title: 'Requests with a cookie come from the console only.' },
  'sandbox-only': { status: 403, title: 'This exists for sandbox accounts only.' },
  'webhook-refused': { status: 403, title: 'The message is not signed as the broker signs.' },
  'route-not-found': { status: 404, title: 'There is nothing at this address.' },
  'session-not-found': { status: 404, title: 'There is no such signed-in browser.' },
  'token-not-found': { status: 404, title: 'There is no such API token.' },
  'intent-not-found': { status: 404, title: 'No request with this Idempotency-Key is known.' },
  'sandbox-off': { status: 404, title: 'The sandbox is switched off.' },
  'method-not-allowed': { status: 405, title: 'This address does not take this method.' },
  'setup-done': { status: 409, title: 'The desk has an owner already.' },
  'idempotency-key-reused': {
    status: 409,
    title: 'The Idempotency-Key was used with another body.',
  },
  'body-too-large': { status: 413, title: 'The body is larger than 100 kB.' },
  'content-type-not-json': { status: 415, title: 'Writes need content-type: application/json.' },
  'too-many-attempts': { status: 429, title: 'Too many attempts; wait before the next one.' },
  'internal-error': { status: 500, title: 'Something failed in the desk. The log has the request id.' },
  'not-ready': { status: 503, title: 'The desk is still starting.' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;

export type HttpErrorCode = keyof typeof HTTP_ERRORS;
export type ProblemCode = HttpErrorCode | TradingErrorCode;

/**
 * The HTTP status of each failure of the domain. A 404 becomes a 422 when the missing thing was named by a field of
 * the body: the address of the request was right.
 */
export const TRADING_STATUS: Readonly<Record<TradingErrorCode, number>> = {
  'account-not-found': 404,
  'account-address-taken': 409,
  'account-disarmed': 409,
  'account-in-use': 409,
  'account-leased-elsewhere': 409,
  'account-in-a-group': 409,
  'account-not-settled': 503,
  'basket-ended': 409,
  'basket-not-found': 404,
  'broker-not-installed': 422,
  'broker-unreachable': 502,
  'broker-answer-unreadable': 502,
  'broker-order-mismatch': 422,
  'broker-order-taken': 409,
  'broker-refused': 422,
  'child-ambiguous': 409,
  'child-not-found': 404,
  'child-under-way': 409,
  'child-not-flat': 409,
  'client-id-mismatch': 422,
  'divergence-not-found': 404,
  'environment-mixed': 422,
  'group-not-armed': 409,
  'group-not-found': 404,
  'instrument-expired': 422,
  'instrument-not-found': 404,
  'instrument-not-listed': 422,
  'instruments-not-loaded': 503,
  'instruments-unusable': 503,
  'journal-unavailable': 503,
  'login-declined': 422,
  'login-state-invalid': 400,
  'link-stopped': 409,
  'lot-size-mismatch': 422,
  'market-closed': 422,
  'no-session': 409,
  'not-supported': 422,
  'nothing-to-retry': 409,
  'held-at-other-exchange': 409,
  'nothing-to-exit': 409,
  'conversion-not-found': 404,
  'order-final': 409,
  'order-not-uncertain': 409,
  'order-not-found': 404,
  'plan-outdated': 409,
  'position-not-found': 409,
  'price-off-tick': 422,
  'price-required': 422,
  'price-not-allowed': 422,
  'protection-acting': 409,
  'protection-wrong-side': 422,
  'quantity-too-large': 422,
  'rate-limited': 503,
  'refused-by-risk': 422,
  'relationship-undeclared': 422,
  'repair-under-way': 409,
  'session-expired': 409,
  'stop-not-ended': 409,
  'stale-version': 409,
};
