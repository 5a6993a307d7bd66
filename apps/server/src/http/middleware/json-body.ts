/**
 * Bodies.
 *
 * Decides: a body is JSON in UTF-8 of at most 100 kB, and says so. Webhooks keep their bytes, for a signature covers
 * bytes.
 */
import express, { type Request, type RequestHandler, type Response } from 'express';
import { HttpError } from '../http-error.ts';

const LIMIT = '100kb';

/** Reads JSON. A write with another kind of body is refused. */
export function jsonBody(): RequestHandler {
  const parse = express.json({ limit: LIMIT, strict: false, type: 'application/json' });
  return (request, response, next) => {
    if (hasBody(request) && request.is('application/json') === false) {
      request.resume();
      throw new HttpError('content-type-not-json');
    }
    parse(request, response, next);
  };
}

/** Keeps the bytes, whatever their kind. */
export function rawBody(): RequestHandler {
  return express.raw({ limit: LIMIT, type: () => true });
}

/** The bytes that `rawBody` kept. */
export function bytesOf(request: Request): Uint8Array {
  return request.body instanceof Uint8Array ? request.body : new Uint8Array();
}

/** A refused body is not read to its end: the connection ends with the answer. */
export function endConnection(response: Response): void {
  response.setHeader('connection', 'close');
}

function hasBody(request: Request): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
