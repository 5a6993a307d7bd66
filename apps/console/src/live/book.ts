/** A list that is read once and then kept by events: orders, positions, accounts, groups. */
import { SOCKET_MESSAGES, type SocketMessages } from '@copydesk/api-contract';
import type * as z from 'zod/mini';
import { call } from '../lib/api-client.ts';

/** Messages that carry no number: they speak of the connection itself, or of a figure that is soon another one. */
const UNNUMBERED = ['beat', 'resync', 'marketData', 'pnl'] as const;

/** The numbered messages of the books. An alert is numbered too, but no list. */
export type BookKind = Exclude<keyof typeof SOCKET_MESSAGES, (typeof UNNUMBERED)[number] | 'alert'>;

const NOT_BOOKS: ReadonlySet<string> = new Set([...UNNUMBERED, 'alert']);

export const BOOK_KINDS = Object.keys(SOCKET_MESSAGES).filter(
  (name): name is BookKind => !NOT_BOOKS.has(name),
);

export interface Book {
  readonly kind: BookKind;
  /** Reads the list. `asOf` is the last event that it contains; `install` shows it. */
  read(signal: AbortSignal): Promise<{ readonly asOf: number; readonly install: () => void }>;
  /** Applies one message, in order. */
  apply(message: SocketMessages[BookKind]): void;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  readonly asOf: number;
}

/** Lists end somewhere: 20 pages of 500 are more than a day's orders. */
const PAGES_MAX = 20;

/** All pages of a list, and the event up to which even its oldest page is true. */
export async function readPages<T>(
  path: string,
  schema: z.ZodMiniType<Page<T>>,
  signal: AbortSignal,
  asked: Readonly<Record<string, string>> = {},
): Promise<{ readonly items: readonly T[]; readonly asOf: number }> {
  const items: T[] = [];
  let asOf = Number.POSITIVE_INFINITY;
  let after: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await call({ path, query: { ...asked, after }, answer: schema, signal });
    items.push(...answer.items);
    asOf = Math.min(asOf, answer.asOf);
    if (answer.next === null) break;
    after = answer.next;
  }
  return { items, asOf };
}
