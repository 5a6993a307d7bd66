import type { Account, OptionChainLeg } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { LastPrice } from '../../components/live-price.tsx';
import { RowDeed } from '../../components/ui/row-deed.tsx';
import { Cell } from '../../components/ui/table.tsx';
import { formatChange, formatInterest, type Money, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { priceKey } from '../../live/price-store.ts';
import { usePrice } from '../../live/prices.ts';
import { CHANGE_ROOM, GREEK_ROOM, type Side } from './chain-rows.ts';

type Environment = Account['environment'] | undefined;

interface LegProps {
  readonly leg: OptionChainLeg | null;
  /** Where it trades. */
  readonly environment: Environment;
  readonly side: Side;
}

/** Open interest with its bar, change, volatility and delta; the put's half is the mirror of the call's. */
export function LegFigures({ leg, environment, side, most }: LegProps & { readonly most: number }) {
  const cells = [
    <Interest key="oi" leg={leg} environment={environment} side={side} most={most} />,
    <Cell key="change" figure className={CHANGE_ROOM}>
      {percentWords(leg?.changePercent ?? null)}
    </Cell>,
    <Cell key="iv" figure className={GREEK_ROOM}>
      {plain(leg?.greeks?.impliedVolatility ?? null, 100, 1)}
    </Cell>,
    <Cell key="delta" figure className={GREEK_ROOM}>
      {plain(leg?.greeks?.delta ?? null, 1, 2)}
    </Cell>,
  ];
  return side === 'call' ? cells : cells.toReversed();
}

function Interest({ leg, environment, side, most }: LegProps & { readonly most: number }) {
  const live = usePrice(priceKey(environment, leg?.instrumentId))?.openInterest;
  const interest = live ?? leg?.openInterest ?? null;
  return (
    <Cell figure className="relative">
      {interest === null || interest === 0 ? null : (
        <span
          aria-hidden
          className={clsx(
            'absolute inset-y-1 phone:inset-y-2',
            side === 'call' ? 'right-0 bg-interest-call' : 'left-0 bg-interest-put',
          )}
          style={{ width: `${Math.min(100, (interest / most) * 100)}%` }}
        />
      )}
      <span className="relative">{interest === null ? NOT_APPLICABLE : formatInterest(interest)}</span>
    </Cell>
  );
}

interface LegPriceProps extends LegProps {
  readonly strike: number;
  readonly name: string;
  readonly tabIndex: 0 | -1;
  readonly onFocus: () => void;
  /** The side of the leg that it is collected as. */
  readonly collected: 'BUY' | 'SELL' | undefined;
  readonly onTrade: (side: 'BUY' | 'SELL' | null) => void;
}

/** The price of one option; B and S show under the pointer and with the focus, where a pointer can rest. */
export function LegPrice({
  leg,
  environment,
  side,
  strike,
  name,
  tabIndex,
  onFocus,
  collected,
  onTrade,
}: LegPriceProps) {
  if (leg === null) return <Cell figure>{NOT_APPLICABLE}</Cell>;
  return (
    <Cell
      figure
      data-leg={`${strike}:${side}`}
      tabIndex={tabIndex}
      onFocus={onFocus}
      onClick={() => onTrade(null)}
      className="group/leg relative cursor-pointer font-medium hover:bg-hover focus:bg-selected focus-visible:-outline-offset-2"
    >
      {collected === undefined ? null : <LegMark side={collected} />}
      <LastPrice of={priceKey(environment, leg.instrumentId)} told={leg.lastPrice} />
      <span className="absolute inset-y-0 left-0 hidden items-center gap-0.5 bg-hover group-focus/leg:flex group-hover/leg:flex phone:hidden">
        <RowDeed name={`Buy ${name}`} className="text-buy" onDo={() => onTrade('BUY')}>
          B
        </RowDeed>
        <RowDeed name={`Sell ${name}`} className="text-sell" onDo={() => onTrade('SELL')}>
          S
        </RowDeed>
      </span>
    </Cell>
  );
}

/** That a price is a leg, and of which side: a chip before the figure. */
function LegMark({ side }: { readonly side: 'BUY' | 'SELL' }) {
  return (
    <span
      className={clsx(
        'absolute inset-y-0.5 left-1 inline-flex items-center rounded-box px-1 text-label font-semibold',
        side === 'BUY' ? 'bg-buy text-on-buy' : 'bg-sell text-on-sell',
      )}
    >
      {side === 'BUY' ? 'B' : 'S'}
      <span className="sr-only"> leg of the basket</span>
    </span>
  );
}

/** `+4.9`, from a thousand on `+1,845`: a figure that is none of money, with its sign. */
function percentWords(value: number | null): string {
  if (value === null) return NOT_APPLICABLE;
  return formatChange(Math.round(value * 10_000) as Money, Math.abs(value) < 1000 ? 1 : 0);
}

function plain(value: number | null, factor: number, decimals: number): string {
  return value === null ? NOT_APPLICABLE : (value * factor).toFixed(decimals).replace('-', '−');
}
