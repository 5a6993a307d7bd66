/**
 * How much of a sold option an account covers by what it holds.
 *
 * Decides: bought options of the same underlying and kind cover one that does not outlive them, less what is sold of these already.
 * Whether the account bought them for this is not asked. The broker's margin knows more; this is for a person's eye.
 */
import type { Order } from '@copydesk/api-contract';
import { contractOf } from '../../lib/instrument-name.ts';
import { usePnl } from '../../live/pnl-store.ts';

/** In units; null while the server has not told what the account holds. */
export function coverNow({ instrumentId }: Pick<Order, 'instrumentId'>, accountId: string): number | null {
  const { accounts, positions } = usePnl.getState();
  const sold = contractOf(instrumentId);
  if (accounts[accountId] === undefined || sold === null) return null;
  let cover = 0;
  for (const { figures } of Object.values(positions)) {
    const held = figures.accountId === accountId ? contractOf(figures.instrumentId) : null;
    if (held === null || held.underlying !== sold.underlying || held.optionType !== sold.optionType) continue;
    if (figures.netQty < 0 || held.expiry >= sold.expiry) cover += figures.netQty;
  }
  return Math.max(0, cover);
}
