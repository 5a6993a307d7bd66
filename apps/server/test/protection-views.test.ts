import { type AccountId, type BrokerId, instantOf, type ProtectionView, type UserId } from '@copydesk/core';
import { expect, it } from 'vitest';
import type { Broker } from '../src/brokers/broker-registry.ts';
import { AccountNames } from '../src/http/views/account-names.ts';
import { ProtectionViews } from '../src/http/views/protection-views.ts';

it('names the broker of another person’s feed that a protection watches by, and not the account; and what of its owner’s no broker shows', () => {
  const [ann, ben] = ['ann' as UserId, 'ben' as UserId];
  const accounts = [
    { id: 'a1', userId: ann, address: 'MASTER:k2', brokerId: 'zerodha' },
    { id: 'b1', userId: ben, address: 'MASTER:ben', brokerId: 'upstox' },
  ].map((one) => ({ ...one, id: one.id as AccountId, brokerId: one.brokerId as BrokerId }));
  const brokers = { all: () => [{ id: 'upstox', brokerPackage: { name: 'Upstox' } } as Broker] };
  const views = new ProtectionViews({ names: new AccountNames({ all: () => accounts } as never), brokers });
  const view = {
    protection: {
      userId: ann,
      scope: { kind: 'account', accountId: 'a1' },
      levels: {},
      since: instantOf(0),
    },
    state: 'watching',
    sources: accounts.map((account) => ({ account, by: 'stream' })),
    without: [],
    notShown: [{ accountId: 'a1', instrumentId: 'NSE:INE002A01018', product: 'D' }],
  } as unknown as ProtectionView;
  const { watchedBy: shown, notShown } = views.of(view);
  expect(notShown).toEqual([
    { accountId: 'a1', account: 'MASTER:k2', instrumentId: 'NSE:INE002A01018', product: 'D' },
  ]);
  expect(shown).toEqual([
    { accountId: 'a1', account: 'MASTER:k2', broker: 'zerodha', brokerName: 'zerodha', by: 'stream' },
    { accountId: null, account: null, broker: 'upstox', brokerName: 'Upstox', by: 'stream' },
  ]);
  expect(JSON.stringify(shown)).not.toContain('ben');
});
