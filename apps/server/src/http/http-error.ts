import { HTTP_ERRORS, type HttpErrorCode, type InputError } from '@copydesk/api-contract';

/** What a problem answer says besides its code. */
export interface HttpErrorMore {
  readonly detail?: string;
  readonly errors?: readonly InputError[];
  readonly retryAfterMs?: number;
  /** For 405: the methods that the address takes. */
  readonly allow?: readonly string[];
  readonly cause?: unknown;
}

/** A failure of the HTTP conversation itself. Failures of the domain are `TradingError`. */
export class HttpError extends Error {
  readonly code: HttpErrorCode;
  readonly more: HttpErrorMore;

  constructor(code: HttpErrorCode, more: HttpErrorMore = {}) {
    super(HTTP_ERRORS[code].title, { cause: more.cause });
    this.name = 'HttpError';
    this.code = code;
    this.more = more;
  }
}
