import { describe, expect, it } from 'vitest';
import { copyQuality } from '../../lib/copy-quality.ts';
import { aChildOrder, anOrder } from '../../testing/fixtures.ts';
import { skipsOf } from './review-words.ts';

const SKIPPED = aChildOrder('CHILD:c1', {
  status: 'skipped',
  quantity: 0,
  filledQuantity: 0,
  averagePrice: null,
  ackMs: null,
  reason: { code: 'under-one-lot', text: 'The rule gives less than one lot.' },
});

describe('the evening', () => {
  it('says for each account what was copied, at which difference, and how fast, exactly', () => {
    const orders = [
      anOrder({ id: 'o1', childOrders: [aChildOrder('CHILD:c1', { averagePrice: 118.55, ackMs: 80 })] }),
      anOrder({
        id: 'o2',
        side: 'SELL',
        childOrders: [aChildOrder('CHILD:c1', { averagePrice: 118.45, ackMs: 90 })],
      }),
      anOrder({ id: 'o3', childOrders: [SKIPPED] }),
    ];
    expect(copyQuality(orders)).toEqual([
      {
        accountId: 'id-CHILD:c1',
        account: 'CHILD:c1',
        copied: 2,
        asked: 3,
        skipped: 1,
        medianTicks: 2,
        // −0.15 × 130 and +0.05 × 130, in 1/10000 rupee.
        worth: -130_000,
        medianAckMs: 85,
      },
    ]);
    expect(skipsOf(orders).map(({ order, child }) => [order.id, child.reason?.code])).toEqual([
      ['o3', 'under-one-lot'],
    ]);
  });
});
