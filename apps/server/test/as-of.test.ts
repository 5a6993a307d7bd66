/** What a list says that it contains is what would survive a crash: a listener goes on from there. */
import { type Account, type AccountStore, type Desk, instantOf } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { AccountChanges } from '../src/accounts/account-changes.ts';
import type { Answer } from '../src/http/answer.ts';
import { accountRoutes } from '../src/http/routes/account-routes.ts';
import { groupRoutes } from '../src/http/routes/group-routes.ts';
import { orderRoutes } from '../src/http/routes/order-routes.ts';
import { positionRoutes } from '../src/http/routes/position-routes.ts';

/** Nine events in memory, seven on the disk. */
const desk = {
  journal: { lastEventId: () => 9, lastDurableEventId: () => 7 },
  accounts: { listFor: () => [] },
  groups: { listFor: () => [] },
  orders: { list: () => [] },
  positions: { list: () => [] },
} as unknown as Desk;
const call = { caller: { user: { id: 'usr-1' } }, query: { limit: 10 } } as never;

it.each<[string, () => Answer | Promise<Answer>]>([
  ['accounts', () => accountRoutes({ desk } as never).accounts(call)],
  ['groups', () => groupRoutes(desk).groups(call)],
  [
    'orders',
    () => orderRoutes({ desk, clock: { now: () => instantOf(1_790_000_000_000) } } as never).orders(call),
  ],
  ['positions', () => positionRoutes(desk, {} as never).positions(call)],
])('the list of %s is as of the last durable event', async (_, ask) => {
  expect((await ask()).body).toMatchObject({ items: [], asOf: 7 });
});

describe('an account that another process stores at the same moment', () => {
  const draft = { address: 'CHILD:c1', brokerId: 'zerodha', clientId: 'AB1234' } as never;
  const changesWith = (error: Error) =>
    new AccountChanges(
      { all: (): Account[] => [], add: () => Promise.reject(error) } as unknown as AccountStore,
      () => true,
    );

  it('is refused as a taken address', async () => {
    const violation = Object.assign(new Error('Unique constraint failed'), { code: 'P2002' });
    await expect(changesWith(violation).add('usr-1' as never, draft)).rejects.toMatchObject({
      code: 'account-address-taken',
      path: '/address',
    });
  });

  it('is not, when the disk is full', async () => {
    await expect(changesWith(new Error('the disk is full')).add('usr-1' as never, draft)).rejects.toThrow(
      'the disk is full',
    );
  });
});
