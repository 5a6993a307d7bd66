import type { Account, OptionChain } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { DayChange, LastPrice } from '../../components/live-price.tsx';
import { SkeletonLines } from '../../components/ui/skeleton-lines.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { formatMoney, money } from '../../lib/numbers.ts';
import { formatExpiry } from '../../lib/times.ts';
import { useMarketDay } from '../../live/conditions.ts';
import { serverNow } from '../../live/link-store.ts';
import { priceKey } from '../../live/price-store.ts';
import { usePrice } from '../../live/prices.ts';
import { type OnChoose, useChooseInstrument, useDeskEnvironment } from '../../live/use-choose-instrument.ts';
import { useOptionChain } from '../../live/use-option-chain.ts';
import { type Collecting, isSameChain, moneyStrike, withFigures } from './chain-rows.ts';
import { ChainTable } from './chain-table.tsx';

/** Prices tick by themselves; volatility and greeks are asked for. */
const EVERY_MS = 15_000;

interface OptionChainPanelProps {
  /** Before the name, such as the switch between chart and chain. */
  readonly lead?: ReactNode;
  readonly underlying: string;
  readonly exchange: string | undefined;
  readonly onChoose: OnChoose;
  readonly collecting: Collecting;
}

/** The options of one expiry. It is centred on the money when it opens and when somebody asks for it, never by itself. */
export function OptionChainPanel(props: OptionChainPanelProps) {
  const { lead, underlying, exchange, onChoose, collecting } = props;
  const environment = useDeskEnvironment();
  const {
    chain: data,
    error,
    chooseExpiry,
  } = useOptionChain({ underlying, exchange, environment }, EVERY_MS);
  // The strikes that stand there: another chain brings its own, the same one keeps them.
  const [held, setHeld] = useState<OptionChain | null>(null);
  if (data !== undefined && (held === null || !isSameChain(held, data))) setHeld(data);
  const { choose, problem } = useChooseInstrument(onChoose);

  if (data === undefined || held === null || !isSameChain(held, data)) {
    return (
      <div className="flex min-h-0 flex-1 flex-col bg-panel">
        {lead === undefined || lead === null ? null : (
          <div className="flex h-9 items-center border-b border-line px-2">{lead}</div>
        )}
        {error === null ? (
          <SkeletonLines lines={12} />
        ) : (
          <p className="px-3 py-2 text-table text-text-2">
            No option chain of {underlying}. {wordsOf(error)}
          </p>
        )}
      </div>
    );
  }
  return (
    <Chain
      lead={lead}
      held={held}
      environment={environment}
      latest={data}
      problem={problem}
      onExpiry={chooseExpiry}
      onCentre={() => setHeld({ ...data })}
      onChoose={choose}
      collecting={collecting}
    />
  );
}

interface ChainProps {
  readonly lead: ReactNode;
  readonly held: OptionChain;
  readonly environment: Account['environment'] | undefined;
  readonly latest: OptionChain;
  readonly problem: string | null;
  readonly onExpiry: (expiry: string) => void;
  readonly onCentre: () => void;
  readonly onChoose: (instrumentId: string, side: 'BUY' | 'SELL' | null) => void;
  readonly collecting: Collecting;
}

function Chain(props: ChainProps) {
  const { lead, held, environment, latest, problem, onExpiry, onCentre, onChoose, collecting } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = withFigures(held, latest);
  const today = useMarketDay(environment);
  const spotKey = priceKey(environment, latest.spot?.instrumentId);
  const spot = usePrice(spotKey);
  const atMoney = moneyStrike(rows, spot?.last, latest.atMoney);
  // Where the money was when the chain was centred: the mark moves on, the rows stay.
  const [centred, setCentred] = useState({ of: held, at: atMoney });
  if (centred.of !== held) setCentred({ of: held, at: atMoney });
  useLayoutEffect(() => {
    const box = scroller.current;
    const row = box?.querySelector<HTMLElement>(`[data-strike="${centred.at}"]`);
    // Only this box is scrolled: the page around it stands still.
    if (row && box) {
      const wanted = (row.offsetTop - (box.clientHeight - row.offsetHeight) / 2) / row.offsetHeight;
      // By whole rows: the first one in view is not cut by the head.
      box.scrollTop = Math.round(wanted) * row.offsetHeight;
    }
  }, [centred]);
  return (
    <section aria-label="Option chain" className="@container own-layer flex min-h-0 flex-1 flex-col bg-panel">
      <header className="flex h-9 shrink-0 items-center gap-3 border-b border-line px-2 phone:h-auto phone:flex-wrap phone:gap-2 phone:py-1">
        {lead}
        <h2 className="text-control font-semibold">{latest.underlying}</h2>
        {latest.spot === null ? null : (
          <span className="flex items-center gap-2 text-table">
            <LastPrice of={spotKey} told={latest.spot.lastPrice} />
            <DayChange of={spotKey} />
          </span>
        )}
        <select
          aria-label="Expiry"
          value={latest.expiry}
          onChange={(event) => onExpiry(event.target.value)}
          className="h-6 rounded-box border border-edge bg-panel px-1 text-table"
        >
          {latest.expiries.map((expiry) => (
            <option key={expiry} value={expiry}>
              {formatExpiry(expiry, serverNow())}
              {expiry === today ? ' · exp today' : ''}
            </option>
          ))}
        </select>
        <button
          type="button"
          aria-pressed={collecting.on}
          title="A press on a price collects a leg of a basket; Space does so at any time"
          onClick={() => collecting.onSwitch(!collecting.on)}
          className={clsx(
            'ml-auto h-6 rounded-box border border-edge px-2 text-table whitespace-nowrap hover:bg-hover',
            collecting.on ? 'bg-selected font-medium' : 'bg-raised',
          )}
        >
          Collect legs
        </button>
        <button
          type="button"
          data-key="centre-chain"
          onClick={onCentre}
          className="h-6 rounded-box border border-edge bg-raised px-2 text-table whitespace-nowrap hover:bg-hover"
        >
          Centre <kbd className="font-sans text-label text-muted phone:hidden">C</kbd>
        </button>
      </header>
      {latest.unpriced === null ? null : (
        <p className="shrink-0 border-b border-line px-2 py-1 text-table text-warn">
          {UNPRICED[latest.unpriced] ?? `The broker gave no prices (${latest.unpriced}).`} Strikes are from
          today's list.
        </p>
      )}
      {problem === null ? null : <p className="px-2 py-1 text-table text-warn">{problem}</p>}
      <div ref={scroller} className="relative min-h-0 flex-1 overflow-y-auto" data-key="chain">
        <ChainTable
          label={`Options of ${latest.underlying}, ${formatExpiry(latest.expiry, serverNow())}`}
          rows={rows}
          atMoney={atMoney}
          environment={environment}
          onChoose={onChoose}
          collecting={collecting}
        />
      </div>
      {/* Always there: no row moves when it has something to say. */}
      <p className="flex h-6 shrink-0 items-center justify-between gap-3 border-t border-line px-2 text-label text-muted">
        <span>
          {atMoney !== null && centred.at !== atMoney
            ? `Spot is now nearest ${formatMoney(money(atMoney), 0)}.`
            : ''}
        </span>
        <span className="phone:hidden">focus a price: B, S or Enter</span>
      </p>
    </section>
  );
}

const UNPRICED: Readonly<Record<string, string>> = {
  'no-session': 'No account is logged in, so nobody tells prices.',
  'session-expired': 'The login has ended, so nobody tells prices.',
  'rate-limited': 'The broker takes no more questions for a moment.',
};
