import { clsx } from 'clsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { Link } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { instrumentName } from '../../lib/instrument-name.ts';
import {
  formatMoney,
  formatQuantity,
  formatRupeeChange,
  formatRupees,
  formatSignedQuantity,
  type Money,
} from '../../lib/numbers.ts';
import { formatTime } from '../../lib/times.ts';
import { productWord } from '../../lib/words.ts';
import { serverNow } from '../../live/link-store.ts';
import type { AccountDay } from './day-trades.ts';
import { Sheet } from './sheet.tsx';

const HEADS = [
  ['Time', 'left'],
  ['Side', 'left'],
  ['Instrument', 'left'],
  ['Prod', 'left'],
  ['Qty', 'right'],
  ['Price ₹', 'right'],
  ['Value ₹', 'right'],
] as const;

/** Each account's gain with the trades that made it: the one is the sum of the other. */
export function AccountDays({ of }: { readonly of: readonly AccountDay[] }) {
  if (of.length === 0) return null;
  return (
    <section aria-label="Trades" className="grid gap-4">
      {of.map((day) => (
        <div key={day.accountId}>
          <Sheet title={<Title day={day} />} heads={HEADS}>
            {day.trades.map(({ order, key, quantity, price, value }) => (
              <tr key={key} className="h-6">
                <td>{formatTime(order.placedAt)}</td>
                <td className={clsx('px-1.5 font-medium', order.side === 'BUY' ? 'text-buy' : 'text-sell')}>
                  {order.side}
                </td>
                <td className="px-1.5">
                  <Link
                    href={`/orders/${encodeURIComponent(order.id)}`}
                    className="inline-flex min-h-6 items-center underline underline-offset-2"
                  >
                    {instrumentName(order, serverNow())}
                  </Link>
                </td>
                <td className="px-1.5">{productWord(order.product, order.instrumentType)}</td>
                <td className="px-1.5 text-right">{formatQuantity(quantity)}</td>
                <td className="px-1.5 text-right">{formatMoney(price)}</td>
                <td className="px-1.5 text-right">{formatMoney(value)}</td>
              </tr>
            ))}
          </Sheet>
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
    <span className="flex items-baseline gap-3">
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

function Gain({ value }: { readonly value: Money }) {
  return (
    <span
      className={clsx(
        'inline-flex items-center font-semibold',
        value > 0 ? 'text-gain' : value < 0 ? 'text-loss' : 'text-text',
      )}
    >
      {value > 0 ? <ArrowUp aria-hidden size={12} /> : null}
      {value < 0 ? <ArrowDown aria-hidden size={12} /> : null}
      {formatRupeeChange(value)}
    </span>
  );
}
