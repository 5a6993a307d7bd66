/** What a route answers: a value, so that it can be kept and given again. */
export interface Answer {
  readonly status: number;
  /** Undefined: none. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** `application/json` unless told. */
  readonly contentType?: 'application/problem+json' | 'text/csv';
}

/** 200 with a body. */
export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** 201 with what was made. */
export function created(body: unknown): Answer {
  return { status: 201, body };
}

/** 202: an intent is journaled; what becomes of it follows as events. */
export function accepted(body: unknown): Answer {
  return { status: 202, body };
}

/** 204. */
export const DONE: Answer = { status: 204 };
