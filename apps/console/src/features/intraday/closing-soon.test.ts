import type { Conditions } from '@copydesk/api-contract';
import { expect, it } from 'vitest';
import { aPosition } from '../../testing/fixtures.ts';
import { closingSoon } from './closing-soon.ts';

const at = (time: string): string => `2026-12-01T${time}:00+05:30`;

const NFO: Conditions['markets'][number] = {
  environment: 'live',
  segment: 'NFO',
  open: true,
  opensAt: at('09:15'),
  closesAt: at('15:30'),
  cutOffAt: at('15:20'),
  deskClosesAt: at('15:10'),
  nextOpensAt: null,
};

const { childPositions: _none, ...child } = aPosition('CHILD:c1', { netQty: 65, product: 'I' });
const held = aPosition('MASTER:k2', { netQty: 130, product: 'I', childPositions: [child] });

function soon(time: string, positions = [held], market: Partial<typeof NFO> = {}) {
  return closingSoon({
    positions,
    markets: [{ ...NFO, ...market }],
    environmentOf: () => 'live',
    nowIn: () => Date.parse(at(time)),
  });
}

it('warns ten minutes before the desk closes, and counts the children too', () => {
  expect(soon('14:59')).toEqual([]);
  expect(soon('15:00')).toMatchObject([
    { positions: 2, accounts: 2, own: [held], deskClosesAt: at('15:10') },
  ]);
  expect(soon('15:00', [{ ...held, product: 'D' }])).toEqual([]);
});

it('goes by the brokers where the desk does not close, and is silent where nobody does', () => {
  expect(soon('14:59', [held], { deskClosesAt: null })).toEqual([]);
  expect(soon('15:00', [held], { deskClosesAt: null })).toHaveLength(1);
  expect(soon('15:00', [held], { deskClosesAt: null, cutOffAt: null })).toEqual([]);
  expect(soon('15:31', [held], { open: false })).toEqual([]);
});

it('offers a child’s own position once its master is flat', () => {
  expect(soon('15:05', [{ ...held, netQty: 0 }])).toMatchObject([{ positions: 1, own: [child] }]);
});
