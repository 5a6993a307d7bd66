import { describe, expect, it } from 'vitest';
import { aChildOrder, anOrder } from '../../testing/fixtures.ts';
import { accountDays } from './day-trades.ts';

const bought = anOrder({ id: 'o1', childOrders: [aChildOrder('CHILD:c1', { averagePrice: 118.55 })] });
const sold = anOrder({
  id: 'o2',
  side: 'SELL',
  quantity: 130,
  filledQuantity: 130,
  averagePrice: 124.15,
  childOrders: [aChildOrder('CHILD:c1', { filledQuantity: 130, averagePrice: 124.1 })],
});

describe("an account's day", () => {
  it('is the sum of its own trades: what was sold again made a gain, what is left is named', () => {
    // Newest first, as the book has them.
    const [master, child] = accountDays([sold, bought]);
    expect(master?.trades.map(({ order, quantity, price }) => [order.id, quantity, price])).toEqual([
      ['o1', 260, 1_184_000],
      ['o2', 130, 1_241_500],
    ]);
    expect(master).toMatchObject({
      account: 'MASTER:k2',
      bought: 307_840_000,
      sold: 161_395_000,
      // (124.15 − 118.40) × 130 = 747.50
      pnl: 7_475_000,
    });
    expect(master?.left.map(({ quantity }) => quantity)).toEqual([130]);
    // (124.10 − 118.55) × 130 = 721.50, all of it, exact.
    expect(child).toMatchObject({ account: 'CHILD:c1', pnl: 7_215_000, left: [] });
    expect(child?.pnl).toBe((child?.sold ?? 0) - (child?.bought ?? 0));
  });

  it('has no trade of what did not fill', () => {
    expect(accountDays([anOrder({ filledQuantity: 0, averagePrice: null, childOrders: [] })])).toEqual([]);
  });
});
