import type { Position } from '@copydesk/api-contract';
import type { ReactNode } from 'react';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatPrice, formatSignedQuantity } from '../../lib/numbers.ts';
import { productWord } from '../../lib/words.ts';
import { serverNow } from '../../live/link-store.ts';
import { LEGS, type Scalper } from './use-scalper.ts';

interface HeldElsewhereProps {
  readonly positions: readonly Position[];
  readonly underlying: string;
  readonly scalper: Scalper;
  readonly renderPnl: (position: Position) => ReactNode;
}

/** What is held of this underlying at other strikes, expiries or in another product: the keys do not reach it. */
export function HeldElsewhere({ positions, renderPnl, underlying, scalper }: HeldElsewhereProps) {
  const others = positions.filter(
    (one) =>
      one.accountId === scalper.account?.id &&
      one.baseInstrument === underlying &&
      one.netQty !== 0 &&
      !LEGS.some((leg) => scalper.positionOf(leg) === one),
  );
  if (others.length === 0) return null;
  return (
    <ul aria-label="Held elsewhere" className="border-t border-line px-3 py-1 text-table">
      {others.map((one) => (
        <li key={`${one.instrumentId}/${one.product}`} className="figures flex flex-wrap items-center gap-3">
          <span className="text-warn">Held, and not on these keys:</span>
          <span className="font-medium">
            {instrumentName(one, serverNow())} {productWord(one.product, one.instrumentType)}{' '}
            {formatSignedQuantity(one.netQty)} @ {formatPrice(one.avgPrice)}
          </span>
          {renderPnl(one)}
        </li>
      ))}
    </ul>
  );
}
