/**
 * What a position is worth between two words of the server.
 *
 * Decides: the server's figure wins. It is moved on by the way that the last price went since, in integers, and only by a
 * price that was heard after the server spoke and is one of now. Where one point of price is worth more than one rupee a
 * unit (commodities, currency), the worth is read out of the server's own figures; where it cannot be, nothing is moved.
 */
import type { ChildPosition } from '@copydesk/api-contract';
import { type Money, money } from '../../lib/numbers.ts';
import type { ToldPnl } from '../../live/pnl-store.ts';
import type { LivePrice } from '../../live/price-store.ts';

type Valued = Pick<
  ChildPosition,
  'instrumentId' | 'netQty' | 'avgPrice' | 'ltp' | 'pnl' | 'realisedPnL' | 'unrealisedPnL'
>;

export interface LivePnl {
  readonly last: Money | null;
  readonly pnl: Money | null;
}

/** Exchanges whose lots are counted in units of one rupee a point. */
const ONE_RUPEE_A_POINT = /^(NSE|BSE|NFO|BFO):/;

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
  const { ltp, pnl, realisedPnL, unrealisedPnL } = stream.figures;
  const figures = { ltp, pnl, realisedPnL: realisedPnL ?? position.realisedPnL, unrealisedPnL };
  return { position: { ...position, ...figures }, toldMs: stream.heardMs };
}

/** @param toldMs When the server's figures came, on the clock of {@link LivePrice.heardMs}. */
export function livePnl(position: Valued, toldMs: number, price: LivePrice | undefined): LivePnl {
  const told: LivePnl = { last: moneyOrNull(position.ltp), pnl: moneyOrNull(position.pnl) };
  if (price === undefined || price.stale || price.heardMs < toldMs || position.netQty === 0) return told;
  const worth = worthOfPoint(position);
  if (worth === null) return { last: price.last, pnl: told.pnl };
  const { last: ltp, pnl } = told;
  if (ltp !== null && pnl !== null)
    return { last: price.last, pnl: (pnl + (price.last - ltp) * position.netQty * worth) as Money };
  // The server had no price yet: since entry, as it counts itself.
  if (ltp !== null || position.avgPrice === null) return { last: price.last, pnl };
  const open = (price.last - money(position.avgPrice)) * position.netQty * worth;
  return { last: price.last, pnl: (money(position.realisedPnL) + open) as Money };
}

/** Rupees that one unit gains with one rupee of price; null when it cannot be told. */
function worthOfPoint({ instrumentId, netQty, avgPrice, ltp, unrealisedPnL }: Valued): number | null {
  if (ONE_RUPEE_A_POINT.test(instrumentId)) return 1;
  if (avgPrice === null || ltp === null || unrealisedPnL === null) return null;
  const way = (money(ltp) - money(avgPrice)) * netQty;
  const worth = money(unrealisedPnL) / way;
  return way !== 0 && Number.isInteger(worth) && worth > 0 ? worth : null;
}

function moneyOrNull(wire: number | null): Money | null {
  return wire === null ? null : money(wire);
}
