import { describe, expect, it } from 'vitest';
import { anAccount } from '../testing/fixtures.ts';
import { byFamily } from './accounts-store.ts';

describe('the order of accounts', () => {
  it('is family by family, the master first, and last those that belong to none', () => {
    const other = { id: 'g0', name: 'Elders', role: 'child' } as const;
    const list = [
      anAccount('SINGLE:a1', { group: null }),
      anAccount('CHILD:c10'),
      anAccount('CHILD:e1', { group: other }),
      anAccount('CHILD:c2'),
      anAccount('MASTER:k2'),
      anAccount('MASTER:e0', { group: { ...other, role: 'master' } }),
    ];
    expect(byFamily(list).map(({ address }) => address)).toEqual([
      'MASTER:e0',
      'CHILD:e1',
      'MASTER:k2',
      'CHILD:c2',
      'CHILD:c10',
      'SINGLE:a1',
    ]);
  });
});
