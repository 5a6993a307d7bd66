import type { Desk, OrderId } from '@copydesk/core';
import { accepted, ok } from '../answer.ts';
import type { Handlers } from '../route-table.ts';
import { type DivergenceViews, repairedView, repairPlanView } from '../views/divergence-view.ts';
import type { OrderViews } from '../views/order-views.ts';

type Names = 'divergences' | 'planDivergence' | 'resyncDivergence';

/** Differences and their repair. */
export function divergenceRoutes(
  desk: Desk,
  views: { readonly divergences: DivergenceViews; readonly orders: OrderViews },
): Pick<Handlers, Names> {
  const { repair } = desk.divergences;
  return {
    divergences: ({ caller, query }) => {
      const asOf = desk.journal.lastDurableEventId(caller.user.id);
      const found = desk.divergences.list(caller.user.id, query.which ?? 'open');
      return ok({ items: found.map((one) => views.divergences.of(one)), next: null, asOf });
    },
    planDivergence: ({ caller, params }) => ok(repairPlanView(repair.plan(caller.user.id, params.id))),
    resyncDivergence: async ({ caller, params, body, mark }) => {
      const { id: userId } = caller.user;
      let orders: readonly OrderId[] = [];
      if (body.planId === undefined) await repair.accept(userId, params.id, mark);
      else orders = await repair.resync(userId, params.id, body.planId, mark);
      return accepted(repairedView({ desk, views: views.orders }, userId, orders));
    },
  };
}
