/**
 * Bodies.
 *
 * Decides: a body is JSON in UTF-8 of at most 100 kB, and says so. Webhooks keep their bytes, for a signature covers
 * bytes. What is too large is refused as soon as that is known: it is not read to its end.
 */
import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler } from 'express';
import { HttpError } from '../http-error.ts';

const BYTES_MOST = 100 * 1024;
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Reads JSON. A write with another kind of body is refused. A request without a body has none: undefined. */
export function jsonBody(): RequestHandler {
  return async (request, _response, next) => {
    if (READS.has(request.method) || !hasBody(request) || request.body !== undefined) {
      next();
      return;
    }
    if (request.is('application/json') === false || !isPlainUtf8(request)) {
      throw new HttpError('content-type-not-json');
    }
    request.body = parse(await bytesFrom(request));
    next();
  };
}

/** Keeps the bytes, whatever their kind. */
export function rawBody(): RequestHandler {
  return async (request, _response, next) => {
    request.body = await bytesFrom(request);
    next();
  };
}

/** The bytes that `rawBody` kept. */
export function bytesOf(request: Request): Uint8Array {
  return request.body instanceof Uint8Array ? request.body : new Uint8Array();
}

function hasBody(request: Request): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** No compression: a hundred kilobytes of it can be a gigabyte. */
function isPlainUtf8(request: Request): boolean {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  const charset = /charset="?([^";]+)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  return encoding === 'identity' && /^utf-?8$/i.test(charset.trim());
}

function bytesFrom(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > BYTES_MOST) {
    return Promise.reject(new HttpError('body-too-large'));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= BYTES_MOST) {
        chunks.push(chunk);
        return;
      }
      request.off('data', take);
      request.pause();
      reject(new HttpError('body-too-large'));
    };
    request.on('data', take);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', (cause) => reject(new HttpError('json-unreadable', { cause })));
    request.once('close', () => reject(new HttpError('json-unreadable')));
  });
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(UTF8.decode(bytes));
  } catch (cause) {
    // The parser's message quotes the body, which may hold a password.
    throw new HttpError('json-unreadable', { cause });
  }
}
