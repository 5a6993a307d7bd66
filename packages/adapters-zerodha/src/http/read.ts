/** What an answer to a read means: data, or a `TradingError` that a caller can act on. */
import { TradingError } from '@copydesk/core';
import type { z } from 'zod';
import type { KiteResult } from './answer.ts';

/** The data of a successful answer, checked. Throws the TradingError that fits anything else. */
export function readData<T extends z.ZodType>(call: string, result: KiteResult, schema: T): z.infer<T> {
  if (result.kind !== 'success') throw readError(call, result);
  const read = schema.safeParse(result.data);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new TradingError('broker-answer-unreadable', {
    call,
    path: `/data${pointer(issue?.path ?? [])}`,
    problem: issue?.message ?? 'not as expected',
  });
}

/** Why a read failed. */
export function readError(call: string, result: Exclude<KiteResult, { kind: 'success' }>): TradingError {
  if (result.kind === 'failed') {
    return new TradingError('broker-unreachable', { call, cause: result.cause, wire: result.code });
  }
  const { status } = result;
  if (result.kind === 'unreadable') {
    if (status >= 500) return new TradingError('broker-unreachable', { call, cause: 'server-error', status });
    return new TradingError('broker-answer-unreadable', { call, status, path: '', problem: 'no envelope' });
  }
  const facts = { call, status, errorType: result.errorType, brokerText: result.text };
  if (result.errorType === 'TokenException' || result.errorType === 'TwoFAException') {
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
