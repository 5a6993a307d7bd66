/** Positions and ledgers go along when a corporate action replaces an instrument overnight. */
import { anIntent } from '@copydesk/adapter-testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Account,
  type AccountId,
  Books,
  type DeskEvent,
  type Instrument,
  type InstrumentId,
  instantOf,
  type Journal,
  type Price,
  quantityOf,
  signedQuantityOf,
  type UserId,
} from '../../src/index.ts';
import type { DeskClock } from '../../src/ports/clock.ts';
import { OvernightMoves } from '../../src/position/overnight-moves.ts';
import { ratioOf, scaled } from '../../src/position/replaced.ts';
import { StuckPositions } from '../../src/position/stuck-positions.ts';

const ANN = 'user-ann' as UserId;
const CHILD = 'account-1' as AccountId;
const OLD = 'NFO:HINDPETRO:2026-12-29:400:CE' as InstrumentId;
const NEW = 'NFO:HINDPETRO:2026-12-29:200:CE' as InstrumentId;
const START = Date.parse('2026-11-23T04:00:00Z');

function booksOf(events: readonly DeskEvent[]): Books {
  const books = new Books();
  for (const [index, event] of events.entries()) {
    const at = instantOf(START + index * 1_000);
    books.apply({ userId: ANN, eventId: index + 1, at, monotonicMs: index * 1_000, event });
  }
  return books;
}

const carried = (instrumentId: InstrumentId, quantity: number): DeskEvent => ({
  type: 'position-carried',
  accountId: CHILD,
  instrumentId,
  product: 'D',
  quantity: signedQuantityOf(quantity),
  averagePrice: 1_000_000 as Price,
  tradingDay: '2026-11-23',
});
const held = (instrumentId: InstrumentId, quantity: number): DeskEvent => ({
  type: 'holdings-read',
  accountId: CHILD,
  holdings: [
    { instrumentId, product: 'D', quantity: quantityOf(quantity), averagePrice: 1_000_000 as Price },
  ],
});
const moved = (from: number, to: number, target = NEW): DeskEvent => ({
  type: 'position-moved',
  accountId: CHILD,
  product: 'D',
  from: OLD,
  to: target,
  ratio: { from, to },
  lotSize: quantityOf(100),
});
const at = (books: Books, id: InstrumentId) => books.positions.view(CHILD, id, 'D');
const copiedOf = (books: Books, id: InstrumentId) => books.positions.copied(CHILD, id, 'D');

describe('a position that is moved to the successor of its instrument', () => {
  it('has the same quantity and cost, and nothing is left behind', () => {
    const books = booksOf([carried(OLD, 150), moved(1, 1)]);
    expect(at(books, NEW)).toMatchObject({ netQuantity: 150, averagePrice: 1_000_000 });
    expect(at(books, OLD)).toMatchObject({ netQuantity: 0, copied: 0, averagePrice: undefined });
    expect(books.positions.list(ANN).map((one) => one.instrumentId)).toEqual([NEW]);
  });

  it('has so many times as much, each at so much less, where the lot grew', () => {
    const books = booksOf([carried(OLD, -150), moved(1, 2)]);
    expect(at(books, NEW)).toMatchObject({ netQuantity: -300, averagePrice: 500_000 });
    expect(books.lots.of(CHILD, NEW)).toBe(100);
  });

  it('does so with shares in the depository', () => {
    const books = booksOf([held(OLD, 10), moved(1, 5)]);
    expect(books.positions.net(CHILD, NEW, 'D')).toBe(50);
    expect(books.positions.net(CHILD, OLD, 'D')).toBe(0);
  });

  it('is not there twice where the broker’s book has shown it already', () => {
    const books = booksOf([carried(OLD, 150), carried(NEW, 150), moved(1, 1)]);
    expect(at(books, NEW)?.netQuantity).toBe(150);
    expect(at(books, OLD)?.netQuantity).toBe(0);
  });

  it('may keep its name and change its lot', () => {
    const books = booksOf([carried(OLD, 150), moved(1, 2, OLD)]);
    expect(at(books, OLD)?.netQuantity).toBe(300);
    expect(books.lots.of(CHILD, OLD)).toBe(100);
  });

  it('is confirmed by the next read of the book without a change of the ledger', () => {
    const books = booksOf([
      carried(OLD, 150),
      moved(1, 2),
      { ...carried(NEW, 300), tradingDay: '2026-11-24' } as DeskEvent,
    ]);
    expect(at(books, NEW)?.netQuantity).toBe(300);
    expect(copiedOf(books, NEW)).toBe(0);
  });
});

