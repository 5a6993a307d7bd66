import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { PriceAge } from '../../components/price-age.tsx';
import { decimalsOfTick, formatInterest, formatMoney } from '../../lib/numbers.ts';
import type { PriceKey } from '../../live/price-store.ts';
import { usePrice } from '../../live/prices.ts';
import type { Candle } from './candle.ts';
import { candleWords, type Interval } from './candle-times.ts';

/** What is looked at: the candle under the crosshair, and the last one. A drawing of the chart draws nothing else anew. */
export function createSight() {
  return createStore<{ readonly pointed: Candle | null; readonly last: Candle | null }>(() => ({
    pointed: null,
    last: null,
  }));
}
export type Sight = ReturnType<typeof createSight>;

interface LegendProps {
  readonly sight: Sight;
  readonly interval: Interval;
  readonly tickSize: number;
}

/** The figures of the candle under the crosshair, of the last one where there is none; and that it stands still, where it does. */
export function CandleLegend({
  sight,
  interval,
  tickSize,
  price: key,
}: LegendProps & { readonly price: PriceKey | null }) {
  const price = usePrice(key);
  const { pointed, last } = useStore(sight);
  const candle = pointed ?? last;
  if (candle === null) return null;
  const decimals = decimalsOfTick(tickSize);
  const figures = [
    ['O', formatMoney(candle.open, decimals)],
    ['H', formatMoney(candle.high, decimals)],
    ['L', formatMoney(candle.low, decimals)],
    ['C', formatMoney(candle.close, decimals)],
    ...(candle.volume > 0 ? [['Vol', formatInterest(candle.volume)] as const] : []),
  ] as const;
  return (
    <p
      aria-hidden
      className="figures pointer-events-none absolute top-1 left-1 z-2 flex flex-wrap gap-x-2 rounded-box bg-panel/75 px-1 text-label text-text-2"
    >
      <span>{candleWords(interval, candle.atMs)}</span>
      {figures.map(([name, figure]) => (
        <span key={name}>
          <span className="text-muted">{name}</span> {figure}
        </span>
      ))}
      {price?.stale === true ? <PriceAge price={price} /> : null}
    </p>
  );
}

/** The chart for those who do not see it: what the last candle says. The lines follow as a list. */
export function CandleWords({ sight, interval, tickSize }: LegendProps) {
  const last = useStore(sight, (state) => state.last);
  if (last === null) return null;
  const decimals = decimalsOfTick(tickSize);
  return (
    <p className="sr-only">
      Last candle {candleWords(interval, last.atMs)}: open {formatMoney(last.open, decimals)}, high{' '}
      {formatMoney(last.high, decimals)}, low {formatMoney(last.low, decimals)}, close{' '}
      {formatMoney(last.close, decimals)}
      {last.volume > 0 ? `, volume ${formatInterest(last.volume)}` : ''}.
    </p>
  );
}
