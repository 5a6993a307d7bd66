/** What is journaled about baskets. Plain JSON; a stored event is never re-meant. */
import type { AccountId } from '../account/account.ts';
import type { RequestMark } from '../journal/desk-event.ts';
import type { OrderId } from '../order/order-id.ts';
import type { BasketId, BasketIntent, BasketReason, OnIncomplete } from './basket.ts';

interface BasketFact {
  readonly basketId: BasketId;
  readonly accountId: AccountId;
}

export type BasketEvent =
  /** A basket was asked for. Nothing of it was sent. */
  | {
      readonly type: 'basket-journaled';
      readonly basket: BasketIntent;
      readonly request: RequestMark | undefined;
    }
  /** The account cannot complete: it gets no further leg, and what it has is taken out again or stays. */
  | (BasketFact & {
      readonly type: 'basket-incomplete';
      /** The order of the leg that it failed at, whether or not it was made. */
      readonly leg: OrderId;
      readonly reason: BasketReason;
      readonly then: OnIncomplete;
      /** The orders of the basket's legs that there are, whose story it is part of. */
      readonly orders: readonly OrderId[];
    })
  /** A person wants no more of it. */
  | (BasketFact & { readonly type: 'basket-cancelled'; readonly request: RequestMark | undefined })
  /** Nothing of it is left to be done in any account. */
  | (BasketFact & { readonly type: 'basket-ended'; readonly outcome: 'complete' | 'incomplete' });
