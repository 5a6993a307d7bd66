import { renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { showOrder, useOrders } from '../features/orders/orders-store.ts';
import { anOrder, aPosition } from '../testing/fixtures.ts';
import { useRefusedExit } from './refused-exits.ts';

describe('what a broker refused of a protection', () => {
  it('is said of the newest order that was sent for it, and not of one from before it was set', () => {
    useOrders.setState({ byId: {}, ids: [] });
    const reason = { code: 'rejected', text: 'RMS' };
    showOrder(anOrder({ origin: 'protection', status: 'rejected', reason, childOrders: [] }));
    const { result } = renderHook(useRefusedExit);
    const position = aPosition('MASTER:k2');
    const placedAt = Date.parse(anOrder().placedAt);
    const at = (ms: number) => new Date(placedAt + ms).toISOString();
    expect(result.current(position)).toContain('RMS');
    expect(result.current(position, at(-1_000))).toContain('RMS');
    expect(result.current(position, at(1_000))).toBeNull();
    expect(result.current(aPosition('CHILD:c1'))).toBeNull();
  });
});
