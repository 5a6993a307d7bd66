/** Pages of a list that stands in memory. */
import { HttpError } from './http-error.ts';

/** A page, and the cursor to the next one or null. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** The items after the one whose key is the cursor. Throws `invalid-input` for a cursor that leads nowhere. */
export function pageOf<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Page<T> {
  const start = after === undefined ? 0 : all.findIndex((item) => keyOf(item) === after) + 1;
  if (after !== undefined && start === 0) {
    const message = 'This list has no such cursor.';
    throw new HttpError('invalid-input', {
      errors: [{ path: '/query/after', code: 'unknown-cursor', message }],
    });
  }
  const items = all.slice(start, start + limit);
  const last = items.at(-1);
  return { items, next: last !== undefined && start + limit < all.length ? keyOf(last) : null };
}
