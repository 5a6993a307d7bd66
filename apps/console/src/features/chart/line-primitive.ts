/**
 * Draws the lines of orders, positions and protections over the candles, and says which one the pointer is at.
 *
 * Decides: where a line is drawn and hit, and that lines near to the candles are kept in view. Leaves to others: what a line
 * means, its label, and what a drag sends.
 */
import type {
  AutoscaleInfo,
  IPrimitivePaneView,
  ISeriesPrimitive,
  ISeriesPrimitiveAxisView,
  Logical,
  PrimitiveHoveredItem,
  SeriesAttachedParameter,
  Time,
} from 'lightweight-charts';
import { formatMoney, type Money } from '../../lib/numbers.ts';
import type { ChartColours } from './chart-colours.ts';
import type { ChartLine } from './chart-line.ts';

/** So near to a line the pointer takes it, in pixels. */
const REACH_PX = 5;

/** A line that stands somewhere else than its order: dragged, asked about, or on its way. */
export interface Moved {
  readonly id: string;
  readonly price: Money;
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/** Where each line stands, from the top in pixels; null while the scale has no place for it. */
export type Places = ReadonlyMap<string, number | null>;

type Attached = SeriesAttachedParameter<Time, 'Candlestick'>;
type DrawTarget = Parameters<NonNullable<ReturnType<IPrimitivePaneView['renderer']>>['draw']>[0];

const HUES: Readonly<Record<ChartLine['kind'], keyof ChartColours>> = {
  buy: 'buy',
  sell: 'sell',
  position: 'text-2',
  stop: 'loss',
  target: 'gain',
};

export class LinePrimitive implements ISeriesPrimitive<Time> {
  #attached: Attached | null = null;
  #lines: readonly ChartLine[] = [];
  #moved: Moved | null = null;
  #colours: ChartColours;
  #axis: readonly ISeriesPrimitiveAxisView[] = [];
  readonly #decimals: number;
  readonly #rangeOf: (from: number, to: number) => Range | null;
  readonly #onPlaced: (places: Places) => void;
  readonly #views: readonly IPrimitivePaneView[] = [
    { zOrder: () => 'top', renderer: () => ({ draw: (target) => this.#draw(target) }) },
  ];

  /** @param options.rangeOf The lowest and the highest price between two candles, by their places. */
  constructor(options: {
    readonly colours: ChartColours;
    readonly decimals: number;
    readonly rangeOf: (from: number, to: number) => Range | null;
    readonly onPlaced: (places: Places) => void;
  }) {
    this.#colours = options.colours;
    this.#decimals = options.decimals;
    this.#rangeOf = options.rangeOf;
    this.#onPlaced = options.onPlaced;
  }

  /** Shows these lines, one of them where it is dragged to. */
  show(lines: readonly ChartLine[], moved: Moved | null): void {
    this.#lines = lines;
    this.#moved = moved;
    this.#axis = lines.map((line) => this.#axisView(line));
    this.#attached?.requestUpdate();
  }

  paint(colours: ChartColours): void {
    this.#colours = colours;
    this.#attached?.requestUpdate();
  }

  /** The line that can be dragged from here. */
  lineAt(y: number): ChartLine | null {
    let nearest: ChartLine | null = null;
    let distance = REACH_PX + 1;
    for (const line of this.#lines) {
      const at = line.move === null ? null : this.#yOf(line);
      if (at === null || Math.abs(at - y) >= distance) continue;
      nearest = line;
      distance = Math.abs(at - y);
    }
    return nearest;
  }

  attached(attached: SeriesAttachedParameter<Time>): void {
    this.#attached = attached as Attached;
  }

  detached(): void {
    this.#attached = null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  priceAxisViews(): readonly ISeriesPrimitiveAxisView[] {
    return this.#axis;
  }

  updateAllViews(): void {
    this.#onPlaced(new Map(this.#lines.map((line) => [line.id, this.#yOf(line)])));
  }

  hitTest(_x: number, y: number): PrimitiveHoveredItem | null {
    const line = this.lineAt(y);
    return line === null ? null : { externalId: line.id, zOrder: 'top', cursorStyle: 'ns-resize' };
  }

  /** What is far away would press the candles flat: those lines are told of at the edge. */
  autoscaleInfo(from: Logical, to: Logical): AutoscaleInfo | null {
    const range = this.#rangeOf(from, to);
    if (range === null) return null;
    const reach = Math.max(range.high - range.low, range.high * 0.002);
    const near = this.#lines
      .map((line) => line.price)
      .filter((price) => price >= range.low - reach && price <= range.high + reach);
    if (near.length === 0) return null;
    return { priceRange: { minValue: Math.min(...near), maxValue: Math.max(...near) } };
  }

  #priceOf(line: ChartLine): Money {
    return this.#moved?.id === line.id ? this.#moved.price : line.price;
  }

  #yOf(line: ChartLine): number | null {
    return this.#attached?.series.priceToCoordinate(this.#priceOf(line)) ?? null;
  }

  #axisView(line: ChartLine): ISeriesPrimitiveAxisView {
    return {
      coordinate: () => this.#yOf(line) ?? -100,
      text: () => formatMoney(this.#priceOf(line), this.#decimals),
      textColor: () => this.#colours.panel,
      backColor: () => this.#colours[HUES[line.kind]],
    };
  }

  #draw(target: DrawTarget): void {
    target.useBitmapCoordinateSpace(({ context, bitmapSize, verticalPixelRatio, horizontalPixelRatio }) => {
      for (const line of this.#lines) {
        const isMoved = this.#moved?.id === line.id;
        const origin = isMoved ? this.#attached?.series.priceToCoordinate(line.price) : null;
        for (const [y, faint] of [
          [origin ?? null, true],
          [this.#yOf(line), false],
        ] as const) {
          if (y === null) continue;
          const at = Math.round(y * verticalPixelRatio) + 0.5;
          context.save();
          context.strokeStyle = this.#colours[HUES[line.kind]];
          context.globalAlpha = faint ? 0.5 : 1;
          context.lineWidth = Math.max(1, Math.floor(verticalPixelRatio));
          context.setLineDash(dashOf(line.kind, faint).map((part) => part * horizontalPixelRatio));
          context.beginPath();
          context.moveTo(0, at);
          context.lineTo(bitmapSize.width, at);
          context.stroke();
          context.restore();
        }
      }
    });
  }
}

/** What is held is a whole line, what waits a broken one, where something came from a dotted one. */
function dashOf(kind: ChartLine['kind'], faint: boolean): readonly number[] {
  if (faint) return [1, 3];
  return kind === 'position' ? [] : kind === 'stop' || kind === 'target' ? [6, 4] : [10, 3];
}
