import {
  type Desk,
  type InstrumentId,
  type ProtectionLevels,
  type ProtectionScope,
  type UserId,
} from '@copydesk/core';
import type { Instruments } from '../../instruments/instruments.ts';
import { type Answer, ok } from '../answer.ts';
import { findAccount } from '../group-input.ts';
import { positionLevels, profitLevels } from '../protection-input.ts';
import type { Handlers } from '../route-table.ts';
import type { AccountNames } from '../views/account-names.ts';
import { protectionView } from '../views/protection-views.ts';

type Names = 'protections' | 'protectPosition' | 'protectAccount' | 'protectGroup';

/** Stops, targets and trailing stops. */
export function protectionRoutes(
  desk: Desk,
  instruments: Instruments,
  names: AccountNames,
): Pick<Handlers, Names> {
  const { accounts, groups, protections } = desk;
  /** What is armed; what acts is spent, and its levels are no longer there to be changed. */
  const before = (scope: ProtectionScope): ProtectionLevels | undefined => {
    const found = protections.book.get(scope);
    return found?.triggered === undefined ? found?.levels : undefined;
  };
  const set = async (userId: UserId, scope: ProtectionScope, levels: ProtectionLevels): Promise<Answer> => {
    await protections.set(userId, scope, levels);
    const view = protections.view(scope);
    return ok({ protection: view === undefined ? null : protectionView(view, names) });
  };
  return {
    protections: ({ caller }) => {
      const { id: userId } = caller.user;
      const asOf = desk.journal.lastDurableEventId(userId);
      const items = protections.list(userId).map((view) => protectionView(view, names));
      return ok({ items, next: null, asOf });
    },
    protectPosition: async ({ caller, body }) => {
      const { id: userId } = caller.user;
      const account = findAccount(userId, body.accountId, accounts, '/accountId');
      const { resolver } = instruments[account.environment];
      const instrumentId = resolver.find(body.instrumentId)?.id ?? (body.instrumentId as InstrumentId);
      const { product } = body;
      const scope = { kind: 'position', accountId: account.id, instrumentId, product } as const;
      return await set(userId, scope, positionLevels(body, before(scope)));
    },
    protectAccount: async ({ caller, params, body }) => {
      const { id: userId } = caller.user;
      const scope = { kind: 'account', accountId: accounts.find(userId, params.account).id } as const;
      return await set(userId, scope, profitLevels(body, before(scope)));
    },
    protectGroup: async ({ caller, params, body }) => {
      const { id: userId } = caller.user;
      const scope = { kind: 'group', groupId: groups.get(userId, params.id).id } as const;
      return await set(userId, scope, profitLevels(body, before(scope)));
    },
  };
}
