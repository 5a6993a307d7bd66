import type { ScopeBody } from '@copydesk/api-contract';
import { describe, expect, it } from 'vitest';
import { aGroup, anAccount } from '../testing/fixtures.ts';
import { stopsAccount, stopsGroup, stopsScope } from './scope.ts';

const FAMILY = aGroup();
const [MASTER, CHILD, ALONE] = [
  anAccount('MASTER:k2'),
  anAccount('CHILD:c1'),
  anAccount('MASTER:k9', { group: null }),
];
const ACCOUNTS = [MASTER, CHILD, ALONE];

const ALL: ScopeBody = { scope: 'all' };
const OF_FAMILY: ScopeBody = { scope: 'group', groupId: FAMILY.id };
const OF_OTHERS: ScopeBody = { scope: 'group', groupId: 'g2' };
const OF_MASTER: ScopeBody = { scope: 'account', accountId: MASTER.id };
const OF_CHILD: ScopeBody = { scope: 'account', accountId: CHILD.id };

describe('whom a kill switch covers', () => {
  it.each([
    ['of everything', ALL, [MASTER, CHILD, ALONE]],
    ['of a group', OF_FAMILY, [MASTER, CHILD]],
    ['of another group', OF_OTHERS, []],
    ['of one account', OF_CHILD, [CHILD]],
  ] as const)('stops by one %s the accounts that it reaches, in either role', (_, scope, stopped) => {
    expect(ACCOUNTS.filter((account) => stopsAccount([OF_OTHERS, scope], account))).toEqual(stopped);
  });

  it.each([
    ['everything', ALL, true],
    ['the group', OF_FAMILY, true],
    ['its master', OF_MASTER, true],
    ['a child of it', OF_CHILD, false],
    ['another group', OF_OTHERS, false],
  ] as const)('stops the copying of a group by one of %s: %s', (_, scope, stopped) => {
    expect(stopsGroup([scope], FAMILY)).toBe(stopped);
  });

  it.each([
    ['everything by one of everything', ALL, ALL, true],
    ['everything by one of a group', OF_FAMILY, ALL, false],
    ['a group by one of everything', ALL, OF_FAMILY, true],
    ['a group by its own', OF_FAMILY, OF_FAMILY, true],
    ['a group by one of its master', OF_MASTER, OF_FAMILY, false],
    ['an account by its own', OF_CHILD, OF_CHILD, true],
    ["an account by its group's", OF_FAMILY, OF_CHILD, true],
    ["an account by another's", OF_MASTER, OF_CHILD, false],
    ['an account that is not known', OF_FAMILY, { scope: 'account', accountId: 'gone' }, false],
  ] as const)('leaves nothing to stop in %s', (_, on, asked, stopped) => {
    expect(stopsScope([on], asked, ACCOUNTS)).toBe(stopped);
  });
});
