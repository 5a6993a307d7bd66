import {
  type Desk,
  type InstrumentId,
  type ProtectionLevels,
  type ProtectionScope,
  type RequestMark,
  type UserId,
} from '@copydesk/core';
import type { Instruments } from '../../instruments/instruments.ts';
import { type Answer, ok } from '../answer.ts';
import { findAccount } from '../group-input.ts';
import { defaultLevels, positionLevels, profitLevels } from '../protection-input.ts';
import type { Handlers } from '../route-table.ts';
import { defaultsView, type ProtectionViews } from '../views/protection-views.ts';

type Names =
  | 'protections'
  | 'protectionDefaults'
  | 'setProtectionDefaults'
  | 'protectPosition'
  | 'protectAccount'
  | 'protectGroup';

/** Stops, targets and trailing stops. */
export function protectionRoutes(
  desk: Desk,
  instruments: Instruments,
  views: ProtectionViews,
): Pick<Handlers, Names> {
  const { accounts, groups, protections } = desk;
  /** What is armed; what acts is spent, and its levels are no longer there to be changed. */
  const before = (scope: ProtectionScope): ProtectionLevels | undefined => {
    const found = protections.book.get(scope);
    return found?.triggered === undefined ? found?.levels : undefined;
  };
  const set = async (
    userId: UserId,
    scope: ProtectionScope,
    levels: ProtectionLevels,
    mark: RequestMark | undefined,
  ): Promise<Answer> => {
    await protections.set(userId, scope, levels, mark);
    return ok(views.answer(protections.view(scope)));
  };
  return {
    protections: ({ caller }) => {
      const { id: userId } = caller.user;
      const asOf = desk.journal.lastDurableEventId(userId);
      const items = protections.list(userId).map((view) => views.of(view));
      return ok({ items, next: null, asOf });
    },
    protectionDefaults: ({ caller }) => ok(defaultsView(desk.protectionDefaults.of(caller.user.id))),
    setProtectionDefaults: async ({ caller, body, mark }) => {
      const { id: userId } = caller.user;
      await protections.setDefaults(userId, defaultLevels(body, desk.protectionDefaults.of(userId)), mark);
      return ok(defaultsView(desk.protectionDefaults.of(userId)));
    },
    protectPosition: async ({ caller, body, mark }) => {
      const { id: userId } = caller.user;
      const account = findAccount(userId, body.accountId, accounts, '/accountId');
      const { resolver } = instruments[account.environment];
      const instrumentId = resolver.find(body.instrumentId)?.id ?? (body.instrumentId as InstrumentId);
      const { product } = body;
      const scope = { kind: 'position', accountId: account.id, instrumentId, product } as const;
      return await set(userId, scope, positionLevels(body, before(scope)), mark);
    },
    protectAccount: async ({ caller, params, body, mark }) => {
      const { id: userId } = caller.user;
      const scope = { kind: 'account', accountId: accounts.find(userId, params.account).id } as const;
      return await set(userId, scope, profitLevels(body, before(scope)), mark);
    },
    protectGroup: async ({ caller, params, body, mark }) => {
      const { id: userId } = caller.user;
      const scope = { kind: 'group', groupId: groups.get(userId, params.id).id } as const;
      return await set(userId, scope, profitLevels(body, before(scope)), mark);
    },
  };
}
