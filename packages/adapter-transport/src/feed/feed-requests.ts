/** What a connection has to be told, so that it tells what is wanted. */
import type { FeedMode } from '@copydesk/core';
import type { FeedRequest } from './feed-driver.ts';

/** The instruments of a connection, and what has been asked for on it. */
export interface FeedDifference<Token> {
  /** Those that may differ. */
  readonly changed: Iterable<Token>;
  readonly wanted: ReadonlyMap<Token, FeedMode>;
  readonly told: ReadonlyMap<Token, FeedMode>;
}

/**
 * The requests that lead from what was told to what is wanted, none with more than `most` tokens. What is given up goes
 * first: a broker that counts would refuse what comes before it.
 */
export function requestsFor<Token>(
  { changed, wanted, told }: FeedDifference<Token>,
  most: number,
): readonly FeedRequest<Token>[] {
  const given: Token[] = [];
  const subscribed = new Map<FeedMode, Token[]>();
  const moved = new Map<FeedMode, Token[]>();
  for (const token of changed) {
    const [mode, before] = [wanted.get(token), told.get(token)];
    if (mode === before) continue;
    if (mode === undefined) given.push(token);
    else addTo(before === undefined ? subscribed : moved, mode, token);
  }
  return [
    ...parts(given, most).map((tokens) => ({ kind: 'unsubscribe', tokens }) as const),
    ...[...moved].flatMap(([mode, all]) =>
      parts(all, most).map((tokens) => ({ kind: 'mode', mode, tokens }) as const),
    ),
    ...[...subscribed].flatMap(([mode, all]) =>
      parts(all, most).map((tokens) => ({ kind: 'subscribe', mode, tokens }) as const),
    ),
  ];
}

function addTo<Token>(lists: Map<FeedMode, Token[]>, mode: FeedMode, token: Token): void {
  const list = lists.get(mode);
  if (list === undefined) lists.set(mode, [token]);
  else list.push(token);
}

function parts<Token>(tokens: readonly Token[], most: number): readonly (readonly Token[])[] {
  const found: (readonly Token[])[] = [];
  for (let from = 0; from < tokens.length; from += most) found.push(tokens.slice(from, from + most));
  return found;
}
