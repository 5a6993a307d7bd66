import { expect, it } from 'vitest';
import { KITE_ORDER_STATUS, readKiteStatus } from './order-status.ts';

it.each([
  ['PUT ORDER REQ RECEIVED', 'accepted', 'accepted'],
  ['VALIDATION PENDING', 'accepted', 'accepted'],
  ['OPEN PENDING', 'accepted', 'accepted'],
  ['AMO REQ RECEIVED', 'accepted', 'accepted'],
  ['OPEN', 'working', 'partly-filled'],
  ['UPDATE', 'working', 'partly-filled'],
  ['MODIFIED', 'working', 'partly-filled'],
  ['MODIFY VALIDATION PENDING', 'working', 'partly-filled'],
  ['MODIFY PENDING', 'working', 'partly-filled'],
  ['CANCEL PENDING', 'working', 'partly-filled'],
  ['TRIGGER PENDING', 'working', 'partly-filled'],
  ['COMPLETE', 'filled', 'filled'],
  ['CANCELLED', 'cancelled', 'cancelled'],
  ['REJECTED', 'rejected', 'rejected'],
  ['LAPSED', 'expired', 'expired'],
])('%s is %s without fills and %s with some', (raw, unfilled, filled) => {
  expect(readKiteStatus(raw, 0)).toEqual({ kind: 'known', status: unfilled });
  expect(readKiteStatus(raw, 5)).toEqual({ kind: 'known', status: filled });
});

it('shows a word it does not know, and takes no word of every object for a status', () => {
  expect(readKiteStatus('NOT CANCELLED', 0)).toEqual({ kind: 'unknown', raw: 'NOT CANCELLED' });
  expect(readKiteStatus('constructor', 0)).toEqual({ kind: 'unknown', raw: 'constructor' });
  expect(Object.keys(KITE_ORDER_STATUS)).toHaveLength(15);
});
