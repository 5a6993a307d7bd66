import type { Basket } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { Link } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { SideWord } from '../../components/side-word.tsx';
import { SkeletonLines } from '../../components/ui/skeleton-lines.tsx';
import { StatusMark } from '../../components/ui/status-mark.tsx';
import { nameOfId } from '../../lib/instrument-name.ts';
import { basketPath } from '../../lib/page-paths.ts';
import { formatTime } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { serverNow } from '../../live/link-store.ts';
import { basketStatus } from './basket-words.ts';

interface BasketCardsProps {
  /** Undefined until they are read. */
  readonly baskets: readonly Basket[] | undefined;
  /** They could not be read. */
  readonly isUnread: boolean;
  /** How they stand may have changed since. */
  readonly old: boolean;
}

/** Baskets as a phone shows them: one card each, its legs in the order in which they go, and who cannot complete. */
export function BasketCards({ baskets, isUnread, old }: BasketCardsProps) {
  if (baskets === undefined && !isUnread) return <SkeletonLines lines={3} />;
  if (baskets === undefined || baskets.length === 0) {
    return (
      <p className="p-3 text-control text-text-2">
        {baskets === undefined
          ? 'Which baskets there are is not known.'
          : 'No baskets. “Collect legs” above the option chain begins one.'}
      </p>
    );
  }
  return (
    <ul aria-label="Baskets" className="relative min-h-0 flex-1 overflow-auto">
      {baskets.map((basket) => (
        <li key={basket.id} className="border-b border-line text-control">
          <Link
            href={basketPath(basket.id)}
            aria-label={`Basket of ${formatTime(basket.placedAt)}`}
            className="block px-3 py-2"
          >
            <span className="figures flex flex-wrap items-baseline justify-between gap-x-3">
              <span>
                {formatTime(basket.placedAt)}{' '}
                <AccountName accountId={basket.accountId} address={basket.account} />
              </span>
              <StatusMark {...basketStatus(basket)} old={old} />
            </span>
            {basket.legs.map(({ side, instrumentId, symbolName }) => (
              <span key={`${side} ${instrumentId}`} className="figures block text-table">
                <SideWord side={side} /> {nameOfId(instrumentId, symbolName, serverNow())}
              </span>
            ))}
            {basket.incomplete.length === 0 ? null : (
              <span className={clsx('block text-table', old ? 'stale-figure' : 'text-warn')}>
                {basket.incomplete.map(({ account }) => shortAccount(account)).join(', ')} cannot complete
              </span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}
