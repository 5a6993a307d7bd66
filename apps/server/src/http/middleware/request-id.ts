import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

/** The id under which the log knows a request; it is on every answer. */
export function requestIdOf(response: Response): string {
  return String(response.getHeader('x-request-id') ?? '');
}

/** Gives each request an id of ours: a caller's own could be made to look like somebody else's. */
export function requestId(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('x-request-id', randomUUID());
  next();
}
