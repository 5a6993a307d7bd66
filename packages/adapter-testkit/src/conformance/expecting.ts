/** What cases say about errors. */
import { inspect } from 'node:util';
import { TradingError, type TradingErrorCode } from '@copydesk/core';
import { expect } from 'vitest';

/** Fails unless the call rejects with a `TradingError` of one of these codes; gives the error. */
export async function expectTradingError(
  call: Promise<unknown>,
  ...codes: readonly TradingErrorCode[]
): Promise<TradingError> {
  const thrown = await call.then(
    (value: unknown) => {
      throw new Error(`Expected a rejection with ${codes.join(' or ')}, got ${inspect(value)}`);
    },
    (error: unknown) => error,
  );
  if (!TradingError.is(thrown)) {
    throw new Error('Expected a TradingError', { cause: thrown });
  }
  expect(codes).toContain(thrown.code);
  return thrown;
}

/** What the call rejected with; undefined when it resolved. */
export function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}
