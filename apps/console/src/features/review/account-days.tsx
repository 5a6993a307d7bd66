import { AccountName } from '../../components/account-name.tsx';
import { SideWord } from '../../components/side-word.tsx';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatMoney, formatQuantity, formatRupees, formatSignedQuantity } from '../../lib/numbers.ts';
import { formatTime } from '../../lib/times.ts';
import { productWord, shortAccount } from '../../lib/words.ts';
import { serverNow } from '../../live/link-store.ts';
import type { AccountDay } from './day-trades.ts';
import { Gain } from './gain.tsx';
import { OrderLink } from './order-link.tsx';
import { type Head, Sheet } from './sheet.tsx';

const HEADS: readonly Head[] = [
  { name: 'Time', align: 'left', width: 'w-20' },
  { name: 'Side', align: 'left', width: 'w-14' },
  { name: 'Instrument', align: 'left' },
  { name: 'Prod', align: 'left', width: 'w-16' },
  { name: 'Qty', align: 'right', width: 'w-24' },
  { name: 'Price ₹', align: 'right', width: 'w-28' },
  { name: 'Value ₹', align: 'right', width: 'w-36' },
];

/** Each account's gain with the trades that made it: the one is the sum of the other. */
export function AccountDays({ of }: { readonly of: readonly AccountDay[] }) {
  if (of.length === 0) return null;
  return (
    <section aria-label="Trades" className="grid gap-4">
      {of.map((day) => (
        <div key={day.accountId}>
          <Sheet
            title={<Title day={day} />}
            label={`Trades of ${shortAccount(day.account)}`}
            heads={HEADS}
            rows={day.trades.map(({ order, key, quantity, price, value }) => ({
              key,
              cells: [
                formatTime(order.placedAt),
                <SideWord key="side" side={order.side} />,
                <OrderLink key="order" order={order} />,
                productWord(order.product, order.instrumentType),
                formatQuantity(quantity),
                formatMoney(price),
                formatMoney(value),
              ],
            }))}
          />
          <p className="figures pt-1 text-table text-text-2">
            Bought {formatRupees(day.bought)}, sold {formatRupees(day.sold)}.
            {day.left.length === 0
              ? ' Nothing is left over.'
              : ` Left over, and no gain yet: ${day.left
                  .map(
                    ({ order, quantity }) =>
                      `${formatSignedQuantity(quantity)} ${instrumentName(order, serverNow())}`,
                  )
                  .join(', ')}.`}
          </p>
        </div>
      ))}
      <p className="text-table text-muted">
        Before charges. Each order stands at its average; the CSV has every fill.
      </p>
    </section>
  );
}

function Title({ day }: { readonly day: AccountDay }) {
  return (
    <span className="flex flex-wrap items-baseline gap-x-3">
      <AccountName accountId={day.accountId} address={day.account} withBroker />
      <span className="text-table font-normal text-muted">
        {day.trades.length} {day.trades.length === 1 ? 'trade' : 'trades'}
      </span>
      <span className="figures ml-auto inline-flex items-center gap-1">
        <span className="text-table font-normal text-muted">P&L of what was bought and sold</span>
        <Gain value={day.pnl} />
      </span>
    </span>
  );
}
