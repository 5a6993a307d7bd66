import type { Account } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { Link } from 'wouter';
import { ackWords, copyQuality, ticksWords } from '../../lib/copy-quality.ts';
import { formatQuantity } from '../../lib/numbers.ts';
import { useMarketDay } from '../../live/conditions.ts';
import { useDayOrders } from '../../live/day-orders.ts';
import { useIsStale } from '../../live/link-store.ts';

interface TodayLineProps {
  readonly accountId: string;
  readonly environment: Account['environment'];
}

/** `Today 42 of 44 copied · 2 skipped · median +1 tick, 71 ms`: how well the link serves, and the way to each reason. */
export function TodayLine({ accountId, environment }: TodayLineProps) {
  const day = useMarketDay(environment);
  const { data } = useDayOrders(day);
  const isStale = useIsStale();
  if (data === undefined) return null;
  const of = copyQuality(data).find((one) => one.accountId === accountId);
  return (
    <p className="figures text-table text-text-2">
      <span className="text-muted">Today</span>{' '}
      {of === undefined ? (
        'nothing to copy yet'
      ) : (
        <>
          <span className={clsx(isStale && 'stale-figure')}>
            {formatQuantity(of.copied)} of {formatQuantity(of.asked)} copied
            {of.skipped === 0 ? '' : ` · ${formatQuantity(of.skipped)} skipped`}
            {of.medianTicks === null ? '' : ` · median ${tickWords(of.medianTicks)}`}
            {of.medianAckMs === null ? '' : `, ${ackWords(of.medianAckMs)}`}
          </span>{' '}
          <Link href={`/review?day=${day}`} className="underline underline-offset-2">
            Why each
          </Link>
        </>
      )}
    </p>
  );
}

function tickWords(ticks: number): string {
  return `${ticksWords(ticks)} ${Math.abs(ticks) === 1 ? 'tick' : 'ticks'}`;
}
