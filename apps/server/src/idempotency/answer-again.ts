import type { BasketId, ConversionId, Desk, OrderId, UserId } from '@copydesk/core';
import { type Answer, accepted, ok } from '../http/answer.ts';
import type { BasketViews } from '../http/views/basket-view.ts';
import type { ConversionViews } from '../http/views/conversion-view.ts';
import { repairedView } from '../http/views/divergence-view.ts';
import type { LimitViews } from '../http/views/limit-views.ts';
import type { OrderViews } from '../http/views/order-views.ts';
import { defaultsView, type ProtectionViews } from '../http/views/protection-views.ts';
import type { AnswerAgain } from './intent-store.ts';

/** What is made by requests, as it is shown. */
export interface MadeViews {
  readonly orders: OrderViews;
  readonly baskets: BasketViews;
  readonly conversions: ConversionViews;
  readonly limits: LimitViews;
  readonly protections: ProtectionViews;
}

/** Answers what the journal remembers of a request: the thing that it made, as it stands now. */
export function answerAgain(desk: Desk, views: MadeViews): AnswerAgain {
  return ({ made, mark, userId }): Answer => {
    switch (made.kind) {
      case 'square-off':
        return accepted(views.limits.squareOff(desk.squareOff.report(made.id)));
      case 'kill-switch':
        return ok(views.limits.killSwitch(desk.killSwitch.report(made.id as UserId)));
      case 'repair':
        return accepted(repairedView({ desk, views: views.orders }, userId, made.ids as readonly OrderId[]));
      case 'protection':
        return ok(views.protections.answer(desk.protections.view(made.scope)));
      case 'protection-defaults':
        return ok(defaultsView(desk.protectionDefaults.of(userId)));
      case 'basket': {
        const basket = desk.baskets.book.get(made.id as BasketId);
        return accepted(basket === undefined ? null : views.baskets.of(basket));
      }
      case 'conversion': {
        const conversion = desk.conversions.book.get(made.id as ConversionId);
        return accepted(conversion === undefined ? null : views.conversions.of(conversion));
      }
      case 'order': {
        const order = desk.orders.get(made.id as OrderId);
        // What was decided about a child is answered with its master's order.
        const parentId = mark.route.includes('/children/') ? order?.intent.parentOrderId : undefined;
        const shown = parentId === undefined ? order : (desk.orders.get(parentId) ?? order);
        return accepted(shown === undefined ? null : views.orders.of(shown));
      }
    }
  };
}