describe('what an account’s own book says of a corporate action', () => {
  const SHARE = 'NSE:INE237A01028' as InstrumentId;
  const SPLIT = 'NSE:INE237A01036' as InstrumentId;
  const account = { id: CHILD, userId: ANN, address: 'CHILD:c1' } as Account;

  /** The moves over these books, with what they recorded and complained of. */
  function movesOver(events: readonly DeskEvent[]) {
    const books = booksOf(events);
    const complaints: string[] = [];
    let eventId = events.length;
    const journal = {
      record: (_: UserId, event: DeskEvent) => {
        eventId += 1;
        books.apply({ userId: ANN, eventId, at: instantOf(START + 60_000), monotonicMs: 60_000, event });
      },
    } as unknown as Journal;
    const moves = new OvernightMoves({
      clock: { now: () => instantOf(START) } as unknown as DeskClock,
      journal,
      positions: books.positions,
      lots: books.lots,
      stuck: new StuckPositions(books.positions),
      instrumentsOf: () => ({
        byId: () => undefined,
        listingFor: () => undefined,
        byListingKey: () => undefined,
      }),
      complain: (_, code) => void complaints.push(code),
    });
    return { books, moves, complaints };
  }
  const successor = { id: SPLIT, kind: 'EQ', adjustedFrom: SHARE, lotSize: quantityOf(1) } as Instrument;
  const net = (books: Books, id: InstrumentId) => books.positions.net(CHILD, id, 'D');

  it.each([
    [10, 10],
    [10, 50],
    [50, 10],
  ])('%i shares that are %i of the successor are taken along', (before, after) => {
    const { books, moves, complaints } = movesOver([held(SHARE, before)]);
    moves.seeShares(account, successor, 'D', after);
    expect([net(books, SHARE), net(books, SPLIT), complaints]).toEqual([0, after, []]);
  });

  it.each([
    ['half of them, which may have been sold', 10, 5],
    ['a part', 10, 7],
    ['a little more', 10, 12],
  ])('%s are not: a person is told', (_, before, after) => {
    const { books, moves, complaints } = movesOver([held(SHARE, before)]);
    moves.seeShares(account, successor, 'D', after);
    expect([net(books, SHARE), net(books, SPLIT), complaints]).toEqual([before, 0, ['position-not-moved']]);
  });

  it('twice the quantity of a contract whose lot has doubled is what was held, and the ledger goes along', () => {
    const order = {
      ...anIntent(ANN, 1),
      accountId: CHILD,
      instrumentId: OLD,
      lotSize: quantityOf(50),
      origin: 'copy' as const,
    };
    const { books, moves } = movesOver([
      {
        type: 'orders-journaled',
        orders: [order],
        skipped: [],
        copies: undefined,
        request: undefined,
      } as never,
      {
        type: 'order-filled',
        orderId: order.orderId,
        accountId: CHILD,
        slice: 0,
        brokerOrderId: 'B1' as never,
        filledTotal: quantityOf(75),
        averagePrice: undefined,
        complete: true,
      },
    ]);
    const doubled = { id: OLD, kind: 'FUT', lotSize: quantityOf(100) } as Instrument;
    expect(moves.seeLots(account, doubled, 'D', 75)).toBe(false);
    expect(moves.seeLots(account, doubled, 'D', 149)).toBe(false);
    expect(moves.seeLots(account, doubled, 'D', 150)).toBe(true);
    expect([net(books, OLD), copiedOf(books, OLD)]).toEqual([150, 150]);
    expect(moves.seeLots(account, doubled, 'D', 300)).toBe(false);
  });
});

describe('a ratio', () => {
  it('is in its lowest terms, and none where a number makes no sense', () => {
    expect(ratioOf(250, 500)).toEqual({ from: 1, to: 2 });
    expect(ratioOf(1_350, 1_800)).toEqual({ from: 3, to: 4 });
    for (const [from, to] of [
      [0, 5],
      [5, 0],
      [-5, 5],
      [1.5, 3],
    ] as const)
      expect(ratioOf(from, to)).toBeUndefined();
  });

  it('gives whole quantities or none, and keeps the side', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 5_000 }),
        (quantity, from, to) => {
          const result = scaled(quantity, { from, to });
          if (result === undefined) expect((BigInt(quantity) * BigInt(to)) % BigInt(from)).not.toBe(0n);
          else {
            expect(BigInt(result) * BigInt(from)).toBe(BigInt(quantity) * BigInt(to));
            expect(Number.isSafeInteger(result)).toBe(true);
          }
        },
      ),
    );
  });
});
