import type { BasketInput } from '@copydesk/api-contract';
import type { Account, BasketCommand, BasketId, Desk, RequestMark, UserId } from '@copydesk/core';
import type { Instruments } from '../../instruments/instruments.ts';
import { type Answer, accepted, ok } from '../answer.ts';
import { atFieldAsWritten, inPart } from '../field-as-written.ts';
import { findAccount } from '../group-input.ts';
import { HttpError } from '../http-error.ts';
import { listsKnowing } from '../lists-knowing.ts';
import { placeCommand } from '../order-input.ts';
import { pageOf } from '../paging.ts';
import type { Handlers } from '../route-table.ts';
import type { BasketViews } from '../views/basket-view.ts';

type Names = 'placeBasket' | 'baskets' | 'basket' | 'cancelBasket';

/** Several legs that belong together. */
export function basketRoutes(
  desk: Desk,
  views: BasketViews,
  instruments: Instruments,
): Pick<Handlers, Names> {
  const { accounts, baskets } = desk;
  const answer = (userId: UserId, id: BasketId): Answer => accepted(views.of(baskets.get(userId, id)));
  const commandOf = (
    account: Account,
    body: BasketInput,
    request: RequestMark | undefined,
  ): BasketCommand => {
    const { resolver } = instruments[account.environment];
    const legs = body.legs.map((leg, place) =>
      inPart(`/legs/${place}`, () => {
        const { accountId = account.id } = leg;
        const own = findAccount(account.userId, accountId, accounts, '/accountId');
        if (own.id !== account.id) throw otherAccount();
        const { request: _, ...order } = placeCommand({ ...leg, accountId }, account, resolver, undefined);
        return order;
      }),
    );
    const { onIncomplete, completeWithinMs } = body;
    return { accountId: account.id, legs, onIncomplete, completeWithinMs, request };
  };
  return {
    placeBasket: ({ caller, body, mark, request }) =>
      atFieldAsWritten(request.body, async () => {
        const { id: userId } = caller.user;
        const account = findAccount(userId, body.accountId, accounts, '/accountId');
        for (const { instrumentId } of body.legs)
          await listsKnowing(instrumentId, instruments[account.environment]);
        return answer(userId, await baskets.place(userId, commandOf(account, body, mark)));
      }),
    baskets: ({ caller, query }) => {
      const { id: userId } = caller.user;
      const asOf = desk.journal.lastDurableEventId(userId);
      const account = query.account === undefined ? undefined : accounts.find(userId, query.account);
      const page = pageOf(baskets.book.list(userId, account?.id), ({ intent }) => intent.basketId, query);
      return ok({ items: page.items.map((one) => views.of(one)), next: page.next, asOf });
    },
    basket: ({ caller, params }) => ok(views.of(baskets.get(caller.user.id, params.id as BasketId))),
    cancelBasket: async ({ caller, params, mark }) => {
      const { id: userId } = caller.user;
      const id = params.id as BasketId;
      await baskets.cancel(userId, id, mark);
      return answer(userId, id);
    },
  };
}

function otherAccount(): HttpError {
  const message = 'All legs are of the account of the basket.';
  return new HttpError('invalid-input', { errors: [{ path: '/accountId', code: 'not-allowed', message }] });
}
