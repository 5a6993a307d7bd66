/**
 * The chart itself, outside React: candles, volume, axes, and the lines over them.
 *
 * Prices are counts of 1/10000 rupee here too; only a pixel is no integer. A price that is read back from a pixel is brought
 * to the instrument's tick before anybody sees it.
 */
import {
  type AutoscaleInfo,
  CandlestickSeries,
  type CandlestickSeriesPartialOptions,
  type ChartOptions,
  CrosshairMode,
  createChart,
  type DeepPartial,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  LineStyle,
  type LogicalRange,
  type MouseEventParams,
} from 'lightweight-charts';
import { decimalsOfTick, formatMoney, type Money, nearestTick } from '../../lib/numbers.ts';
import type { Candle } from './candle.ts';
import { axisTime, candleWords, type Interval, markWords, momentOf } from './candle-times.ts';
import type { ChartColours } from './chart-colours.ts';
import type { ChartLine } from './chart-line.ts';
import { withLeastRange } from './least-range.ts';
import { LinePrimitive, type Moved, type Places } from './line-primitive.ts';

/** Fewer candles than this to the left of the view: older ones are asked for. */
const MARGIN = 40;
const FONT = '"Inter Variable", system-ui, sans-serif';

export interface CandleChartOptions {
  readonly interval: Interval;
  readonly tickSize: number;
  readonly colours: ChartColours;
  readonly onOlder: () => void;
  /** The candle under the crosshair; null when it is nowhere. */
  readonly onPoint: (candle: Candle | null) => void;
  readonly onPlaced: (places: Places, scaleWidth: number) => void;
}

export class CandleChart {
  readonly #chart: IChartApi;
  readonly #series: ISeriesApi<'Candlestick'>;
  readonly #volume: ISeriesApi<'Histogram'>;
  readonly #lines: LinePrimitive;
  readonly #options: CandleChartOptions;
  #colours: ChartColours;
  #candles: Candle[] = [];
  #fitted = true;

