import {
  type ConversionId,
  type Desk,
  type Instrument,
  type Quantity,
  TradingError,
  type UserId,
} from '@copydesk/core';
import type { Instruments } from '../../instruments/instruments.ts';
import { type Answer, accepted, ok } from '../answer.ts';
import { atFieldAsWritten } from '../field-as-written.ts';
import { findAccount } from '../group-input.ts';
import { pageOf } from '../paging.ts';
import type { Handlers } from '../route-table.ts';
import type { ConversionViews } from '../views/conversion-view.ts';

type Names = 'convertPosition' | 'conversions' | 'conversion';

/** Moving positions from one product to another. */
export function conversionRoutes(
  desk: Desk,
  views: ConversionViews,
  instruments: Instruments,
): Pick<Handlers, Names> {
  const { accounts, conversions } = desk;
  const shown = (userId: UserId, id: string) => {
    const conversion = conversions.book.get(id as ConversionId);
    if (conversion === undefined || conversion.intent.userId !== userId)
      throw new TradingError('conversion-not-found', { conversion: id });
    return views.of(conversion);
  };
  return {
    convertPosition: ({ caller, body, mark, request }) =>
      atFieldAsWritten(request.body, async (): Promise<Answer> => {
        const { id: userId } = caller.user;
        const account = findAccount(userId, body.accountId, accounts, '/accountId');
        const { resolver } = instruments[account.environment];
        const { instrumentId, from, to, quantity } = body;
        const id = await conversions.convert(userId, {
          accountId: account.id,
          instrumentId: resolver.find(instrumentId)?.id ?? (instrumentId as Instrument['id']),
          from,
          to,
          quantity: quantity as Quantity,
          request: mark,
        });
        return accepted(shown(userId, id));
      }),
    conversions: ({ caller, query }) => {
      const { id: userId } = caller.user;
      const asOf = desk.journal.lastDurableEventId(userId);
      const account = query.account === undefined ? undefined : accounts.find(userId, query.account);
      const found = conversions.book.list(userId, account?.id);
      const page = pageOf(found, ({ intent }) => intent.conversionId, query);
      return ok({ items: page.items.map((one) => views.of(one)), next: page.next, asOf });
    },
    conversion: ({ caller, params }) => ok(shown(caller.user.id, params.id)),
  };
}
