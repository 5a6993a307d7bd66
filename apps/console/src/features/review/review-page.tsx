import { type Order, ordersSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { Link, useSearchParams } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatPrice, formatQuantity, formatRupeeChange, MINUS, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { formatTime, todayInIndia } from '../../lib/times.ts';
import { ORDER_TYPE_SHORT, productWord } from '../../lib/words.ts';
import { readPages } from '../../live/book.ts';
import { serverNow } from '../../live/link-store.ts';
import { AccountDays } from './account-days.tsx';
import { accountDays } from './day-trades.ts';
import { type CopyQuality, copyQuality, medianSlowestMs, type Skip, skipsOf } from './review-words.ts';
import { Sheet } from './sheet.tsx';

/** The evening: what was sent, what each child made of it, what was skipped and why, and the files. */
export function ReviewPage() {
  const [search, setSearch] = useSearchParams();
  const day = search.get('day') ?? todayInIndia(serverNow());
  const { data, error } = useQuery({
    queryKey: ['review', day],
    queryFn: async ({ signal }) =>
      (await readPages('/api/orders', ordersSchema, signal, { date: day })).items,
  });
  const orders = data ?? [];
  const skips = skipsOf(orders);
  const filled = orders.filter((order) => order.filledQuantity > 0).length;
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto bg-panel">
      <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-3 border-b border-line px-3">
        <h1 className="text-title font-semibold">Review</h1>
        <label className="flex items-center gap-2 text-table text-muted">
          Day
          <input
            type="date"
            value={day}
            onChange={(event) => {
              if (event.target.value !== '') setSearch({ day: event.target.value });
            }}
            className="figures h-7 rounded-box border border-edge bg-panel px-2 text-table text-text"
          />
        </label>
        <span className="ml-auto" />
        <ExportLink day={day} what="orders" />
        <ExportLink day={day} what="trades" />
      </div>
      <div className="grid max-w-5xl gap-5 p-3">
        {error === null ? null : <Notice tone="bad">{wordsOf(error)}</Notice>}
        <p className="figures text-control" aria-live="polite">
          {data === undefined
            ? ''
            : orders.length === 0
              ? 'No orders on this day.'
              : `${countWords(orders.length, 'order')}, ${formatQuantity(filled)} filled. ${countWords(skips.length, 'copy', 'copies')} skipped or refused.`}
        </p>
        {orders.length === 0 ? null : (
          <>
            <AccountDays of={accountDays(orders)} />
            <Qualities of={copyQuality(orders)} />
            <Together of={medianSlowestMs(orders)} />
            <Skips of={skips} />
            <Orders of={orders} />
          </>
        )}
      </div>
    </div>
  );
}

function countWords(count: number, one: string, many = `${one}s`): string {
  return `${formatQuantity(count)} ${count === 1 ? one : many}`;
}

function ExportLink({ day, what }: { readonly day: string; readonly what: 'orders' | 'trades' }) {
  return (
    <a
      href={`/api/export/${what}.csv?day=${encodeURIComponent(day)}`}
      download
      className="inline-flex h-7 items-center gap-1.5 rounded-box border border-edge bg-raised px-2 text-table font-medium text-text hover:bg-hover"
    >
      <Download aria-hidden size={13} />
      {what === 'orders' ? 'Orders as CSV' : 'Trades as CSV'}
    </a>
  );
}

