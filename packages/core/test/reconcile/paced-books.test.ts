/** Which reads of a broker's books share its windows. */
import { VirtualClock } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import {
  type BrokerCapabilities,
  type BrokerOrderId,
  type BrokerPort,
  type BrokerSession,
  type ClientOrderId,
  TradingError,
} from '../../src/index.ts';
import { type Books, PacedBooks } from '../../src/reconcile/paced-books.ts';

const NEVER = new AbortController().signal;
const SESSION = { accountId: 'account-1' } as BrokerSession;
const OTHER = { accountId: 'account-2' } as BrokerSession;
/** One may go at once; the next is due a minute later, and that is too late to be waited for. */
const ONE_A_MINUTE = [{ limit: 2, windowMs: 60_000 }];

type Rates = BrokerCapabilities['readRates'];

function booksAt(readRates: Rates) {
  const reads: string[] = [];
  const read = (name: string) => async () => {
    reads.push(name);
    return [];
  };
  const broker = {
    capabilities: { readRates },
    orders: read('orders'),
    findByClientOrderId: read('tagged'),
    orderHistory: read('history'),
    trades: read('trades'),
    positions: read('positions'),
    holdings: read('holdings'),
  } as unknown as BrokerPort;
  const paced = new PacedBooks(new VirtualClock());
  return { broker, paced, books: paced.of(broker), reads };
}

/** `done`, or the code by which the read was refused. */
const outcome = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'done',
    (error: unknown) => (TradingError.is(error) ? error.code : 'other'),
  );

const each = (books: Books, session = SESSION): Promise<readonly string[]> =>
  Promise.all(
    [
      books.orders(session, NEVER),
      books.history(session, '1' as BrokerOrderId, NEVER),
      books.trades(session, NEVER),
      books.positions(session, NEVER),
      books.holdings(session, NEVER),
    ].map(outcome),
  );

describe('books of a broker that counts reads', () => {
  it('share the windows of their account where it counts all of its reads together', async () => {
    const { books, reads } = booksAt({ per: 'account', windows: ONE_A_MINUTE });
    const late = 'rate-limited';
    expect(await each(books)).toEqual(['done', late, late, late, late]);
    expect(reads).toEqual(['orders']);
  });

  it('have windows of their own where it counts each call by itself', async () => {
    const { books, reads } = booksAt({ per: 'call', windows: ONE_A_MINUTE });
    expect(await each(books)).toEqual(['done', 'done', 'done', 'done', 'done']);
    expect(await outcome(books.trades(SESSION, NEVER))).toBe('rate-limited');
    expect(reads).toEqual(['orders', 'history', 'trades', 'positions', 'holdings']);
  });

  it('are searched for a tag in the windows of both calls that it may take', async () => {
    const { books, reads } = booksAt({ per: 'call', windows: ONE_A_MINUTE });
    expect(await outcome(books.tagged(SESSION, 'tag' as ClientOrderId, NEVER))).toBe('done');
    expect(await outcome(books.orders(SESSION, NEVER))).toBe('rate-limited');
    expect(await outcome(books.history(SESSION, '1' as BrokerOrderId, NEVER))).toBe('rate-limited');
    expect(reads).toEqual(['tagged']);
  });

  it('I7: are not slowed down by what another account has read', async () => {
    const { paced, broker, books } = booksAt({ per: 'account', windows: ONE_A_MINUTE });
    await each(books);
    expect(await outcome(paced.of(broker).orders(OTHER, NEVER))).toBe('done');
  });

  it('are read as often as anybody asks where it counts nothing', async () => {
    const { books } = booksAt({ per: 'account', windows: [] });
    for (let time = 0; time < 20; time += 1) expect(await outcome(books.orders(SESSION, NEVER))).toBe('done');
  });
});
