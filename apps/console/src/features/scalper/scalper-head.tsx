import type { Instrument } from '@copydesk/api-contract';
import { Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { InstrumentSearch } from '../../components/instrument-search.tsx';
import { DayChange, LastPrice } from '../../components/live-price.tsx';
import { formatExpiry } from '../../lib/times.ts';
import { accountName } from '../../lib/words.ts';
import { useMarketDay } from '../../live/conditions.ts';
import { serverNow } from '../../live/link-store.ts';
import { priceKey } from '../../live/price-store.ts';
import type { Scalper } from './use-scalper.ts';
import type { ScalperChain } from './use-scalper-chain.ts';

interface ScalperHeadProps {
  readonly underlying: string;
  readonly onUnderlying: (instrument: Instrument) => void;
  readonly chain: ScalperChain;
  readonly scalper: Scalper;
  /** How to open it elsewhere. */
  readonly children: ReactNode;
}

const BOX = 'h-7 rounded-box border border-edge bg-panel px-1 text-table';

/** Underlying, expiry, lots, product. */
export function ScalperHead({ chain, scalper, underlying, onUnderlying, children }: ScalperHeadProps) {
  const { terms, change, choices, account } = scalper;
  const { chain: data } = chain;
  const spot = data?.spot ?? null;
  const today = useMarketDay(chain.environment);
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2">
      <h1 className="text-title font-semibold">{underlying}</h1>
      {spot === null ? null : (
        <span className="flex items-baseline gap-2 text-control">
          <LastPrice of={priceKey(chain.environment, spot.instrumentId)} told={spot.lastPrice} />
          <DayChange of={priceKey(chain.environment, spot.instrumentId)} />
        </span>
      )}
      <select
        aria-label="Expiry"
        value={data?.expiry ?? ''}
        onChange={(event) => chain.chooseExpiry(event.target.value)}
        className={BOX}
      >
        {data?.expiries.map((expiry) => (
          <option key={expiry} value={expiry}>
            {formatExpiry(expiry, serverNow())}
            {expiry === today ? ' · exp today' : ''}
          </option>
        ))}
      </select>
      <span className="inline-flex items-center gap-1 text-control">
        Lots
        <StepButton name="One lot less" onStep={() => change({ lots: terms.lots - 1 })}>
          <Minus aria-hidden size={13} />
        </StepButton>
        <output aria-label="Lots" className="figures w-7 text-center text-ticket font-semibold">
          {terms.lots}
        </output>
        <StepButton name="One lot more" onStep={() => change({ lots: terms.lots + 1 })}>
          <Plus aria-hidden size={13} />
        </StepButton>
        <span className="text-label text-muted phone:hidden">1–9, −, +</span>
      </span>
      <select
        aria-label="Product"
        value={terms.product}
        onChange={(event) => change({ product: event.target.value as 'I' | 'D' })}
        className={BOX}
      >
        <option value="D">NRML</option>
        <option value="I">MIS</option>
      </select>
      {choices.length < 2 ? null : (
        <select
          aria-label="Account"
          value={account?.id ?? ''}
          onChange={(event) => scalper.chooseAccount(event.target.value)}
          className={BOX}
        >
          {choices.map((one) => (
            <option key={one.id} value={one.id}>
              {accountName(one)}
            </option>
          ))}
        </select>
      )}
      <label className="inline-flex min-h-6 items-center gap-1.5 text-table">
        <input
          type="checkbox"
          className="size-4 accent-text"
          checked={terms.mayOpenShort}
          onChange={(event) => change({ mayOpenShort: event.target.checked })}
        />
        Sell to open
      </label>
      <span className="ml-auto flex items-center gap-2 phone:w-full">
        <span className="w-52 phone:w-full">
          <InstrumentSearch
            label="Another underlying"
            environment={chain.environment}
            onChoose={onUnderlying}
          />
        </span>
        {children}
      </span>
    </header>
  );
}

interface StepButtonProps {
  readonly name: string;
  readonly onStep: () => void;
  readonly children: ReactNode;
}

function StepButton({ name, onStep, children }: StepButtonProps) {
  return (
    <button
      type="button"
      aria-label={name}
      onClick={onStep}
      className="inline-flex size-6 items-center justify-center rounded-box border border-edge bg-raised hover:bg-hover"
    >
      {children}
    </button>
  );
}
