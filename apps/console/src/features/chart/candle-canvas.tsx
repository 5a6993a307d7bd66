import { clsx } from 'clsx';
import {
  type KeyboardEvent,
  type RefCallback,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { decimalsOfTick, type Money } from '../../lib/numbers.ts';
import { useTheme } from '../../lib/theme.ts';
import { useIsStale } from '../../live/link-store.ts';
import type { PriceKey } from '../../live/price-store.ts';
import { prices } from '../../live/prices.ts';
import { type Candle, type Growing, grown } from './candle.ts';
import { CandleChart } from './candle-chart.ts';
import type { Sight } from './candle-legend.tsx';
import type { Interval } from './candle-times.ts';
import { readColours } from './chart-colours.ts';
import type { ChartLine } from './chart-line.ts';
import { listenForDrags } from './line-drag.ts';
import { LineLabels, placeLabels } from './line-labels.tsx';
import type { Moved } from './line-primitive.ts';

export interface CandleCanvasProps {
  readonly price: PriceKey | null;
  readonly interval: Interval;
  readonly tickSize: number;
  readonly candles: readonly Candle[];
  readonly lines: readonly ChartLine[];
  /** A line that is asked about, or on its way. */
  readonly moved: Moved | null;
  /** No other line is taken meanwhile. */
  readonly busy: boolean;
  readonly sight: Sight;
  readonly onOlder: () => void;
  /** Another day has begun, whose first candle only the server knows. */
  readonly onUnread: () => void;
  readonly onDrop: (line: ChartLine, price: Money) => void;
  readonly onRemove: (line: ChartLine) => void;
}

/** The canvas would cover an outline of its box. */
const RING =
  'focus-visible:after:pointer-events-none focus-visible:after:absolute focus-visible:after:inset-0 focus-visible:after:z-4 focus-visible:after:border-2 focus-visible:after:border-text focus-visible:after:content-[""]';

/** Candles, lines and labels of one instrument in one interval; another one is another canvas. */
export function CandleCanvas(props: CandleCanvasProps) {
  const { candles, lines, tickSize } = props;
  const labels = useRef<HTMLUListElement>(null);
  const [dragged, setDragged] = useState<Moved | null>(null);
  const moved = dragged ?? props.moved;
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const [drawn, box] = useChart(labels, latest);
  const chart = drawn?.chart ?? null;
  const cut = useIsStale();

  useLayoutEffect(() => chart?.show(candles), [chart, candles]);
  useLayoutEffect(() => chart?.showLines(lines, moved), [chart, lines, moved]);
  useLive(chart, latest, candles);
  useEffect(() => {
    if (drawn === null) return;
    const { chart, element } = drawn;
    return listenForDrags(element, {
      lineAt: (y) => chart.lineAt(y),
      lineOf: (id) => latest.current.lines.find((line) => line.id === id),
      priceAt: (y) => chart.priceAt(y),
      mayDrag: () => !latest.current.busy,
      onHold: (held) => chart.hold(held),
      onDrag: setDragged,
      onDrop: (line, price) => {
        setDragged(null);
        latest.current.onDrop(line, price);
      },
    });
  }, [drawn]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (chart === null || event.ctrlKey || event.altKey || event.metaKey) return;
    const steps = event.shiftKey ? 30 : 3;
    const run = {
      ArrowLeft: () => chart.scroll(-steps),
      ArrowRight: () => chart.scroll(steps),
      '+': () => chart.zoom(0.8),
      '-': () => chart.zoom(1.25),
      End: () => chart.toNow(),
    }[event.key];
    if (run === undefined) return;
    event.preventDefault();
    run();
  };
  return (
    <div
      ref={box}
      role="group"
      aria-label="Candles: left and right scroll, + and − zoom, End goes to the newest"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls and zooms by keys
      tabIndex={0}
      data-key="chart"
      onKeyDown={onKeyDown}
      className={clsx('absolute inset-0 isolate outline-none', RING, cut && 'opacity-60')}
    >
      <LineLabels
        ref={labels}
        lines={lines}
        moved={moved}
        busy={props.busy}
        decimals={decimalsOfTick(tickSize)}
        onRemove={props.onRemove}
      />
    </div>
  );
}

interface Drawn {
  readonly chart: CandleChart;
  readonly element: HTMLElement;
}

/** The chart in its box, in the colours of the theme, and what takes the box. */
function useChart(
  labels: { readonly current: HTMLUListElement | null },
  latest: { readonly current: CandleCanvasProps },
): readonly [Drawn | null, RefCallback<HTMLElement>] {
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const theme = useTheme((state) => state.theme);
  const box = useCallback(
    (element: HTMLElement | null) => {
      if (element === null) return;
      const { interval, tickSize, sight } = latest.current;
      const chart = new CandleChart(element, {
        interval,
        tickSize,
        colours: readColours(element),
        onOlder: () => latest.current.onOlder(),
        onPoint: (pointed) => sight.setState({ pointed }),
        onPlaced: (places, scaleWidth) => {
          if (labels.current !== null) placeLabels(labels.current, places, scaleWidth);
        },
      });
      setDrawn({ chart, element });
      return () => {
        sight.setState({ pointed: null, last: null });
        setDrawn(null);
        chart.remove();
      };
    },
    [labels, latest],
  );
  useLayoutEffect(() => {
    // Also when the theme is the system's, and that changes.
    void theme;
    if (drawn === null) return;
    const paint = () => drawn.chart.paint(readColours(drawn.element));
    paint();
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', paint);
    return () => system.removeEventListener('change', paint);
  }, [drawn, theme]);
  return [drawn, box];
}

/** The last candle grows with the ticks until the candles are read again. */
function useLive(
  chart: CandleChart | null,
  latest: { readonly current: CandleCanvasProps },
  candles: readonly Candle[],
): void {
  useLayoutEffect(() => {
    const { price: key, interval, sight } = latest.current;
    const newest = candles.at(-1);
    if (chart === null || newest === undefined) return;
    let growing: Growing = { candle: newest, dayVolume: null };
    sight.setState({ last: newest });
    const take = (): void => {
      const price = key === null ? undefined : prices.get(key);
      const next = price === undefined ? null : grown(growing, price, interval);
      if (next === 'unread') return latest.current.onUnread();
      if (next === null) return;
      growing = next;
      chart.grow(next.candle);
      sight.setState({ last: next.candle });
    };
    take();
    return key === null ? undefined : prices.watch(key, take);
  }, [chart, latest, candles]);
}
