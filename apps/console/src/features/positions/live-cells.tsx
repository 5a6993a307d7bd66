import type { ChildPosition } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import { PriceAge } from '../../components/price-age.tsx';
import { formatChange, formatMoney, type Money, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { environmentOf, useAccounts } from '../../live/accounts-store.ts';
import { useIsStale } from '../../live/link-store.ts';
import { positionKey, usePnl } from '../../live/pnl-store.ts';
import { type LivePrice, priceKey } from '../../live/price-store.ts';
import { prices, usePrice } from '../../live/prices.ts';
import { tint } from '../../live/tint.ts';
import { type LivePnl, lastWord, livePnl } from './live-pnl.ts';
import { toldMs } from './positions-store.ts';

/** The figures of one position as of now. What is flat needs no price. */
export function useLivePnl(position: ChildPosition): LivePnl & { readonly price: LivePrice | undefined } {
  const environment = useAccounts(({ list }) => environmentOf(list, position.accountId));
  const price = usePrice(position.netQty === 0 ? null : priceKey(environment, position.instrumentId));
  const stream = usePnl(({ positions }) => positions[positionKey(position)]);
  const said = lastWord(position, toldMs(position), stream);
  return { price, ...livePnl(said.position, said.toldMs, price) };
}

/** The last price of this moment, for a word that is said once; null where nobody knows it. */
export function lastNow(position: ChildPosition): Money | null {
  const environment = environmentOf(useAccounts.getState().list, position.accountId);
  const key = priceKey(environment, position.instrumentId);
  const said = lastWord(position, toldMs(position), usePnl.getState().positions[positionKey(position)]);
  return livePnl(said.position, said.toldMs, key === null ? undefined : prices.get(key)).last;
}

interface PositionPriceProps {
  readonly position: ChildPosition;
  /** In a cell: the age has no room beside the price, and stands under it. */
  readonly inCell?: boolean;
}

/** The last price of what is held; with its age when it is not one of now. */
export function PositionPrice({ position, inCell = false }: PositionPriceProps) {
  const { last, price } = useLivePnl(position);
  const cut = useIsStale();
  const cell = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (price !== undefined && price.moved !== 0 && !price.stale && cell.current !== null)
      tint(cell.current, price.moved);
  }, [price]);
  if (last === null) return <span className="text-muted">{NOT_APPLICABLE}</span>;
  const old = price?.stale === true;
  return (
    <span
      className={clsx(
        inCell && old
          ? 'flex flex-col-reverse items-end text-rail leading-3!'
          : 'inline-flex items-center gap-1',
      )}
    >
      {old ? <PriceAge price={price} /> : null}
      <span
        ref={cell}
        className={clsx(
          'tick-cell',
          inCell && old && 'text-table leading-3!',
          (cut || old) && 'stale-figure',
        )}
      >
        {formatMoney(last)}
      </span>
    </span>
  );
}

interface PositionPnlProps {
  readonly position: ChildPosition;
  /** Its account is logged out: what is held may be another figure since. */
  readonly asLastRead?: boolean;
}

export function PositionPnl({ position, asLastRead = false }: PositionPnlProps) {
  const { pnl, price } = useLivePnl(position);
  return <PnlFigure value={pnl} old={asLastRead || price?.stale === true} />;
}

interface PnlFigureProps {
  readonly value: Money | null;
  /** It stands on a price that is not one of now. */
  readonly old?: boolean;
}

/** A gain or loss: sign, arrow and hue, muted when it may be old. */
export function PnlFigure({ value, old = false }: PnlFigureProps) {
  const cut = useIsStale();
  if (value === null) return <span className="text-muted">{NOT_APPLICABLE}</span>;
  const hue = cut || old ? 'stale-figure' : value > 0 ? 'text-gain' : value < 0 ? 'text-loss' : 'text-text';
  return (
    <span className={clsx('inline-flex items-center gap-0.5 align-middle', hue)}>
      {value > 0 ? <ArrowUp aria-hidden size={11} /> : null}
      {value < 0 ? <ArrowDown aria-hidden size={11} /> : null}
      {formatChange(value)}
    </span>
  );
}
