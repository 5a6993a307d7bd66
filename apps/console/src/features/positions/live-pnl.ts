/**
 * What a position is worth between two words of the server.
 *
 * Decides: the server's figure wins. It is moved on by the way that the last price went since, in integers, and only by a
 * price that was heard after the server spoke and is one of now. Where nobody knows what a point of price is worth, nothing
 * is moved.
 */
import type { ChildPosition } from '@copydesk/api-contract';
import { type Money, money } from '../../lib/numbers.ts';
import type { ToldPnl } from '../../live/pnl-store.ts';
import type { LivePrice } from '../../live/price-store.ts';

type Valued = Pick<
  ChildPosition,
  'contractMultiplier' | 'netQty' | 'avgPrice' | 'ltp' | 'pnl' | 'realisedPnL'
>;

export interface LivePnl {
  readonly last: Money | null;
  /** Since entry. */
  readonly pnl: Money | null;
}

/** What the server said of a position last, and when it came, on the page's own clock. */
export interface LastWord {
  readonly position: Valued;
  readonly toldMs: number;
}

/**
 * The figures of its row, or those of the stream that came later. Figures of another quantity than the row shows belong to a
 * trade that is not on the page yet.
 */
export function lastWord(position: Valued, toldMs: number, stream: ToldPnl | undefined): LastWord {
  if (stream === undefined || stream.heardMs < toldMs || stream.figures.netQty !== position.netQty)
    return { position, toldMs };
  const { ltp, pnl, realisedPnL } = stream.figures;
  const figures = { ltp, pnl, realisedPnL: realisedPnL ?? position.realisedPnL };
  return { position: { ...position, ...figures }, toldMs: stream.heardMs };
}

/** @param toldMs When the server's figures came, on the clock of {@link LivePrice.heardMs}. */
export function livePnl(position: Valued, toldMs: number, price: LivePrice | undefined): LivePnl {
  const { netQty, avgPrice, contractMultiplier: worth } = position;
  const told = { last: moneyOrNull(position.ltp), pnl: moneyOrNull(position.pnl) };
  if (price === undefined || price.stale || price.heardMs < toldMs || netQty === 0) return told;
  const { last, pnl } = told;
  if (worth === null) return { ...told, last: price.last };
  if (last !== null) {
    const way = (price.last - last) * netQty * worth;
    return { last: price.last, pnl: pnl === null ? null : ((pnl + way) as Money) };
  }
  // The server had no price yet: since entry, as it counts itself.
  if (avgPrice === null) return { ...told, last: price.last };
  const open = (price.last - money(avgPrice)) * netQty * worth;
  return { last: price.last, pnl: (money(position.realisedPnL) + open) as Money };
}

function moneyOrNull(wire: number | null): Money | null {
  return wire === null ? null : money(wire);
}
