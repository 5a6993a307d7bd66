/**
 * The core names a field by its usual name; the answer names it as the caller wrote it.
 */
import { TradingError } from '@copydesk/core';
import { HttpError } from './http-error.ts';

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

/** Runs what a part of the body asks for; a failure that names a field names it in that part. */
export function inPart<T>(part: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (TradingError.is(error) && error.path !== undefined)
      throw new TradingError(error.code, error.facts, { path: `${part}${error.path}`, cause: error });
    if (error instanceof HttpError && error.more.errors !== undefined) {
      const errors = error.more.errors.map((one) => ({ ...one, path: `${part}${one.path}` }));
      throw new HttpError(error.code, { ...error.more, errors });
    }
    throw error;
  }
}

function asWritten(body: unknown, path: string): string {
  const place = path.lastIndexOf('/');
  const part = path.slice(0, place);
  const field = path.slice(place + 1);
  const owner = partOf(body, part);
  const has = (name: string | undefined): name is string =>
    name !== undefined && typeof owner === 'object' && owner !== null && Object.hasOwn(owner, name);
  if (has(field)) return path;
  const other = OTHER_NAMES[field];
  if (has(other)) return `${part}/${other}`;
  return DESCRIPTION.has(field) && has('instrumentId') ? `${part}/instrumentId` : path;
}

/** What a JSON Pointer points at. */
function partOf(body: unknown, pointer: string): unknown {
  const names = pointer.split('/').slice(1);
  return names.reduce<unknown>(
    (owner, name) =>
      typeof owner === 'object' && owner !== null && Object.hasOwn(owner, name)
        ? (owner as Readonly<Record<string, unknown>>)[name]
        : undefined,
    body,
  );
}
