import type * as wire from '@copydesk/api-contract';
import type { Desk, Scope, UserId } from '@copydesk/core';
import { accepted, ok } from '../answer.ts';
import { findAccount } from '../group-input.ts';
import type { Handlers } from '../route-table.ts';
import type { LimitViews } from '../views/limit-views.ts';

type Names = 'killSwitch' | 'setKillSwitch' | 'liftKillSwitch' | 'squareOff';

/** Kill switches and square-offs. */
export function limitRoutes(desk: Desk, views: LimitViews): Pick<Handlers, Names> {
  const { accounts, groups, killSwitch, squareOff } = desk;
  const scopeOf = (userId: UserId, body: wire.ScopeInput): Scope => {
    if (body.scope === 'account') {
      const { id: accountId } = findAccount(userId, body.accountId ?? '', accounts, '/accountId');
      return { kind: 'account', accountId };
    }
    if (body.scope === 'group') return { kind: 'group', groupId: groups.get(userId, body.groupId ?? '').id };
    return { kind: 'all' };
  };
  return {
    killSwitch: ({ caller }) => ok(views.killSwitch(killSwitch.report(caller.user.id))),
    setKillSwitch: async ({ caller, body, mark }) => {
      const { id: userId } = caller.user;
      return ok(views.killSwitch(await killSwitch.set(userId, scopeOf(userId, body), mark)));
    },
    liftKillSwitch: async ({ caller, body, mark }) => {
      const { id: userId } = caller.user;
      return ok(views.killSwitch(await killSwitch.lift(userId, scopeOf(userId, body), mark)));
    },
    squareOff: async ({ caller, body, mark }) => {
      const { id: userId } = caller.user;
      const report = await squareOff.run(userId, { scope: scopeOf(userId, body), request: mark });
      return accepted(views.squareOff(report));
    },
  };
}
