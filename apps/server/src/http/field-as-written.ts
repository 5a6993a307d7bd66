/**
 * The core names a field by its usual name; the answer names it as the caller wrote it.
 */
import { TradingError } from '@copydesk/core';

const OTHER_NAMES: Readonly<Record<string, string>> = {
  qty: 'quantity',
  productType: 'product',
  quantity: 'qty',
};
/** What an instrument id says in one. */
const DESCRIPTION = new Set([
  'baseInstrument',
  'exchange',
  'expiry',
  'instrumentType',
  'optionType',
  'strike',
]);

/** Runs a command; a failure that names a field names the one in the body. */
export async function atFieldAsWritten<T>(body: unknown, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!TradingError.is(error) || error.path === undefined) throw error;
    const path = asWritten(body, error.path);
    throw path === error.path ? error : new TradingError(error.code, error.facts, { path, cause: error });
  }
}

function asWritten(body: unknown, path: string): string {
  const field = path.slice(1);
  const has = (name: string | undefined): name is string =>
    name !== undefined && typeof body === 'object' && body !== null && Object.hasOwn(body, name);
  if (has(field)) return path;
  const other = OTHER_NAMES[field];
  if (has(other)) return `/${other}`;
  return DESCRIPTION.has(field) && has('instrumentId') ? '/instrumentId' : path;
}