function Qualities({ of }: { readonly of: readonly CopyQuality[] }) {
  if (of.length === 0) return null;
  return (
    <Sheet
      title="Copies"
      heads={[
        ['Account', 'left'],
        ['Copied', 'right'],
        ['Skipped', 'right'],
        ['Median ticks', 'right'],
        ['Worth', 'right'],
        ['Median ack', 'right'],
      ]}
    >
      {of.map((row) => (
        <tr key={row.accountId} className="h-6">
          <td>
            <AccountName accountId={row.accountId} address={row.account} withBroker />
          </td>
          <td className="px-1.5 text-right">
            {row.copied} of {row.asked}
          </td>
          <td className="px-1.5 text-right">{row.skipped}</td>
          <td className="px-1.5 text-right">{ticksWords(row.medianTicks)}</td>
          <td className="px-1.5 text-right">{formatRupeeChange(row.worth)}</td>
          <td className="px-1.5 text-right">
            {row.medianAckMs === null ? NOT_APPLICABLE : `${Math.round(row.medianAckMs)} ms`}
          </td>
        </tr>
      ))}
    </Sheet>
  );
}

/** How long the family took as a whole. */
function Together({ of }: { readonly of: number | null }) {
  if (of === null) return null;
  return (
    <p className="figures -mt-3 text-table text-text-2">
      From sending to the last account's acknowledgement: {Math.round(of)} ms in the median order.
    </p>
  );
}

function ticksWords(ticks: number | null): string {
  if (ticks === null) return NOT_APPLICABLE;
  const rounded = Math.round(ticks * 10) / 10;
  if (rounded === 0) return '0';
  return `${rounded < 0 ? MINUS : '+'}${Math.abs(rounded)}`;
}

/** Every order of the day that is no copy, newest first; the CSV has the copies too. */
function Orders({ of }: { readonly of: readonly Order[] }) {
  return (
    <Sheet
      title="Orders"
      heads={[
        ['Time', 'left'],
        ['Account', 'left'],
        ['Order', 'left'],
        ['Type', 'left'],
        ['Filled', 'right'],
        ['Average', 'right'],
        ['Ended', 'left'],
      ]}
    >
      {of.map((order) => (
        <tr key={order.id} className="h-6 align-top">
          <td>{formatTime(order.placedAt)}</td>
          <td className="px-1.5">
            <AccountName accountId={order.accountId} address={order.account} />
          </td>
          <td className="px-1.5">
            <Link
              href={`/orders/${encodeURIComponent(order.id)}`}
              className="inline-flex min-h-6 items-center underline underline-offset-2"
            >
              {order.side} {instrumentName(order, serverNow())}
            </Link>
          </td>
          <td className="px-1.5">
            {ORDER_TYPE_SHORT[order.orderType]} {productWord(order.product, order.instrumentType)}
          </td>
          <td className="px-1.5 text-right">
            {formatQuantity(order.filledQuantity)}/{formatQuantity(order.quantity)}
          </td>
          <td className="px-1.5 text-right">{formatPrice(order.averagePrice)}</td>
          <td className="px-1.5">{order.status.replace('-', ' ')}</td>
        </tr>
      ))}
    </Sheet>
  );
}

function Skips({ of }: { readonly of: readonly Skip[] }) {
  if (of.length === 0) return <p className="text-table text-text-2">Nothing was skipped or refused.</p>;
  return (
    <Sheet
      title="Skipped and refused"
      heads={[
        ['Time', 'left'],
        ['Account', 'left'],
        ['Order', 'left'],
        ['Why', 'left'],
      ]}
    >
      {of.map(({ order, child }) => (
        <tr key={`${order.id}/${child.childId}`} className="h-6 align-top">
          <td>{formatTime(order.placedAt)}</td>
          <td className="px-1.5">
            <AccountName accountId={child.accountId} address={child.account} />
          </td>
          <td className="px-1.5">
            <Link
              href={`/orders/${encodeURIComponent(order.id)}?account=${encodeURIComponent(child.accountId)}`}
              className="inline-flex min-h-6 items-center underline underline-offset-2"
            >
              {order.side} {instrumentName(order, serverNow())}
            </Link>
          </td>
          <td className="px-1.5 wrap-anywhere">
            {child.reason?.text ?? NOT_APPLICABLE}
            {child.reason?.brokerText === undefined ? '' : ` “${child.reason.brokerText}”`}
          </td>
        </tr>
      ))}
    </Sheet>
  );
}