  constructor(box: HTMLElement, options: CandleChartOptions) {
    this.#options = options;
    this.#colours = options.colours;
    const decimals = decimalsOfTick(options.tickSize);
    const format = {
      type: 'custom' as const,
      // The room for volume reaches below nothing where prices are small.
      formatter: (value: number) => (value < 0 ? '' : formatMoney(Math.round(value) as Money, decimals)),
      minMove: 1,
    };
    this.#chart = createChart(box, {
      ...LAYOUT,
      timeScale: {
        ...LAYOUT.timeScale,
        timeVisible: options.interval !== '1d',
        tickMarkFormatter: markWords,
      },
      localization: {
        timeFormatter: (time: number) => candleWords(options.interval, momentOf(time as never)),
      },
    });
    this.#volume = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      priceLineVisible: false,
      lastValueVisible: false,
    });
    this.#series = this.#chart.addSeries(CandlestickSeries, {
      priceFormat: format,
      priceLineStyle: LineStyle.Dotted,
      autoscaleInfoProvider: (fitted: () => AutoscaleInfo | null) =>
        withLeastRange(fitted(), options.tickSize),
    });
    this.#lines = new LinePrimitive({
      colours: options.colours,
      decimals,
      rangeOf: (from, to) => this.#rangeOf(from, to),
      onPlaced: (places) => options.onPlaced(places, this.#chart.priceScale('right').width()),
    });
    this.#series.attachPrimitive(this.#lines);
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(this.#onRange);
    this.#chart.subscribeCrosshairMove(this.#onPoint);
    this.paint(options.colours);
  }

  remove(): void {
    this.#chart.timeScale().unsubscribeVisibleLogicalRangeChange(this.#onRange);
    this.#chart.unsubscribeCrosshairMove(this.#onPoint);
    this.#chart.remove();
  }

  /** Another theme. */
  paint(colours: ChartColours): void {
    this.#colours = colours;
    this.#chart.applyOptions(themed(colours));
    this.#series.applyOptions(candleColours(colours));
    this.#lines.paint(colours);
    this.#volume.setData(this.#candles.map((candle) => this.#volumeOf(candle)));
  }

  /** All candles anew; what is looked at stays where it is. */
  show(candles: readonly Candle[]): void {
    this.#candles = [...candles];
    this.#series.setData(candles.map((candle) => ({ ...barOf(candle) })));
    this.#volume.setData(candles.map((candle) => this.#volumeOf(candle)));
    // An index has none: the candles take its room.
    const hasVolume = candles.some(({ volume }) => volume > 0);
    this.#series.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: hasVolume ? 0.17 : 0.06 } });
    this.#volume.priceScale().applyOptions({ scaleMargins: { top: 0.86, bottom: 0 } });
  }

  /** The last candle has grown, or another one has begun. */
  grow(candle: Candle): void {
    if (this.#candles.at(-1)?.atMs === candle.atMs) this.#candles.pop();
    this.#candles.push(candle);
    this.#series.update(barOf(candle));
    this.#volume.update(this.#volumeOf(candle));
  }

  showLines(lines: readonly ChartLine[], moved: Moved | null): void {
    this.#lines.show(lines, moved);
  }

  lineAt(y: number): ChartLine | null {
    return this.#lines.lineAt(y);
  }

  /** The price at a height, at the instrument's tick. */
  priceAt(y: number): Money | null {
    const price = this.#series.coordinateToPrice(y);
    return price === null ? null : nearestTick(price, this.#options.tickSize);
  }

  /** While a line is dragged the picture stands still. */
  hold(held: boolean): void {
    const scale = this.#series.priceScale();
    this.#chart.applyOptions({ handleScroll: !held, handleScale: !held });
    if (held) this.#fitted = scale.options().autoScale;
    // Who stretched the scale by hand keeps it so.
    scale.applyOptions({ autoScale: !held && this.#fitted });
  }

  /** So many candles to the left or the right. */
  scroll(by: number): void {
    const scale = this.#chart.timeScale();
    scale.scrollToPosition(scale.scrollPosition() + by, false);
  }

  toNow(): void {
    this.#chart.timeScale().scrollToRealTime();
  }

  /** More or fewer candles, with the newest one in view where it is. */
  zoom(times: number): void {
    const scale = this.#chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (range === null) return;
    scale.setVisibleLogicalRange({ from: range.to - (range.to - range.from) * times, to: range.to });
  }

  readonly #onRange = (range: LogicalRange | null): void => {
    if (range !== null && range.from < MARGIN && this.#candles.length > 0) this.#options.onOlder();
  };

  readonly #onPoint = ({ logical }: MouseEventParams): void => {
    this.#options.onPoint(logical === undefined ? null : (this.#candles[logical] ?? null));
  };

  #volumeOf({ atMs, volume }: Candle) {
    return { time: axisTime(atMs), value: volume, color: this.#colours.selected };
  }

  #rangeOf(from: number, to: number): { readonly low: number; readonly high: number } | null {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const candle of this.#candles.slice(Math.max(0, Math.floor(from)), Math.ceil(to) + 1)) {
      if (candle.low < low) low = candle.low;
      if (candle.high > high) high = candle.high;
    }
    return low > high ? null : { low, high };
  }
}

/** What is the same in every theme. The logo that the licence asks for stands beside the canvas: the library's own would inject a style. */
const LAYOUT = {
  autoSize: true,
  layout: { attributionLogo: false, fontFamily: FONT, fontSize: 11 },
  crosshair: { mode: CrosshairMode.Normal },
  rightPriceScale: { minimumWidth: 64, entireTextOnly: true },
  timeScale: { rightOffset: 8, barSpacing: 7, minBarSpacing: 1, secondsVisible: false },
} satisfies DeepPartial<ChartOptions>;

function themed(colours: ChartColours): DeepPartial<ChartOptions> {
  const cross = { color: colours.muted, labelBackgroundColor: colours['text-2'] };
  return {
    layout: { background: { color: colours.panel }, textColor: colours.muted },
    grid: { vertLines: { color: colours.line }, horzLines: { color: colours.line } },
    crosshair: { vertLine: cross, horzLine: cross },
    rightPriceScale: { borderColor: colours.line },
    timeScale: { borderColor: colours.line },
  };
}

/** Rising hollow, falling filled: the hue is not the only sign. */
function candleColours(colours: ChartColours): CandlestickSeriesPartialOptions {
  return {
    upColor: colours.panel,
    downColor: colours.loss,
    borderUpColor: colours.gain,
    borderDownColor: colours.loss,
    wickUpColor: colours.gain,
    wickDownColor: colours.loss,
    priceLineColor: colours.muted,
  };
}

function barOf({ atMs, open, high, low, close }: Candle) {
  return { time: axisTime(atMs), open, high, low, close };
}
