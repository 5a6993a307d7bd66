import { expect, it, vi } from 'vitest';
import { aChildOrder, anOrder, aPosition } from '../../testing/fixtures.ts';
import { applyPosition, toldMs, usePositions } from '../positions/positions-store.ts';
import { applyOrderMessage, filledMs, showAnswer, useOrders } from './orders-store.ts';

it('knows a fill that an answer told as later than the position, until the position is told again', () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 1));
  const isNews = (): boolean => {
    const order = useOrders.getState().byId['o1'];
    const [position] = Object.values(usePositions.getState().byKey ?? {});
    if (order === undefined || position === undefined) throw new Error('Both are shown.');
    return filledMs(order) > toldMs(position);
  };
  useOrders.setState({ byId: { o1: anOrder({ filledQuantity: 0, updatedAt: '1' }) }, ids: ['o1'] });
  applyPosition(aPosition('MASTER:k2'));
  expect(isNews()).toBe(false);
  showAnswer(anOrder({ updatedAt: '2' }));
  // Its child moves: the order is another object, and filled when it did.
  const child = aChildOrder('CHILD:c1', { status: 'filled' });
  const told = { eventId: 1, at: '2', more: false, type: 'order-filled' } as const;
  applyOrderMessage({ ...told, parentOrderId: 'o1', order: null, child });
  expect(isNews()).toBe(true);
  applyPosition(aPosition('MASTER:k2', { netQty: 0 }));
  expect(isNews()).toBe(false);
  // The same fill told once more is no new one.
  showAnswer(anOrder({ updatedAt: '3' }));
  expect(isNews()).toBe(false);
});
