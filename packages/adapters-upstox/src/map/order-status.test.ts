import { describe, expect, it } from 'vitest';
import { readUpstoxStatus, UPSTOX_ORDER_STATUS } from './order-status.ts';

describe('readUpstoxStatus', () => {
  it('knows every documented word', () => {
    expect(Object.keys(UPSTOX_ORDER_STATUS)).toHaveLength(17);
  });

  it.each([
    ['open', 0, 'working'],
    ['open', 25, 'partly-filled'],
    ['open', 75, 'filled'],
    ['modified', 25, 'partly-filled'],
    ['not cancelled', 75, 'filled'],
    ['trigger pending', 0, 'working'],
    ['put order req received', 0, 'accepted'],
    ['complete', 75, 'filled'],
    ['cancelled', 25, 'cancelled'],
    ['cancelled after market order', 0, 'cancelled'],
    ['rejected', 0, 'rejected'],
  ])('%s with %i of 75 filled is %s', (raw, filled, status) => {
    expect(readUpstoxStatus(raw, filled, 75)).toEqual({ kind: 'known', status });
  });

  it.each(['OPEN', 'frozen', '', 'constructor', '__proto__'])('shows "%s" as unknown', (raw) => {
    expect(readUpstoxStatus(raw, 0, 75)).toEqual({ kind: 'unknown', raw });
  });
});
