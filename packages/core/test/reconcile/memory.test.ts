/** What reconciliation remembers between two reads: doubts, executions, quantities without an order, exits that nobody saw. */
import { VirtualClock } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import {
  type AccountId,
  type BrokerTrade,
  type Instant,
  type InstrumentId,
  instantOf,
  type Order,
  type OrderBook,
} from '../../src/index.ts';
import { Doubts } from '../../src/reconcile/doubts.ts';
import { KnownTrades } from '../../src/reconcile/known-trades.ts';
import { Unexplained } from '../../src/reconcile/unexplained.ts';
import { unseenExits } from '../../src/reconcile/unseen-exits.ts';

const PLACE = {
  accountId: 'account-1' as AccountId,
  instrumentId: 'NSE:INE002A01018' as InstrumentId,
  product: 'D' as const,
};
const TODAY = instantOf(Date.parse('2026-11-24T04:00:00Z'));
const YESTERDAY = instantOf(Date.parse('2026-11-23T04:00:00Z'));

describe('a difference in doubt', () => {
  it('is fresh for as long as the second read may still confirm it, and not where none stands', () => {
    const doubts = new Doubts();
    doubts.see('there', 75, { standMs: 120_000, nowMs: 1_000 });
    expect([doubts.isFresh('there', 2_499), doubts.isFresh('there', 2_500)]).toEqual([true, false]);
    expect(doubts.isFresh('elsewhere', 1_000)).toBe(false);
  });

  it('that becomes another one is a new one', () => {
    const doubts = new Doubts();
    doubts.see('there', 75, { standMs: 1_000, nowMs: 1_000 });
    expect(doubts.see('there', 150, { standMs: 1_000, nowMs: 2_000 })).toBe(1_000);
    expect(doubts.see('there', 150, { standMs: 1_000, nowMs: 3_000 })).toBe(0);
  });
});

describe('known executions', () => {
  const trade = (tradeId: string, brokerOrderId: string, at = TODAY) =>
    ({ tradeId, brokerOrderId, at }) as unknown as BrokerTrade;

  it('I8: are told apart by order and day, for ids of exchanges come again', () => {
    const known = new KnownTrades();
    known.add(PLACE.accountId, trade('1', 'A'));
    expect(known.has(PLACE.accountId, trade('1', 'A'))).toBe(true);
    expect(known.has(PLACE.accountId, trade('1', 'B'))).toBe(false);
    known.add(PLACE.accountId, trade('1', 'B'));
    known.add(PLACE.accountId, trade('1', 'A', YESTERDAY));
    const all = [trade('1', 'A'), trade('1', 'B'), trade('1', 'A', YESTERDAY)];
    expect(all.map((one) => known.has(PLACE.accountId, one))).toEqual([true, true, true]);
    expect(known.has('account-2' as AccountId, trade('1', 'A'))).toBe(false);
  });
});

describe('a quantity that no order explains', () => {
  const order = { placedAt: YESTERDAY, updatedAt: undefined };

  it('I4: is explained by fills of its own side only, and once', () => {
    const unexplained = new Unexplained(new VirtualClock());
    unexplained.note(PLACE, 75, { at: TODAY, forMs: 1_000 });
    expect(unexplained.take(PLACE, -75, order)).toBe(0);
    expect(unexplained.take(PLACE, 50, order)).toBe(50);
    expect(unexplained.take(PLACE, 50, order)).toBe(25);
    expect(unexplained.take(PLACE, 50, order)).toBe(0);
  });

  it('goes when the book takes it back', () => {
    const unexplained = new Unexplained(new VirtualClock());
    unexplained.note(PLACE, 75, { at: TODAY, forMs: 1_000 });
    unexplained.note(PLACE, -100, { at: TODAY, forMs: 1_000 });
    expect(unexplained.take(PLACE, 75, order)).toBe(0);
    expect(unexplained.take(PLACE, -75, order)).toBe(-25);
  });
});

describe('copied exits of an earlier day whose end nobody saw', () => {
  const MINUTES = 60_000;

  function exit(status: string, placedAt: Instant, updatedAt = TODAY): Order {
    const intent = { origin: 'copy', part: 'exit', side: 'SELL', placedAt };
    const slices = [{ status, quantity: 100, filled: 40 }];
    return { intent, updatedAt, takenUnseen: 0, slices } as unknown as Order;
  }
  const taken = (orders: readonly Order[], now: Instant): number =>
    unseenExits({ inPosition: () => orders } as unknown as OrderBook, { ...PLACE, side: 'SELL' }, now).reduce(
      (sum, { atMost }) => sum + atMost,
      0,
    );

  it('I6: may have taken what they have not filled, while they live or have just ended with their day', () => {
    expect(taken([exit('uncertain', YESTERDAY)], TODAY)).toBe(60);
    expect(taken([exit('working', YESTERDAY), exit('uncertain', YESTERDAY)], TODAY)).toBe(120);
    expect(taken([exit('expired', YESTERDAY)], instantOf(TODAY + 9 * MINUTES))).toBe(60);
  });

  it('have taken nothing where they never left, ended otherwise, ended long ago, or are of today', () => {
    expect(taken([exit('journaled', YESTERDAY)], TODAY)).toBe(0);
    expect(taken([exit('cancelled', YESTERDAY)], TODAY)).toBe(0);
    expect(taken([exit('expired', YESTERDAY)], instantOf(TODAY + 10 * MINUTES))).toBe(0);
    expect(taken([exit('uncertain', TODAY)], TODAY)).toBe(0);
  });
});
