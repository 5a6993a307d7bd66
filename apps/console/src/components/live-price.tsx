import { clsx } from 'clsx';
import { useLayoutEffect, useRef } from 'react';
import { formatMoney, formatPercent, minus, money, NOT_APPLICABLE } from '../lib/numbers.ts';
import { useIsStale } from '../live/link-store.ts';
import type { PriceKey } from '../live/price-store.ts';
import { usePrice } from '../live/prices.ts';
import { tint } from '../live/tint.ts';
import { PriceAge } from './price-age.tsx';

interface LastPriceProps {
  readonly of: PriceKey | null;
  readonly decimals?: number;
  /** What a list said, in rupees, until the first tick. */
  readonly told?: number | null;
}

/** The last price of one instrument: a leaf of its own, so that a tick draws nothing else. */
export function LastPrice({ of, decimals = 2, told = null }: LastPriceProps) {
  const price = usePrice(of);
  const cut = useIsStale();
  const cell = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (price !== undefined && price.moved !== 0 && !price.stale && cell.current !== null)
      tint(cell.current, price.moved);
  }, [price]);
  const last = price?.last ?? (told === null ? null : money(told));
  if (last === null) return <span className="text-muted">{NOT_APPLICABLE}</span>;
  return (
    <span ref={cell} className={clsx('figures tick-cell', (cut || price?.stale === true) && 'stale-figure')}>
      {formatMoney(last, decimals)}
    </span>
  );
}

/** `+4.86%`: the change since the previous close; `14 s old` in its place while the price is no longer one of now. */
export function DayChange({ of }: { readonly of: PriceKey | null }) {
  const price = usePrice(of);
  const cut = useIsStale();
  if (price === undefined) return null;
  if (price.stale) return <PriceAge price={price} />;
  if (price.previousClose === null) return <span className="text-muted">{NOT_APPLICABLE}</span>;
  const change = minus(price.last, price.previousClose);
  const hue = cut ? 'stale-figure' : change > 0 ? 'text-gain' : change < 0 ? 'text-loss' : 'text-text-2';
  return (
    <span className={clsx('figures inline-flex items-center gap-0.5', hue)}>
      {change === 0 ? null : <span aria-hidden>{change > 0 ? '↑' : '↓'}</span>}
      {formatPercent(change, price.previousClose)}
    </span>
  );
}
