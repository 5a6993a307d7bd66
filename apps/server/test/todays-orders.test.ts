import { instantOf, type Order, type OrderBook } from '@copydesk/core';
import { expect, it } from 'vitest';
import { ordersOfToday } from '../src/http/todays-orders.ts';

const DAY_MS = 86_400_000;
const NOON = Date.parse('2026-11-23T06:30:00Z');

function orderOf(id: string, at: number, more: object = {}): Order {
  return {
    intent: { orderId: id, accountId: 'acc-1', placedAt: instantOf(at) },
    held: [],
    ...more,
  } as unknown as Order;
}

it('shows what is of today or lives, and reads nothing of the rest but its date and who lives', () => {
  const past = Array.from({ length: 1_000 }, (_, each) => orderOf(`old-${each}`, NOON - 2 * DAY_MS));
  const resting = orderOf('resting', NOON - DAY_MS);
  const child = orderOf('child', NOON - DAY_MS, {
    intent: { orderId: 'child', accountId: 'acc-2', placedAt: instantOf(NOON - DAY_MS) },
  });
  const parent = orderOf('parent', NOON - DAY_MS);
  const waiting = orderOf('waiting', NOON - DAY_MS, { held: [{}] });
  const fresh = orderOf('fresh', NOON);
  let asked = 0;
  const orders = {
    livingOf: (id: string) => {
      asked += 1;
      return id === 'acc-1' ? [resting] : [child];
    },
    childrenOf: (order: Order) => (order === parent ? [child] : []),
  } as unknown as OrderBook;
  const found = ordersOfToday(orders, [fresh, waiting, parent, resting, ...past], () => '2026-11-23');
  // A view of a past order would trip over the slices that these have not.
  expect(found.map(({ intent }) => intent.orderId)).toEqual(['fresh', 'waiting', 'parent', 'resting']);
  expect(asked).toBe(2);
});
