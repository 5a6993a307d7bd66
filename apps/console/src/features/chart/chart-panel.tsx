import type { Account } from '@copydesk/api-contract';
import { type ReactNode, useRef, useState } from 'react';
import { DayChange, LastPrice } from '../../components/live-price.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Choice } from '../../components/ui/choice.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { decimalsOfTick } from '../../lib/numbers.ts';
import { formatTime } from '../../lib/times.ts';
import { useLink } from '../../live/link-store.ts';
import { CANDLE_INTERVALS } from '../../live/preferences.ts';
import { priceKey } from '../../live/price-store.ts';
import { Attribution } from './attribution.tsx';
import { CandleCanvas } from './candle-canvas.tsx';
import { CandleLegend, CandleWords, createSight } from './candle-legend.tsx';
import { INTERVAL_WORDS, type Interval } from './candle-times.ts';
import { useCandles } from './candles-api.ts';
import type { ChartLine } from './chart-line.ts';
import { MoveStep } from './move-step.tsx';
import { useLineMove } from './use-line-move.ts';

interface ChartPanelProps {
  /** Before the name, such as the switch between chart and chain. */
  readonly lead?: ReactNode;
  readonly instrument: {
    readonly id: string;
    readonly name: string;
    readonly tickSize: number;
    /** Where it trades; undefined while that is not known. */
    readonly environment: Account['environment'] | undefined;
  };
  readonly interval: Interval;
  readonly onInterval: (interval: Interval) => void;
  readonly lines: readonly ChartLine[];
}

/** The chart of one instrument, with the lines of its orders, position and protection; a line is dragged to change it. */
export function ChartPanel({ lead, instrument, interval, onInterval, lines }: ChartPanelProps) {
  const price = priceKey(instrument.environment, instrument.id);
  return (
    <section aria-label="Chart" className="@container flex min-h-0 min-w-0 flex-1 flex-col bg-panel">
      <header className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-2 py-0.5 phone:h-auto phone:flex-nowrap phone:flex-col phone:items-stretch phone:gap-1 phone:py-1">
        {lead}
        <div className="flex min-w-0 items-center gap-3">
          <h2 className="truncate text-control font-semibold" title={instrument.name}>
            {instrument.name}
          </h2>
          <span className="flex items-center gap-2 text-table phone:ml-auto">
            <LastPrice of={price} decimals={decimalsOfTick(instrument.tickSize)} />
            <DayChange of={price} />
          </span>
        </div>
        <Choice
          className="ml-auto shrink-0 phone:ml-0"
          legend="Interval"
          options={CANDLE_INTERVALS.map((value) => ({ value, label: INTERVAL_WORDS[value].short }))}
          value={interval}
          onChange={onInterval}
        />
      </header>
      <Candles key={`${price ?? ''} ${interval}`} instrument={instrument} interval={interval} lines={lines} />
    </section>
  );
}

type CandlesProps = Pick<ChartPanelProps, 'instrument' | 'interval' | 'lines'>;

function Candles({ instrument, interval, lines }: CandlesProps) {
  const { candles, isRead, daysRead, error, newestError, retry, onOlder, onUnread } = useCandles(
    instrument,
    interval,
  );
  const price = priceKey(instrument.environment, instrument.id);
  const [sight] = useState(createSight);
  const move = useLineMove(lines);
  const box = useRef<HTMLDivElement>(null);
  const seen = { sight, interval, tickSize: instrument.tickSize } as const;
  const focusChart = () => box.current?.querySelector<HTMLElement>('[data-key="chart"]')?.focus();
  if (candles.length === 0) {
    return (
      <p className="appear-late flex-1 px-3 py-2 text-table text-text-2">
        {emptyWords({ name: instrument.name, interval, isRead, daysRead, error })}{' '}
        {error === null ? null : (
          <Button size="small" onClick={retry}>
            Read again
          </Button>
        )}
      </p>
    );
  }
  return (
    <>
      <CandleTrouble older={error} newest={newestError} onRetry={retry} />
      <div ref={box} className="relative min-h-0 flex-1">
        <CandleWords {...seen} />
        <CandleCanvas
          {...seen}
          price={price}
          candles={candles}
          lines={lines}
          moved={move.asked}
          busy={move.isBusy || move.asked !== null}
          onOlder={onOlder}
          onUnread={onUnread}
          onDrop={(line, price) => {
            focusChart();
            move.ask(line, price);
          }}
          onRemove={(line) => {
            focusChart();
            move.remove(line);
          }}
        />
        <CandleLegend {...seen} price={price} />
        <Attribution />
        <MoveStep move={move} onClosed={focusChart} />
      </div>
    </>
  );
}

interface Emptiness {
  readonly name: string;
  readonly interval: Interval;
  readonly isRead: boolean;
  readonly daysRead: number;
  readonly error: Error | null;
}

function emptyWords({ name, interval, isRead, daysRead, error }: Emptiness): string {
  if (error !== null) return `No candles of ${name}. ${wordsOf(error)}`;
  if (!isRead) return `Reading candles of ${INTERVAL_WORDS[interval].long}.`;
  return `Nobody traded ${name} in the last ${daysRead} days. Its first trade draws a candle here.`;
}

interface CandleTroubleProps {
  readonly older: Error | null;
  readonly newest: Error | null;
  readonly onRetry: () => void;
}

/** Why the candles do not reach further back, or not to now. */
function CandleTrouble({ older, newest, onRetry }: CandleTroubleProps) {
  const heardAtMs = useLink((link) => (link.state === 'lost' ? link.heardAtMs : null));
  if (heardAtMs !== null) {
    return <Strip>No connection since {formatTime(heardAtMs)}. Candles and lines are from then.</Strip>;
  }
  if (older !== null) {
    return (
      <Strip>
        Older candles could not be read. {wordsOf(older)}{' '}
        <Button size="small" onClick={onRetry}>
          Read again
        </Button>
      </Strip>
    );
  }
  if (newest !== null)
    return (
      <Strip>
        The newest candles could not be read. {wordsOf(newest)} Ticks go on; it is tried again each minute.
      </Strip>
    );
  return null;
}

function Strip({ children }: { readonly children: ReactNode }) {
  return (
    <p role="status" className="shrink-0 border-b border-line px-2 py-1 text-table text-warn">
      {children}
    </p>
  );
}
