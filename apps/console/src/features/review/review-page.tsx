import type { Order } from '@copydesk/api-contract';
import { Download } from 'lucide-react';
import { useSearchParams } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { SkeletonLines } from '../../components/ui/skeleton-lines.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { ackWords, type CopyQuality, copyQuality, ticksWords } from '../../lib/copy-quality.ts';
import { formatPrice, formatQuantity, formatRupeeChange, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { formatDate, formatTime } from '../../lib/times.ts';
import { ORDER_TYPE_SHORT, productWord } from '../../lib/words.ts';
import { useDeskDay } from '../../live/conditions.ts';
import { useDayOrders } from '../../live/day-orders.ts';
import { AccountDays } from './account-days.tsx';
import { DaySummary, OpenDrift } from './day-summary.tsx';
import { accountDays } from './day-trades.ts';
import { OrderLink } from './order-link.tsx';
import { medianSlowestMs, type Skip, skipsOf } from './review-words.ts';
import { type Head, Sheet } from './sheet.tsx';

/** The evening: what was sent, what each child made of it, what was skipped and why, and the files. */
export function ReviewPage() {
  const [search, setSearch] = useSearchParams();
  const today = useDeskDay();
  const day = search.get('day') ?? today;
  const { data, error } = useDayOrders(day);
  const orders = data ?? [];
  const days = accountDays(orders);
  const skips = skipsOf(orders);
  const filled = orders.filter((order) => order.filledQuantity > 0).length;
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto bg-panel">
      <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-3 border-b border-line px-3 phone:gap-2 phone:py-2">
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
          {/* The field itself follows the browser's language, which may put the month first. */}
          <span className="figures">{formatDate(day)}</span>
        </label>
        <span className="ml-auto" />
        <ExportLink day={day} what="orders" />
        <ExportLink day={day} what="trades" />
      </div>
      <div className="grid max-w-7xl gap-5 p-3">
        {error === null ? null : <Notice tone="bad">{wordsOf(error)}</Notice>}
        {data === undefined && error === null ? <SkeletonLines lines={10} /> : null}
        <p className="figures text-control" aria-live="polite">
          {data === undefined
            ? ''
            : orders.length === 0
              ? 'No orders on this day.'
              : `${countWords(orders.length, 'order')}, ${formatQuantity(filled)} filled. ${countWords(skips.length, 'copy', 'copies')} skipped or refused.`}
        </p>
        {orders.length === 0 ? null : (
          <>
            <div className="grid items-start gap-5 min-[1200px]:grid-cols-2 min-[1200px]:gap-8">
              <DaySummary of={days} />
              <div>
                <Qualities of={copyQuality(orders)} />
                <Together of={medianSlowestMs(orders)} />
              </div>
            </div>
            <OpenDrift />
            <Skips of={skips} />
            <AccountDays of={days} />
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

const QUALITY_HEADS: readonly Head[] = [
  { name: 'Account', align: 'left' },
  { name: 'Copied', align: 'right', width: 'w-20' },
  { name: 'Skipped', align: 'right', width: 'w-20' },
  { name: 'Median ticks', align: 'right', width: 'w-24' },
  { name: 'Worth', align: 'right', width: 'w-28' },
  { name: 'Median ack', align: 'right', width: 'w-24' },
];

function Qualities({ of }: { readonly of: readonly CopyQuality[] }) {
  if (of.length === 0) return null;
  return (
    <Sheet
      title="Copies"
      heads={QUALITY_HEADS}
      rows={of.map((row) => ({
        key: row.accountId,
        cells: [
          <AccountName key="account" accountId={row.accountId} address={row.account} withBroker />,
          `${row.copied} of ${row.asked}`,
          row.skipped,
          ticksWords(row.medianTicks),
          formatRupeeChange(row.worth),
          ackWords(row.medianAckMs),
        ],
      }))}
    />
  );
}

/** How long the family took as a whole. */
function Together({ of }: { readonly of: number | null }) {
  if (of === null) return null;
  return (
    <p className="figures pt-1 text-table text-text-2">
      From sending to the last account's acknowledgement: {formatQuantity(Math.round(of))} ms in the median
      order.
    </p>
  );
}

const ORDER_HEADS: readonly Head[] = [
  { name: 'Time', align: 'left', width: 'w-20' },
  { name: 'Account', align: 'left', width: 'w-24' },
  { name: 'Order', align: 'left' },
  { name: 'Type', align: 'left', width: 'w-28' },
  { name: 'Filled', align: 'right', width: 'w-28' },
  { name: 'Average', align: 'right', width: 'w-28' },
  { name: 'Ended', align: 'left', width: 'w-36' },
];

/** Every order of the day that is no copy, newest first; the CSV has the copies too. */
function Orders({ of }: { readonly of: readonly Order[] }) {
  return (
    <Sheet
      title="Orders"
      heads={ORDER_HEADS}
      rows={of.map((order) => ({
        key: order.id,
        cells: [
          formatTime(order.placedAt),
          <AccountName key="account" accountId={order.accountId} address={order.account} />,
          <OrderLink key="order" order={order} withSide />,
          `${ORDER_TYPE_SHORT[order.orderType]} ${productWord(order.product, order.instrumentType)}`,
          `${formatQuantity(order.filledQuantity)}/${formatQuantity(order.quantity)}`,
          formatPrice(order.averagePrice),
          order.status.replace('-', ' '),
        ],
      }))}
    />
  );
}

const SKIP_HEADS: readonly Head[] = [
  { name: 'Time', align: 'left', width: 'w-20' },
  { name: 'Account', align: 'left', width: 'w-24' },
  { name: 'Order', align: 'left', width: 'w-72' },
  { name: 'Why', align: 'left' },
];

function Skips({ of }: { readonly of: readonly Skip[] }) {
  if (of.length === 0) return <p className="text-table text-text-2">Nothing was skipped or refused.</p>;
  return (
    <Sheet
      title="Skipped and refused"
      heads={SKIP_HEADS}
      rows={of.map(({ order, child }) => ({
        key: `${order.id}/${child.childId}`,
        cells: [
          formatTime(order.placedAt),
          <AccountName key="account" accountId={child.accountId} address={child.account} />,
          <OrderLink key="order" order={order} withSide accountId={child.accountId} />,
          `${child.reason?.text ?? NOT_APPLICABLE}${
            child.reason?.brokerText === undefined ? '' : ` “${child.reason.brokerText}”`
          }`,
        ],
      }))}
    />
  );
}
