import type { Order } from '@copydesk/api-contract';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { AsOf } from '../../components/as-of.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { BASKETS } from '../../live/baskets-changed.ts';
import { BasketStanding } from './basket-standing.tsx';
import { legsWords } from './basket-words.ts';
import { useBasket } from './baskets-api.ts';

interface BasketShownProps {
  readonly id: string;
  /** Its orders in the order book: also those that take something of it out again. */
  readonly booked: readonly Order[];
}

/** One basket, as it is read again while it runs. */
export function ShownBasket({ id, booked }: BasketShownProps) {
  const { data: basket, dataUpdatedAt, error } = useBasket(id);
  const queries = useQueryClient();
  if (basket === undefined)
    return error === null ? <div className="h-24" aria-busy /> : <Notice tone="bad">{wordsOf(error)}</Notice>;
  return (
    <>
      {error === null ? null : (
        <Notice tone="care">
          Not read again just now: it stands as it was told last, <AsOf atMs={dataUpdatedAt} />.{' '}
          {wordsOf(error)}
        </Notice>
      )}
      <BasketStanding
        basket={basket}
        booked={booked}
        onAnswer={(answer) => queries.setQueryData([BASKETS, id], answer)}
      />
    </>
  );
}

/** `/baskets/:id` */
export function BasketPage({ id, booked }: BasketShownProps) {
  const { data: basket } = useBasket(id);
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto bg-panel">
      <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-4 border-b border-line px-3 text-control">
        <h1 className="text-title font-semibold">
          Basket{basket === undefined ? '' : ` of ${legsWords(basket.legs.length)}`}
        </h1>
        {basket === undefined ? null : (
          <AccountName accountId={basket.accountId} address={basket.account} withBroker />
        )}
        <Link
          href="/baskets"
          className="ml-auto inline-flex min-h-6 items-center underline underline-offset-2"
        >
          All baskets
        </Link>
      </div>
      <div className="max-w-5xl p-3">
        <ShownBasket id={id} booked={booked} />
      </div>
    </div>
  );
}
