/** What an answer to a read means: data, or a `TradingError` that a caller can act on. */
import { TradingError } from '@copydesk/core';
import type { z } from 'zod';
import type { UpstoxResult } from './answer.ts';

/** Errors that say the session must be renewed. Source: docs "error-codes", read 2026-02. */
export const SESSION_CODES: ReadonlySet<string> = new Set(['UDAPI100050', 'UDAPI100016']);

/** `data` of a successful answer, checked. Throws the TradingError that fits anything else. */
export function readData<T extends z.ZodType>(call: string, result: UpstoxResult, schema: T): z.infer<T> {
  const body = successBody(call, result);
  return checked(call, 'data' in body ? body.data : undefined, schema, '/data');
}

/** `data` as a list: null means empty, and one page of the documentation shows the list without its envelope. */
export function readList<T extends z.ZodType>(call: string, result: UpstoxResult, schema: T): z.infer<T> {
  const body = successBody(call, result);
  if (Array.isArray(body)) return checked(call, body, schema, '');
  const data = 'data' in body ? body.data : undefined;
  return checked(call, data === null ? [] : data, schema, '/data');
}

/** A flat body, without an envelope, checked. */
export function readFlat<T extends z.ZodType>(call: string, result: UpstoxResult, schema: T): z.infer<T> {
  return checked(call, successBody(call, result), schema, '');
}

/** Why a read failed. */
export function readError(call: string, result: Exclude<UpstoxResult, { kind: 'success' }>): TradingError {
  if (result.kind === 'failed') {
    return new TradingError('broker-unreachable', { call, cause: result.cause, wire: result.code });
  }
  const { status } = result;
  if (result.kind === 'unreadable') {
    if (status === 401) return new TradingError('session-expired', { call, status });
    if (status === 429) return new TradingError('rate-limited', { call, status });
    if (status >= 500) return new TradingError('broker-unreachable', { call, cause: 'server-error', status });
    return new TradingError('broker-answer-unreadable', { call, status, path: '', problem: 'no envelope' });
  }
  const facts = { call, status, errorCodes: result.codes, brokerText: result.text };
  if (status === 401 || result.codes.some((code) => SESSION_CODES.has(code))) {
    return new TradingError('session-expired', facts);
  }
  if (status === 429) return new TradingError('rate-limited', facts);
  if (status >= 500) return new TradingError('broker-unreachable', { ...facts, cause: 'server-error' });
  return new TradingError('broker-refused', facts);
}

/** A path of zod as a JSON Pointer. */
export function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function successBody(call: string, result: UpstoxResult): object {
  if (result.kind !== 'success') throw readError(call, result);
  return result.body as object;
}

function checked<T extends z.ZodType>(call: string, value: unknown, schema: T, at: string): z.infer<T> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new TradingError('broker-answer-unreadable', {
    call,
    path: at + pointer(issue?.path ?? []),
    problem: issue?.message ?? 'not as expected',
  });
}
