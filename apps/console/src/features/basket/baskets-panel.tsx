import type { Basket } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { Link, useLocation } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { AsOf } from '../../components/as-of.tsx';
import { TreeTable } from '../../components/table/tree-table.tsx';
import { StatusMark } from '../../components/ui/status-mark.tsx';
import { Cell, type Column, SentenceRow } from '../../components/ui/table.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { nameOfId } from '../../lib/instrument-name.ts';
import { NOT_APPLICABLE } from '../../lib/numbers.ts';
import { basketPath } from '../../lib/page-paths.ts';
import { useScreen } from '../../lib/screen.ts';
import { formatTime } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { serverNow, useIsStale } from '../../live/link-store.ts';
import { useTabStop } from '../../live/own-keys.ts';
import { BasketCards } from './basket-cards.tsx';
import { basketStatus } from './basket-words.ts';
import { useBaskets } from './baskets-api.ts';

const COLUMNS: readonly Column[] = [
  { id: 'time', name: 'Time', align: 'left', width: 'w-17' },
  { id: 'account', name: 'Account', align: 'left', width: 'w-20' },
  { id: 'legs', name: 'Legs, in the order in which they go', align: 'left' },
  { id: 'status', name: 'Status', align: 'left', width: 'w-36' },
  { id: 'incomplete', name: 'Cannot complete', align: 'left', width: 'w-40' },
];
const ROW_PX = 24;

/** Every basket that the server keeps, newest first; Enter opens one. */
export function BasketsPanel() {
  const { data, dataUpdatedAt, error } = useBaskets();
  const cut = useIsStale();
  const old = cut || error !== null;
  const [, go] = useLocation();
  const tabStop = useTabStop();
  const phone = useScreen() === 'phone';
  return (
    <>
      {error === null ? null : (
        <p className="shrink-0 border-b border-line px-3 py-1 text-table text-warn">
          Baskets were not read. {wordsOf(error)}
          {data === undefined ? null : (
            <>
              {' '}
              What stands here is <AsOf atMs={dataUpdatedAt} />.
            </>
          )}
        </p>
      )}
      {phone ? (
        <BasketCards baskets={data?.items} isUnread={error !== null} old={old} />
      ) : (
        <TreeTable
          label="Baskets"
          minWidth="min-w-190"
          columns={COLUMNS}
          lines={data?.items ?? NONE}
          idOf={({ id }) => id}
          childrenOf={noChildren}
          isOpen={never}
          onOpen={nothing}
          onKey={(id, event) => {
            if (event.key !== 'Enter' || event.repeat) return;
            event.preventDefault();
            go(basketPath(id));
          }}
          rowHeight={ROW_PX}
          read={data !== undefined || error !== null}
          empty={
            <SentenceRow span={COLUMNS.length}>
              {data === undefined
                ? 'Which baskets there are is not known.'
                : 'No baskets. Space on a price of the option chain collects a leg.'}
            </SentenceRow>
          }
          renderRow={(basket, place) => (
            <tr
              {...place.rowProps}
              className="h-6 text-text hover:bg-hover focus:bg-selected focus:shadow-[inset_2px_0_0_var(--color-text)]"
            >
              <Cell className="figures">
                <Link
                  href={basketPath(basket.id)}
                  tabIndex={tabStop}
                  aria-label={`Basket of ${formatTime(basket.placedAt)}`}
                  className="underline underline-offset-2"
                >
                  {formatTime(basket.placedAt)}
                </Link>
              </Cell>
              <Cell>
                <AccountName accountId={basket.accountId} address={basket.account} />
              </Cell>
              <Cell className="figures" title={legsOf(basket)}>
                {legsOf(basket)}
              </Cell>
              <Cell>
                <StatusMark {...basketStatus(basket)} old={old} />
              </Cell>
              <Cell className={clsx(old && 'stale-figure')}>{troubled(basket)}</Cell>
            </tr>
          )}
        />
      )}
    </>
  );
}

/** The list on a page of its own. */
export function BasketsPage() {
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="flex min-h-10 shrink-0 items-center border-b border-line px-3">
        <h1 className="text-title font-semibold">Baskets</h1>
      </div>
      <BasketsPanel />
    </div>
  );
}

const NONE: readonly Basket[] = [];
const noChildren = (): readonly never[] => [];
const never = (): boolean => false;
const nothing = (): void => undefined;

/** `BUY NIFTY 01 DEC 26500 CE, SELL NIFTY 01 DEC 26000 CE`. */
function legsOf({ legs }: Basket): string {
  return legs
    .map(({ side, instrumentId, symbolName }) => `${side} ${nameOfId(instrumentId, symbolName, serverNow())}`)
    .join(', ');
}

/** `c2, c3`: who cannot complete. */
function troubled({ incomplete }: Basket): string {
  return incomplete.length === 0
    ? NOT_APPLICABLE
    : incomplete.map(({ account }) => shortAccount(account)).join(', ');
}
