import type { Desk, PositionView, UserId } from '@copydesk/core';
import { ok } from '../answer.ts';
import { pageOf } from '../paging.ts';
import type { Handlers } from '../route-table.ts';
import type { PositionViews } from '../views/position-views.ts';

/** Positions in the base format. */
export function positionRoutes(desk: Desk, views: PositionViews): Pick<Handlers, 'positions'> {
  return {
    positions: ({ caller, query }) => {
      const { id: userId } = caller.user;
      const asOf = desk.journal.lastDurableEventId(userId);
      const account = query.account === undefined ? undefined : desk.accounts.find(userId, query.account);
      const found = account === undefined ? topLevel(desk, userId) : desk.positions.list(userId, account.id);
      const page = pageOf(found, keyOf, query);
      return ok({ items: page.items.map((position) => views.of(position)), next: page.next, asOf });
    },
  };
}

/** Every position; a child's stands under its master's where the master has one. */
function topLevel(desk: Desk, userId: UserId): readonly PositionView[] {
  return desk.positions.list(userId).filter((position) => {
    const group = desk.groups.of(position.accountId);
    if (group === undefined || group.masterId === position.accountId) return true;
    return desk.positions.view(group.masterId, position.instrumentId, position.product) === undefined;
  });
}

function keyOf(position: PositionView): string {
  return `${position.accountId}|${position.instrumentId}|${position.product}`;
}
